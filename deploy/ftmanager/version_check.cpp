#include "deploy/ftmanager/version_check.hpp"

#include "deploy/ftmanager/version_probe.hpp"
#include "shared/config/freqtrade_version.hpp"

#include <algorithm>

namespace ftm {

namespace {

constexpr std::chrono::seconds patience{20};

/// The key that names the executable, and its line.
config_problem place_of(const config::loaded& x, size_t index) {
  config_problem y;
  y.fatal = false;
  for (auto& prefix :
       {"strategies[" + std::to_string(index) + "].", std::string{}})
    for (auto* key : {"freqtrade.venv_path", "freqtrade.directory"})
      if (auto i = x.lines.find(prefix + key); i != x.lines.end()) {
        y.key = i->first;
        y.line = i->second;
        return y;
      }
  return y;
}

} // namespace

std::vector<config_problem>
check_versions(std::vector<config::strategy_report>& strategies,
               const config::loaded& x) {
  std::vector<version_question> questions;
  std::vector<size_t> first; // strategy that a question is asked for
  for (size_t i = 0; i < strategies.size(); ++i) {
    auto& s = strategies[i];
    auto known = std::any_of(questions.begin(), questions.end(), [&](auto& q) {
      return q.executable == s.executable;
    });
    if (!s.executable_found || known)
      continue;
    questions.push_back({s.executable, s.directory});
    first.push_back(i);
  }
  auto answers = ask_versions(questions, patience);
  std::vector<config_problem> y;
  for (size_t i = 0; i < questions.size(); ++i) {
    auto& a = answers[i];
    for (auto& s : strategies)
      if (s.executable == questions[i].executable)
        s.version = a.version;
    if (a.version && config::is_known_freqtrade(*a.version))
      continue;
    auto p = place_of(x, x.indices[first[i]]);
    auto name = questions[i].executable.string();
    p.found = a.version ? "freqtrade " + *a.version + " (" + name + ")"
                        : name + " --version, which does not tell it: " + a.why;
    p.expected = "2023.x or 2024.x, whose habits this manager knows: with "
                 "another one watch a first run by hand";
    y.push_back(std::move(p));
  }
  return y;
}

} // namespace ftm
