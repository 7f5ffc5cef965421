#include "shared/util/cron.hpp"

#include "shared/util/clock.hpp"

#include <gtest/gtest.h>

using namespace ftm;

namespace {

cron_rule rule(const std::string& x) {
  std::string error;
  auto y = parse_cron(x, error);
  EXPECT_TRUE(y) << x << ": " << error;
  return y.value_or(cron_rule{});
}

std::string error_of(const std::string& x) {
  std::string error;
  EXPECT_FALSE(parse_cron(x, error)) << x;
  return error;
}

/// The next firings after `from` (RFC 3339), as local text.
std::vector<std::string> next(const std::string& cron, const std::string& from,
                              const std::string& zone, size_t count = 3) {
  std::vector<std::string> y;
  for (auto x : next_firings(rule(cron), *from_rfc3339(from), zone, count))
    y.push_back(to_local_text(x, zone));
  return y;
}

using texts = std::vector<std::string>;

} // namespace

TEST(cron, reads_numbers_ranges_lists_and_steps) {
  auto x = rule("0,30 8-18/5 1,15-17 */6 1-5");
  EXPECT_EQ(x.minutes.count(), 2u);
  EXPECT_TRUE(x.minutes[0] && x.minutes[30]);
  EXPECT_TRUE(x.hours[8] && x.hours[13] && x.hours[18]);
  EXPECT_EQ(x.hours.count(), 3u);
  EXPECT_TRUE(x.days[1] && x.days[15] && x.days[16] && x.days[17]);
  EXPECT_EQ(x.days.count(), 4u);
  EXPECT_TRUE(x.months[1] && x.months[7]);
  EXPECT_EQ(x.months.count(), 2u);
  EXPECT_EQ(x.weekdays.to_string(), "0111110");
}

TEST(cron, a_step_without_a_range_runs_to_the_end) {
  EXPECT_EQ(rule("50/5 * * * *"), rule("50,55 * * * *"));
}

TEST(cron, reads_names_in_any_case) {
  EXPECT_EQ(rule("0 2 * JAN-mar Mon,fri"), rule("0 2 * 1-3 1,5"));
}

TEST(cron, sunday_is_0_and_7_and_ends_a_range_by_name) {
  EXPECT_EQ(rule("0 0 * * 7"), rule("0 0 * * 0"));
  EXPECT_EQ(rule("0 0 * * fri-sun"), rule("0 0 * * 0,5,6"));
  EXPECT_EQ(rule("0 0 * * 5-7"), rule("0 0 * * 0,5,6"));
  EXPECT_EQ(rule("0 0 * * sun-tue"), rule("0 0 * * 0-2"));
}

TEST(cron, reads_nicknames) {
  EXPECT_EQ(rule("@daily"), rule("0 0 * * *"));
  EXPECT_EQ(rule(" @Midnight "), rule("0 0 * * *"));
  EXPECT_EQ(rule("@hourly"), rule("0 * * * *"));
  EXPECT_EQ(rule("@weekly"), rule("0 0 * * sun"));
  EXPECT_EQ(rule("@monthly"), rule("0 0 1 * *"));
  EXPECT_EQ(rule("@annually"), rule("0 0 1 1 *"));
}

TEST(cron, says_what_is_wrong) {
  EXPECT_NE(error_of("").find("0 fields instead of 5"), std::string::npos);
  EXPECT_NE(error_of("* * * *").find("4 fields"), std::string::npos);
  EXPECT_NE(error_of("0 0 2 * * *").find("6 fields"), std::string::npos);
  EXPECT_EQ(error_of("61 2 * * *"), "minute 61 is not within 0-59");
  EXPECT_EQ(error_of("0 24 * * *"), "hour 24 is not within 0-23");
  EXPECT_EQ(error_of("0 2 0 * *"), "day of month 0 is not within 1-31");
  EXPECT_EQ(error_of("0 2 * * 8"), "day of week 8 is not within 0-7");
  EXPECT_EQ(error_of("0 2 * foo *"), "\"foo\" is no month");
  EXPECT_NE(error_of("*/0 2 * * *").find("no step"), std::string::npos);
  EXPECT_NE(error_of("*/x 2 * * *").find("no step"), std::string::npos);
  EXPECT_NE(error_of("0 22-4 * * *").find("ends before"), std::string::npos);
  EXPECT_NE(error_of("0 2 30 2 *").find("no such day"), std::string::npos);
  EXPECT_NE(error_of("@reboot").find("none of"), std::string::npos);
  for (auto x : {",", "1,", "-", "1-", "-1", "/", "*/", "1-2-3", "99999999999",
                 "**", "\xff", "* * * * L"})
    error_of(std::string{x} + " * * * *");
}

TEST(cron, finds_the_next_firings) {
  EXPECT_EQ(next("0 2 * * *", "2026-11-23T23:00:00Z", "UTC"),
            (texts{"2026-11-24 02:00 UTC", "2026-11-25 02:00 UTC",
                   "2026-11-26 02:00 UTC"}));
  EXPECT_EQ(next("*/20 * * * *", "2026-12-31T23:30:00Z", "Etc/UTC", 2),
            (texts{"2026-12-31 23:40 UTC", "2027-01-01 00:00 UTC"}));
}

TEST(cron, a_firing_is_later_than_the_moment_it_is_asked_for) {
  EXPECT_EQ(next("0 2 * * *", "2026-11-24T02:00:00Z", "UTC", 1),
            (texts{"2026-11-25 02:00 UTC"}));
  EXPECT_EQ(next("0 2 * * *", "2026-11-24T01:59:59.999Z", "UTC", 1),
            (texts{"2026-11-24 02:00 UTC"}));
}

// Mistake 14: day of week 1 meant Tuesday.
TEST(cron, mistake_14_weekday_1_is_monday) {
  EXPECT_EQ(next("0 2 * * 1", "2026-11-24T00:00:00Z", "UTC", 1),
            (texts{"2026-11-30 02:00 UTC"})); // a Monday
}

TEST(cron, either_day_field_is_enough_if_both_are_restricted) {
  EXPECT_EQ(next("0 0 13 * fri", "2026-11-01T00:00:00Z", "UTC", 4),
            (texts{"2026-11-06 00:00 UTC", "2026-11-13 00:00 UTC",
                   "2026-11-20 00:00 UTC", "2026-11-27 00:00 UTC"}));
  EXPECT_EQ(next("0 0 14 * fri", "2026-11-07T00:00:00Z", "UTC", 2),
            (texts{"2026-11-13 00:00 UTC", "2026-11-14 00:00 UTC"}));
  EXPECT_EQ(next("0 0 */31 * fri", "2026-11-01T00:00:00Z", "UTC", 1),
            (texts{"2027-01-01 00:00 UTC"})); // "*/31" is no restriction
}

TEST(cron, waits_years_for_29_february) {
  EXPECT_EQ(next("0 0 29 2 *", "2096-03-01T00:00:00Z", "UTC", 1),
            (texts{"2104-02-29 00:00 UTC"}));
}

TEST(cron, is_local_time_of_the_zone) {
  EXPECT_EQ(to_rfc3339(*next_after(rule("0 2 * * *"),
                                   *from_rfc3339("2026-07-01T12:00:00Z"),
                                   "Europe/Berlin")),
            to_rfc3339(*from_rfc3339("2026-07-02T00:00:00Z")));
}

TEST(cron, a_skipped_time_fires_at_the_end_of_the_gap) {
  EXPECT_EQ(next("30 2 * * *", "2027-03-27T12:00:00Z", "Europe/Berlin", 2),
            (texts{"2027-03-28 03:00 CEST", "2027-03-29 02:30 CEST"}));
}

TEST(cron, several_skipped_times_fire_together_once) {
  EXPECT_EQ(next("*/20 2,3 * * *", "2027-03-28T00:30:00Z", "Europe/Berlin", 2),
            (texts{"2027-03-28 03:00 CEST", "2027-03-28 03:20 CEST"}));
}

TEST(cron, a_repeated_time_fires_once_when_it_comes_first) {
  EXPECT_EQ(next("30 2 * * *", "2027-10-30T12:00:00Z", "Europe/Berlin", 2),
            (texts{"2027-10-31 02:30 CEST", "2027-11-01 02:30 CET"}));
  // asked in the second pass of the hour
  EXPECT_EQ(next("45 2 * * *", "2027-10-31T01:40:00Z", "Europe/Berlin", 1),
            (texts{"2027-11-01 02:45 CET"}));
}

TEST(cron, a_day_that_a_zone_skipped_fires_after_it) {
  EXPECT_EQ(next("0 12 30 12 *", "2011-12-29T20:00:00Z", "Pacific/Apia", 1),
            (texts{"2011-12-31 00:00 +14"}));
}

TEST(cron, knows_time_zones) {
  EXPECT_TRUE(is_time_zone(""));
  EXPECT_TRUE(is_time_zone("America/New_York"));
  EXPECT_FALSE(is_time_zone("Europe/Berlln"));
  EXPECT_FALSE(is_time_zone("../../etc/passwd"));
  EXPECT_FALSE(next_after(rule("@daily"), {}, "Nowhere"));
}

TEST(cron, tz_names_the_local_zone) {
  auto old = std::getenv("TZ");
  auto kept = old == nullptr ? std::string{} : old;
  setenv("TZ", "Asia/Tokyo", 1);
  EXPECT_EQ(local_time_zone(), "Asia/Tokyo");
  setenv("TZ", ":Asia/Tokyo", 1);
  EXPECT_EQ(local_time_zone(), "Asia/Tokyo");
  EXPECT_EQ(to_local_text({}, ""), "1970-01-01 09:00 JST");
  if (old == nullptr)
    unsetenv("TZ");
  else
    setenv("TZ", kept.c_str(), 1);
}
