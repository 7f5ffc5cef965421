#include "actors/supervisor/restart_budget.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

using e = process_event;

TEST(restart_budget, doubles_the_wait_and_gives_up) {
  restart_policy p{restart_mode::on_failure, 4, seconds{60}, milliseconds{1000},
                   milliseconds{3000}};
  restart_budget x;
  EXPECT_EQ(x.next(p, 0, 0), milliseconds{1000});
  EXPECT_EQ(x.next(p, 1000, 0), milliseconds{2000});
  EXPECT_EQ(x.next(p, 2000, 0), milliseconds{3000});
  EXPECT_EQ(x.next(p, 3000, 0), milliseconds{3000});
  EXPECT_EQ(x.next(p, 4000, 0), std::nullopt);
  EXPECT_EQ(x.next(p, 60'500, 0), milliseconds{3000}) << "the first is old";
}

TEST(restart_budget, jitter_only_shortens) {
  restart_policy p;
  restart_budget x;
  EXPECT_EQ(x.next(p, 0, 0.5), milliseconds{950});
}

TEST(restarts_after, follows_the_mode) {
  EXPECT_FALSE(restarts_after(restart_mode::off, e::ended_badly));
  EXPECT_TRUE(restarts_after(restart_mode::on_failure, e::ended_badly));
  EXPECT_FALSE(restarts_after(restart_mode::on_failure, e::ended_well));
  EXPECT_TRUE(restarts_after(restart_mode::always, e::ended_well));
  EXPECT_FALSE(restarts_after(restart_mode::always, e::ended_asked));
}

TEST(restart_budget, goes_on_where_it_was_written_down) {
  restart_policy p{restart_mode::on_failure, 3, seconds{60}, milliseconds{1000},
                   milliseconds{9000}};
  restart_budget x;
  EXPECT_EQ(x.next(p, 100, 0), milliseconds{1000});
  EXPECT_EQ(x.next(p, 200, 0), milliseconds{2000});
  auto h = x.history("boot");
  EXPECT_EQ(h, (restart_history{"boot", {100, 200}}));
  restart_budget y{h};
  EXPECT_EQ(y.next(p, 300, 0), milliseconds{4000});
  EXPECT_EQ(y.next(p, 400, 0), std::nullopt) << "a crash loop with a new start";
}

TEST(restart_budget, no_restart_is_allowed_by_an_intensity_of_zero) {
  restart_policy p;
  p.intensity = 0;
  EXPECT_EQ(restart_budget{}.next(p, 0, 0), std::nullopt);
}

TEST(restart_budget, waits_no_longer_than_it_may_however_many_there_were) {
  restart_policy p{restart_mode::always, 1000, seconds{86'400},
                   milliseconds{86'400'000}, milliseconds{86'400'000}};
  restart_budget x;
  for (int i = 0; i < 900; ++i)
    ASSERT_EQ(x.next(p, i, 0), milliseconds{86'400'000});
}

TEST(jitter, is_that_of_the_launch) {
  EXPECT_EQ(jitter_of("one.r1"), jitter_of("one.r1"));
  EXPECT_NE(jitter_of("one.r1"), jitter_of("one.r2"));
  for (int i = 0; i < 1000; ++i) {
    auto x = jitter_of("bot-" + std::to_string(i));
    EXPECT_GE(x, 0);
    EXPECT_LT(x, 1);
  }
}

TEST(end_of, goes_by_the_length_and_not_by_the_wall_clock) {
  timestamp now{std::chrono::hours{1000}};
  launch_exit x;
  x.duration_ms = 5000;
  x.ended_at = now + std::chrono::hours{3}; // the clock was set back
  EXPECT_EQ(end_of(x, 10'000, 60'000, now), 15'000);
  x.duration_ms = 0; // written off: only the wall clock tells
  EXPECT_EQ(end_of(x, 10'000, 60'000, now), 60'000) << "not in the future";
  x.ended_at = now - seconds{20};
  EXPECT_EQ(end_of(x, 10'000, 60'000, now), 40'000);
  x.ended_at = now - std::chrono::hours{3};
  EXPECT_EQ(end_of(x, 10'000, 60'000, now), 10'000) << "not before its start";
}

TEST(starts_on_return, follows_a_boot_and_a_pause_else_the_policy) {
  launch_verdict bad{e::ended_badly, "exit code 1"};
  launch_verdict asked{e::ended_asked, ""};
  EXPECT_TRUE(starts_on_return(bad, false));
  EXPECT_TRUE(starts_on_return(asked, false));
  EXPECT_TRUE(starts_on_return(asked, true)) << "a run has let go of it";
  EXPECT_FALSE(starts_on_return(bad, true));
}

} // namespace
} // namespace ftm
