#include "shared/config/values.hpp"

#include "shared/util/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <csignal>

namespace ftm::config {

namespace {

using std::chrono::milliseconds;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

template <class T>
std::optional<T> convert(std::string_view x, int base) {
  T y{};
  auto [end, error] = std::from_chars(x.data(), x.data() + x.size(), y, base);
  if (error != std::errc{} || end != x.data() + x.size())
    return {};
  return y;
}

struct unit {
  std::string_view name;
  int64_t ms;
};

// "ms" stands before "m" so that it is found first.
constexpr std::array<unit, 5> units{{{"ms", 1},
                                     {"s", 1000},
                                     {"m", 60'000},
                                     {"h", 3'600'000},
                                     {"d", 86'400'000}}};

std::optional<int32_t> signal_of(std::string_view x) {
  static constexpr std::array<std::pair<std::string_view, int32_t>, 7> known{
      {{"INT", SIGINT},
       {"TERM", SIGTERM},
       {"KILL", SIGKILL},
       {"HUP", SIGHUP},
       {"QUIT", SIGQUIT},
       {"USR1", SIGUSR1},
       {"USR2", SIGUSR2}}};
  if (x.starts_with("SIG"))
    x.remove_prefix(3);
  for (auto& [name, number] : known)
    if (name == x)
      return number;
  return {};
}

std::optional<stop_target> target_of(std::string_view x) {
  for (auto y : {stop_target::main, stop_target::group, stop_target::tree})
    if (x == to_string(y))
      return y;
  return {};
}

std::vector<std::string_view> split(std::string_view x, char by) {
  std::vector<std::string_view> y;
  for (;;) {
    auto i = x.find(by);
    y.push_back(trim(x.substr(0, i)));
    if (i == std::string_view::npos)
      return y;
    x.remove_prefix(i + 1);
  }
}

} // namespace

std::string lower(std::string x) {
  std::transform(x.begin(), x.end(), x.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return x;
}

std::optional<bool> to_bool(const std::string& x) {
  auto y = lower(x);
  if (y == "true" || y == "yes" || y == "on" || y == "1")
    return true;
  if (y == "false" || y == "no" || y == "off" || y == "0")
    return false;
  return {};
}

std::optional<int64_t> to_integer(std::string x) {
  bool negative = x.starts_with('-');
  if (negative || x.starts_with('+'))
    x.erase(0, 1);
  if (x.empty() || !is_digit(x[0]))
    return {};
  x.erase(std::remove(x.begin(), x.end(), '_'), x.end());
  int base = 10;
  if (x.starts_with("0x"))
    base = 16;
  else if (x.starts_with("0b"))
    base = 2;
  else if (x.size() > 1 && x[0] == '0')
    base = 8;
  if (base == 16 || base == 2)
    x.erase(0, 2);
  if (x.empty() || x[0] == '-')
    return {};
  auto y = convert<int64_t>(x, base);
  if (y && negative)
    *y = -*y;
  return y;
}

std::optional<double> to_number(std::string x) {
  if (auto whole = to_integer(x))
    return static_cast<double>(*whole);
  x.erase(std::remove(x.begin(), x.end(), '_'), x.end());
  if (x.starts_with('+'))
    x.erase(0, 1);
  if (x.empty() || x.find_first_not_of("0123456789.eE+-") != std::string::npos)
    return {};
  double y = 0;
  auto [end, error] = std::from_chars(x.data(), x.data() + x.size(), y);
  if (error != std::errc{} || end != x.data() + x.size() || !std::isfinite(y))
    return {};
  return y == 0 ? 0 : y; // "-0" is a whole number, which has no such sign
}

std::optional<milliseconds> to_duration(std::string_view x, milliseconds unit) {
  constexpr double longest = 1e14; // ms, 3,000 years
  if (auto plain = to_number(std::string{x})) {
    auto ms = *plain * static_cast<double>(unit.count());
    if (ms < 0 || ms > longest)
      return {};
    return milliseconds{std::llround(ms)};
  }
  if (x.empty())
    return {};
  double sum = 0;
  while (!x.empty()) {
    auto digits = x.find_first_not_of("0123456789.");
    if (digits == 0 || digits == std::string_view::npos)
      return {};
    auto number = to_number(std::string{x.substr(0, digits)});
    x.remove_prefix(digits);
    auto i = std::find_if(units.begin(), units.end(),
                          [&](auto& u) { return x.starts_with(u.name); });
    if (!number || i == units.end())
      return {};
    sum += *number * static_cast<double>(i->ms);
    x.remove_prefix(i->name.size());
    x = trim(x);
  }
  if (sum > longest)
    return {};
  return milliseconds{std::llround(sum)};
}

bool is_timeframe(std::string_view x) {
  auto digits = x.find_first_not_of("0123456789");
  return digits != 0 && digits != std::string_view::npos && digits <= 4
         && x[0] != '0' && digits + 1 == x.size()
         && std::string_view{"smhdwMy"}.find(x.back())
                != std::string_view::npos;
}

std::optional<std::vector<stop_step>> to_ladder(std::string_view x,
                                                std::string& error) {
  constexpr int64_t longest = 86'400'000; // a day
  std::vector<stop_step> y;
  for (auto rung : split(x, ',')) {
    auto parts = split(rung, ':');
    if (parts.size() != 3) {
      error = "\"" + std::string{rung} + "\" is not SIGNAL:TARGET:MILLISECONDS";
      return {};
    }
    auto signal = signal_of(parts[0]);
    if (!signal) {
      error = "\"" + std::string{parts[0]}
              + "\" is none of INT, TERM, KILL, HUP, QUIT, USR1, USR2";
      return {};
    }
    auto target = target_of(parts[1]);
    if (!target) {
      error = "\"" + std::string{parts[1]} + "\" is none of main, group, tree";
      return {};
    }
    auto wait = convert<int64_t>(parts[2], 10);
    if (!wait || *wait < 0 || *wait > longest) {
      error = "\"" + std::string{parts[2]}
              + "\" is no number of milliseconds up to a day";
      return {};
    }
    y.push_back({*signal, *target, milliseconds{*wait}});
  }
  if (y.size() > 16) {
    error = "it has more than 16 rungs";
    return {};
  }
  return y;
}

std::vector<std::string> to_list(std::string_view x) {
  std::vector<std::string> y;
  constexpr auto gap = " \t\r\n,";
  for (;;) {
    auto a = x.find_first_not_of(gap);
    if (a == std::string_view::npos)
      return y;
    x.remove_prefix(a);
    auto b = x.find_first_of(gap);
    y.emplace_back(x.substr(0, b));
    if (b == std::string_view::npos)
      return y;
    x.remove_prefix(b);
  }
}

} // namespace ftm::config
