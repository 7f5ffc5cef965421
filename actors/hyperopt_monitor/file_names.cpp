#include "actors/hyperopt_monitor/file_names.hpp"

#include <algorithm>
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

std::chrono::seconds offset_at(std::chrono::system_clock::time_point x) {
  auto t = std::chrono::system_clock::to_time_t(x);
  std::tm tm{};
  ::localtime_r(&t, &tm);
  return std::chrono::seconds{tm.tm_gmtoff};
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

std::optional<std::chrono::local_seconds> time_in_name(std::string_view file) {
  if (!file.ends_with(suffix) || file.size() < suffix.size() + pattern.size())
    return std::nullopt;
  file.remove_suffix(suffix.size());
  auto x = file.substr(file.size() - pattern.size());
  if (!is_stamp(x))
    return std::nullopt;
  auto two = [&](size_t i) { return (x[i] - '0') * 10 + x[i + 1] - '0'; };
  using namespace std::chrono;
  auto day = year{two(0) * 100 + two(2)} / two(5) / two(8);
  return local_days{day} + hours{two(11)} + minutes{two(14)} + seconds{two(17)};
}

std::chrono::local_seconds
earliest_in_name(std::chrono::system_clock::time_point from,
                 std::chrono::system_clock::time_point upto) {
  return std::chrono::local_seconds{std::chrono::floor<std::chrono::seconds>(
      from.time_since_epoch() + std::min(offset_at(from), offset_at(upto)))};
}

std::chrono::local_seconds local_time(std::chrono::system_clock::time_point x) {
  return earliest_in_name(x, x);
}

bool is_bare_name(std::string_view x) {
  return !x.empty() && x != "." && x.find("..") == std::string_view::npos
         && x.find('/') == std::string_view::npos
         && x.find('\0') == std::string_view::npos;
}

} // namespace ftm
