#include "deploy/ftmanager/check_command.hpp"

#include "deploy/ftmanager/check_text.hpp"
#include "deploy/ftmanager/version_check.hpp"
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

} // namespace

int check_command(const check_options& options) {
  auto path = std::filesystem::absolute(options.config);
  std::string why;
  std::vector<config_problem> problems;
  std::vector<config::strategy_report> strategies;
  std::vector<size_t> indices;
  if (auto text = read_text_file(path, why)) {
    auto loaded = config::parse(*text, path);
    problems = loaded.problems;
    indices = loaded.indices;
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
  std::cout << check_text(problems, strategies, indices, options.config);
  return errors == 0 ? 0 : 1;
}

} // namespace ftm
