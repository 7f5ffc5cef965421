#pragma once

#include <bitset>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ftm {

/// When a schedule fires, in local time. Days match as in Vixie's cron: if
/// both day fields are restricted (do not begin with "*"), one of them is
/// enough; else both must match.
struct cron_rule {
  std::bitset<60> minutes;
  std::bitset<24> hours;
  std::bitset<32> days;    ///< of the month, 1–31
  std::bitset<13> months;  ///< 1–12
  std::bitset<7> weekdays; ///< 0 = Sunday
  bool any_day = true;     ///< the day field begins with "*"
  bool any_weekday = true;

  /// Whether it fires on that day. `month` 1–12, `weekday` 0 = Sunday.
  bool matches(unsigned month, unsigned day, unsigned weekday) const;
  bool operator==(const cron_rule&) const = default;
};

/// Reads five fields (minute, hour, day of month, month, day of week) or one
/// of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly.
/// Fields have numbers, names of months and weekdays, ranges, lists and steps;
/// Sunday is 0 and 7. Nothing, with a sentence in `error`, if that fails or
/// if no day ever matches (30 February).
std::optional<cron_rule> parse_cron(std::string_view x, std::string& error);

/// Whether the system's time zone database knows `name`; "" is the machine's
/// own zone and always known.
bool is_time_zone(const std::string& name);

/// The IANA name of the machine's own zone: $TZ, else /etc/localtime; "" if
/// neither names one, in which case UTC is what "" means to the functions here.
std::string local_time_zone();

/// The first firing later than `after`; nothing if there is none within 40
/// years, or if `zone` is unknown. When clocks change: a time that is skipped
/// fires at the first instant after the gap, a time that comes twice fires
/// once, when it comes first. An instant fires once, however many of the
/// rule's times fall on it.
std::optional<std::chrono::system_clock::time_point>
next_after(const cron_rule& rule, std::chrono::system_clock::time_point after,
           const std::string& zone);

/// The first `count` firings later than `after`, in order.
std::vector<std::chrono::system_clock::time_point>
next_firings(const cron_rule& rule, std::chrono::system_clock::time_point after,
             const std::string& zone, size_t count);

/// "2026-11-24 02:00 CET" in that zone, for people.
std::string to_local_text(std::chrono::system_clock::time_point x,
                          const std::string& zone);

} // namespace ftm
