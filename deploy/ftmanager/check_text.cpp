#include "deploy/ftmanager/check_text.hpp"

#include "deploy/ftmanager/process_text.hpp"
#include "shared/config/problems.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace ftm {

namespace {

constexpr std::string_view list = "strategies[";

const char* trade_text(const std::optional<bool>& live) {
  if (!live)
    return "not known";
  return *live ? "LIVE, with real money" : "dry-run";
}

std::string report_text(const config::strategy_report& x) {
  auto y = x.name + (x.enabled ? "" : "  (not enabled)") + "\n";
  y += "  folder      " + x.directory.string() + "\n";
  y += "  executable  " + x.executable.string()
       + (x.executable_found ? "" : "  (not usable)") + "\n";
  y += "  freqtrade   " + x.version.value_or("not known") + "\n";
  y += std::string{"  trade       "} + trade_text(x.live) + "\n";
  y += "  schedule    " + x.rule;
  if (!x.next_text.empty())
    y += ", " + x.time_zone;
  y += x.scheduled ? "\n" : "  (switched off)\n";
  for (auto& t : x.next_text)
    y += "    next      " + t + "\n";
  return y;
}

/// Of "strategies[3].name": 3.
std::optional<size_t> index_in(const std::string& key) {
  size_t y = 0;
  auto from = key.data() + list.size(), end = key.data() + key.size();
  if (!key.starts_with(list))
    return std::nullopt;
  auto [p, e] = std::from_chars(from, end, y);
  return e == std::errc{} && p != end && *p == ']' ? std::optional{y}
                                                   : std::nullopt;
}

/// "1 error", "2 errors".
std::string count_text(size_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

using group = std::vector<const config_problem*>;

std::string group_text(group x, const std::string& prefix,
                       const std::string& file) {
  std::stable_sort(x.begin(), x.end(),
                   [](auto* a, auto* b) { return a->fatal > b->fatal; });
  std::string y;
  for (auto* p : x) {
    auto q = *p;
    if (!prefix.empty() && q.key.starts_with(prefix))
      q.key = q.key.substr(std::min(prefix.size() + 1, q.key.size()));
    y += "  " + one_line(config::to_text(q, file)) + "\n";
  }
  return y;
}

} // namespace

std::string check_text(const std::vector<config_problem>& problems,
                       const std::vector<config::strategy_report>& strategies,
                       const std::vector<size_t>& indices,
                       const std::string& file) {
  std::string y;
  for (auto& x : strategies)
    y += report_text(x) + "\n";
  if (problems.empty())
    return y + "No problem found.\n";
  std::map<std::optional<size_t>, group> groups; // the whole file's come first
  for (auto& x : problems)
    groups[index_in(x.key)].push_back(&x);
  size_t errors = 0;
  for (auto& x : problems)
    errors += x.fatal ? 1 : 0;
  for (auto& [index, all] : groups) {
    auto place = index ? std::string{list} + std::to_string(*index) + "]" : "";
    auto name = index ? place : file;
    auto i = index ? std::find(indices.begin(), indices.end(), *index)
                   : indices.end();
    auto at = static_cast<size_t>(i - indices.begin());
    if (at < strategies.size())
      name = strategies[at].name;
    y += name + ":\n" + group_text(all, place, file) + "\n";
  }
  return y + count_text(errors, "error") + ", "
         + count_text(problems.size() - errors, "warning") + ".\n";
}

} // namespace ftm
