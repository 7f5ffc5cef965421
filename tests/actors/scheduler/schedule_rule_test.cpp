#include "actors/scheduler/schedule_rule.hpp"

#include "shared/util/clock.hpp"

#include <gmock/gmock.h>

namespace ftm {

namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

timestamp at(const std::string& x) {
  return *from_rfc3339("2024-11-" + x + "Z");
}

schedule_rule cron(const std::string& text,
                   const std::string& zone = "Etc/UTC") {
  config::schedule_settings x;
  x.cron = text;
  x.time_zone = zone;
  std::string error;
  return rule_of(x, error).value();
}

schedule_rule every(uint32_t hours) {
  config::schedule_settings x;
  x.interval_hours = hours;
  std::string error;
  return rule_of(x, error).value();
}

schedule_memory since(const schedule_rule& rule, timestamp x) {
  schedule_memory y;
  adopt(y, rule, true, x);
  return y;
}

const schedule_rule nightly = cron("0 2 * * *");

} // namespace

TEST(schedule_rule, is_by_interval_if_there_is_one) {
  EXPECT_FALSE(every(6).cron);
  EXPECT_EQ(every(6).to_text(), "every 6 hours");
  EXPECT_EQ(nightly.to_text(), "cron 0 2 * * * in Etc/UTC");
  config::schedule_settings x;
  x.cron = "61 * * * *";
  std::string error;
  EXPECT_FALSE(rule_of(x, error));
  EXPECT_FALSE(error.empty());
}

TEST(schedule_rule, cron_is_due_when_its_time_comes) {
  auto x = since(nightly, at("22T01:00:00"));
  auto before = look(nightly, x, false, at("22T01:59:59"), 1h);
  EXPECT_FALSE(before.due);
  EXPECT_EQ(before.next, at("22T02:00:00"));
  auto then = look(nightly, x, false, at("22T02:00:00"), 1h);
  EXPECT_EQ(then.due, at("22T02:00:00"));
  EXPECT_EQ(then.next, at("23T02:00:00"));
}

TEST(schedule_rule, cron_fires_once) {
  auto x = since(nightly, at("22T01:00:00"));
  x.from = at("22T02:00:00");
  EXPECT_FALSE(look(nightly, x, false, at("22T02:00:01"), 1h).due);
}

TEST(schedule_rule, cron_makes_up_for_the_latest_firing_within_the_grace) {
  auto rule = cron("*/20 * * * *");
  auto x = since(rule, at("22T00:00:00"));
  auto y = look(rule, x, false, at("22T02:10:00"), 1h);
  EXPECT_EQ(y.due, at("22T02:00:00"));
  EXPECT_EQ(y.missed, at("22T00:20:00"));
  EXPECT_EQ(y.next, at("22T02:20:00"));
}

TEST(schedule_rule, cron_leaves_out_what_is_older_than_the_grace) {
  auto x = since(nightly, at("22T01:00:00"));
  auto y = look(nightly, x, false, at("22T03:00:00"), 1h);
  EXPECT_FALSE(y.due);
  EXPECT_EQ(y.missed, at("22T02:00:00"));
  EXPECT_EQ(look(nightly, x, false, at("22T02:59:59"), 1h).due,
            at("22T02:00:00"));
}

TEST(schedule_rule, cron_looks_at_years_of_missed_firings_in_no_time) {
  auto rule = cron("* * * * *");
  auto x = since(rule, timestamp{});
  auto y = look(rule, x, false, at("22T03:00:30"), 1h);
  EXPECT_EQ(y.due, at("22T03:00:00"));
}

TEST(schedule_rule, a_clock_set_back_brings_the_same_ids_again) {
  auto x = since(nightly, at("22T01:00:00"));
  x.from = at("22T02:00:00");
  set_back_to(x, at("22T01:30:00"));
  auto y = look(nightly, x, false, at("22T02:00:00"), 1h);
  EXPECT_EQ(run_id("A", *y.due), "A.20241122T020000Z");
}

TEST(schedule_rule, mistake_18_an_interval_counts_from_the_end_of_the_run) {
  auto rule = every(6);
  auto x = since(rule, at("22T00:00:00"));
  EXPECT_EQ(look(rule, x, false, at("22T01:00:00"), 1h).next,
            at("22T06:00:00"));
  x.from = at("22T06:00:00");
  EXPECT_FALSE(look(rule, x, true, at("22T20:00:00"), 1h).due);
  x.last_ended = at("22T20:00:00");
  EXPECT_EQ(look(rule, x, false, at("22T20:00:01"), 1h).next,
            at("23T02:00:00"));
}

TEST(schedule_rule, mistake_18_a_missed_interval_fires_at_once) {
  auto rule = every(6);
  auto x = since(rule, at("20T00:00:00"));
  EXPECT_EQ(look(rule, x, false, at("22T00:00:00"), 1h).due, at("20T06:00:00"));
}

TEST(schedule_rule, mistake_18_a_rule_that_stays_is_not_reset) {
  auto x = since(every(6), at("22T00:00:00"));
  auto before = x;
  adopt(x, every(6), true, at("22T05:00:00"));
  EXPECT_EQ(x, before);
  adopt(x, every(7), true, at("22T05:00:00"));
  EXPECT_EQ(x.from, at("22T05:00:00"));
}

TEST(schedule_rule, what_was_switched_off_begins_to_count_when_it_is_on) {
  auto x = since(nightly, at("22T00:00:00"));
  adopt(x, nightly, false, at("22T01:00:00"));
  EXPECT_FALSE(look(nightly, x, false, at("22T02:00:00"), 1h).due);
  EXPECT_THAT(firings_ahead(nightly, x, false, at("22T02:00:00")), IsEmpty());
  adopt(x, nightly, true, at("22T02:30:00"));
  EXPECT_FALSE(look(nightly, x, false, at("22T02:30:00"), 1h).due);
}

TEST(schedule_rule, thirty_firings_lie_ahead) {
  auto x = since(nightly, at("22T00:00:00"));
  auto y = firings_ahead(nightly, x, false, at("22T02:00:00"));
  ASSERT_EQ(y.size(), 30u);
  EXPECT_EQ(y.front(), at("23T02:00:00"));
  EXPECT_EQ(y.back(), at("23T02:00:00") + 29 * 24h);
  EXPECT_THAT(firings_ahead(every(6), x, false, at("22T02:00:00")),
              ElementsAre(at("22T06:00:00")));
  EXPECT_THAT(firings_ahead(every(6), x, true, at("22T02:00:00")), IsEmpty());
}

TEST(schedule_rule, firings_follow_the_zone_through_the_change_of_clocks) {
  auto rule = cron("0 2 * * *", "Europe/Berlin");
  auto x = since(rule, *from_rfc3339("2024-10-26T00:00:00Z"));
  auto y = firings_ahead(rule, x, false, x.from);
  EXPECT_EQ(y[0], *from_rfc3339("2024-10-27T00:00:00Z"));
  EXPECT_EQ(y[1], *from_rfc3339("2024-10-28T01:00:00Z"));
}

TEST(schedule_rule, extracting_an_epoch_is_no_cycle) {
  run_status x;
  EXPECT_FALSE(is_cycle(x));
  x.steps = {
      {step_kind::extract, step_state::done, {}, {}, 1, "", "", "", 0, 0},
      {step_kind::restart_trade,
       step_state::done,
       {},
       {},
       1,
       "",
       "",
       "",
       0,
       0}};
  EXPECT_FALSE(is_cycle(x));
  x.steps[0].kind = step_kind::hyperopt;
  EXPECT_TRUE(is_cycle(x));
  x.steps[0].state = step_state::skipped;
  EXPECT_FALSE(is_cycle(x));
}

TEST(schedule_rule, a_name_that_ids_cannot_hold_becomes_a_hash) {
  EXPECT_EQ(run_id("Alpha", at("22T02:00:00")), "Alpha.20241122T020000Z");
  EXPECT_EQ(run_id("Ä/b", at("22T02:00:00")).size(), 16u + 17u);
}

} // namespace ftm
