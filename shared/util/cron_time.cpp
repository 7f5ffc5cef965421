// Debian builds libdate-tz on the system's zoneinfo; the header must agree.
#define USE_OS_TZDB 1

#include "shared/util/cron.hpp"

#include <date/tz.h>

#include <cstdlib>
#include <stdexcept>

namespace ftm {

namespace {

using std::chrono::system_clock;

const date::time_zone* find_zone(const std::string& name) {
  try {
    auto local = name.empty() ? local_time_zone() : name;
    return date::locate_zone(local.empty() ? "Etc/UTC" : local);
  } catch (const std::exception&) {
    return nullptr;
  }
}

/// The instant of a local time: of a skipped one the end of the gap, of one
/// that comes twice the first.
date::sys_seconds instant(const date::time_zone& zone,
                          date::local_seconds local) {
  auto x = zone.get_info(local);
  if (x.result == date::local_info::nonexistent)
    return x.first.end;
  return date::sys_seconds{local.time_since_epoch() - x.first.offset};
}

/// The first firing of a day that is later than `after`. Instants never
/// decrease with local time (see `instant`), so the first one found is it.
std::optional<date::sys_seconds> first_of_day(const cron_rule& rule,
                                              const date::time_zone& zone,
                                              date::local_days day,
                                              system_clock::time_point after) {
  for (size_t h = 0; h < 24; ++h) {
    if (!rule.hours[h])
      continue;
    for (size_t m = 0; m < 60; ++m) {
      if (!rule.minutes[m])
        continue;
      auto x =
          instant(zone, day + std::chrono::hours{h} + std::chrono::minutes{m});
      if (x > after)
        return x;
    }
  }
  return {};
}

} // namespace

bool is_time_zone(const std::string& name) {
  return name.empty() || find_zone(name) != nullptr;
}

std::string local_time_zone() {
  try {
    if (auto tz = std::getenv("TZ"); tz != nullptr && *tz != '\0') {
      std::string name{*tz == ':' ? tz + 1 : tz};
      try {
        return date::locate_zone(name)->name();
      } catch (const std::exception&) {
        // a POSIX rule such as CET-1CEST: the machine's own zone is nearer
      }
    }
    return date::current_zone()->name();
  } catch (const std::exception&) {
    return {};
  }
}

std::optional<system_clock::time_point>
next_after(const cron_rule& rule, system_clock::time_point after,
           const std::string& zone) {
  auto where = find_zone(zone);
  if (where == nullptr)
    return {};
  using namespace date;
  auto day = floor<days>(where->to_local(after));
  auto end = day + years{40};
  for (; day < end; day += days{1}) {
    year_month_day ymd{day};
    if (!rule.matches(unsigned{ymd.month()}, unsigned{ymd.day()},
                      weekday{day}.c_encoding()))
      continue;
    if (auto x = first_of_day(rule, *where, day, after))
      return *x;
  }
  return {};
}

std::vector<system_clock::time_point>
next_firings(const cron_rule& rule, system_clock::time_point after,
             const std::string& zone, size_t count) {
  std::vector<system_clock::time_point> y;
  while (y.size() < count) {
    auto x = next_after(rule, after, zone);
    if (!x)
      break;
    y.push_back(*x);
    after = *x;
  }
  return y;
}

std::string to_local_text(system_clock::time_point x, const std::string& zone) {
  auto where = find_zone(zone);
  if (where == nullptr)
    return {};
  return date::format(
      "%Y-%m-%d %H:%M %Z",
      date::make_zoned(where, date::floor<std::chrono::minutes>(x)));
}

} // namespace ftm
