#include "actors/hyperopt_monitor/file_names.hpp"

#include <ctime>

namespace ftm {

namespace {

constexpr std::string_view prefix = "strategy_";
constexpr std::string_view suffix = ".fthypt";
constexpr std::string_view pattern = "dddd-dd-dd_dd-dd-dd";

bool is_stamp(std::string_view x) {
  if (x.size() != pattern.size())
    return false;
  for (size_t i = 0; i < x.size(); ++i)
    if (pattern[i] == 'd' ? x[i] < '0' || x[i] > '9' : x[i] != pattern[i])
      return false;
  auto two = [&](size_t i) { return (x[i] - '0') * 10 + x[i + 1] - '0'; };
  return two(5) >= 1 && two(5) <= 12 && two(8) >= 1 && two(8) <= 31
         && two(11) < 24 && two(14) < 60 && two(17) <= 60;
}

} // namespace

bool is_result_of(std::string_view file, std::string_view strategy) {
  if (strategy.empty() || !file.starts_with(prefix) || !file.ends_with(suffix)
      || file.size() < prefix.size() + suffix.size())
    return false;
  file.remove_prefix(prefix.size());
  file.remove_suffix(suffix.size());
  if (!file.starts_with(strategy))
    return false;
  file.remove_prefix(strategy.size());
  return file.empty() || (file.front() == '_' && is_stamp(file.substr(1)));
}

std::optional<std::chrono::system_clock::time_point>
time_in_name(std::string_view file) {
  if (!file.ends_with(suffix) || file.size() < suffix.size() + pattern.size())
    return std::nullopt;
  file.remove_suffix(suffix.size());
  auto x = std::string{file.substr(file.size() - pattern.size())};
  if (!is_stamp(x))
    return std::nullopt;
  std::tm tm{};
  ::strptime(x.c_str(), "%Y-%m-%d_%H-%M-%S", &tm);
  tm.tm_isdst = -1;
  return std::chrono::system_clock::from_time_t(std::mktime(&tm));
}

bool is_bare_name(std::string_view x) {
  return !x.empty() && x != "." && x.find("..") == std::string_view::npos
         && x.find('/') == std::string_view::npos
         && x.find('\0') == std::string_view::npos;
}

} // namespace ftm
