#include "deploy/ftmanager/check_command.hpp"

#include "deploy/ftmanager/version_check.hpp"
#include "shared/config/problems.hpp"
#include "shared/config/verify.hpp"
#include "shared/util/clock.hpp"
#include "shared/util/file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace ftm {

namespace {

using nlohmann::json;

json to_json(const config_problem& x) {
  return {{"fatal", x.fatal},
          {"line", x.line},
          {"key", x.key},
          {"found", x.found},
          {"expected", x.expected}};
}

json to_json(const config::strategy_report& x) {
  json next = json::array();
  for (auto& t : x.next)
    next.push_back(to_rfc3339(t));
  return {{"name", x.name},
          {"enabled", x.enabled},
          {"directory", x.directory.string()},
          {"executable", x.executable.string()},
          {"executable_found", x.executable_found},
          {"version", x.version ? json(*x.version) : json(nullptr)},
          {"live", x.live ? json(*x.live) : json(nullptr)},
          {"scheduled", x.scheduled},
          {"rule", x.rule},
          {"time_zone", x.time_zone},
          {"next", std::move(next)}};
}

const char* trade_text(const std::optional<bool>& live) {
  if (!live)
    return "not known";
  return *live ? "LIVE, with real money" : "dry-run";
}

void print(const config::strategy_report& x) {
  std::cout << "\n" << x.name << (x.enabled ? "" : "  (not enabled)") << "\n";
  std::cout << "  folder      " << x.directory.string() << "\n";
  std::cout << "  executable  " << x.executable.string()
            << (x.executable_found ? "" : "  (not usable)") << "\n";
  std::cout << "  freqtrade   " << x.version.value_or("not known") << "\n";
  std::cout << "  trade       " << trade_text(x.live) << "\n";
  std::cout << "  schedule    ";
  std::cout << x.rule;
  if (!x.next_text.empty())
    std::cout << ", " << x.time_zone;
  std::cout << (x.scheduled ? "\n" : "  (switched off)\n");
  for (auto& t : x.next_text)
    std::cout << "    next      " << t << "\n";
}

} // namespace

int check_command(const check_options& options) {
  auto path = std::filesystem::absolute(options.config);
  std::string why;
  std::vector<config_problem> problems;
  std::vector<config::strategy_report> strategies;
  if (auto text = read_text_file(path, why)) {
    auto loaded = config::parse(*text, path);
    problems = loaded.problems;
    auto seen = config::verify(loaded, std::chrono::system_clock::now());
    strategies = std::move(seen.strategies);
    problems.insert(problems.end(), seen.problems.begin(), seen.problems.end());
    auto more = check_versions(strategies, loaded);
    problems.insert(problems.end(), more.begin(), more.end());
  } else {
    problems.push_back({true, 0, "", "cannot be read: " + why, ""});
  }
  std::stable_sort(problems.begin(), problems.end(),
                   [](auto& a, auto& b) { return a.line < b.line; });
  auto errors = std::count_if(problems.begin(), problems.end(),
                              [](auto& x) { return x.fatal; });
  if (options.json) {
    json y{{"file", path.string()},
           {"ok", errors == 0},
           {"problems", json::array()},
           {"strategies", json::array()}};
    for (auto& x : problems)
      y["problems"].push_back(to_json(x));
    for (auto& x : strategies)
      y["strategies"].push_back(to_json(x));
    std::cout << y.dump(2, ' ', false, json::error_handler_t::replace) << "\n";
    return errors == 0 ? 0 : 1;
  }
  for (auto& x : problems)
    std::cout << config::to_text(x, options.config) << "\n";
  for (auto& x : strategies)
    print(x);
  auto warnings = static_cast<long>(problems.size()) - errors;
  std::cout << (problems.empty() && strategies.empty() ? "" : "\n");
  if (problems.empty())
    std::cout << "No problem found.\n";
  else
    std::cout << errors << (errors == 1 ? " error, " : " errors, ") << warnings
              << (warnings == 1 ? " warning.\n" : " warnings.\n");
  return errors == 0 ? 0 : 1;
}

} // namespace ftm
