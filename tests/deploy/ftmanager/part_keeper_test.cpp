#include "deploy/ftmanager/part_keeper.hpp"

#include <gtest/gtest.h>

namespace {

using namespace ftm;
using namespace std::chrono_literals;
using time_point = part_keeper::time_point;

TEST(part_keeper, doubles_the_wait_from_end_to_end) {
  part_keeper x;
  time_point now{1h};
  EXPECT_EQ(x.ended(now), 50ms);
  EXPECT_EQ(x.ended(now + 1s), 100ms);
  EXPECT_EQ(x.ended(now + 2s), 200ms);
  EXPECT_EQ(x.state(), part_state::backing_off);
  EXPECT_EQ(x.restarts(), 3u);
}

TEST(part_keeper, fails_visibly_after_too_many_ends_and_tries_again_later) {
  part_keeper x;
  time_point now{1h};
  for (int i = 0; i < 4; ++i)
    x.ended(now + i * 1s);
  EXPECT_EQ(x.ended(now + 5s), 60s);
  EXPECT_EQ(x.state(), part_state::failed);
  x.started(now + 65s);
  EXPECT_EQ(x.state(), part_state::starting);
  EXPECT_EQ(x.ended(now + 66s), 50ms);
}

TEST(part_keeper, forgets_ends_that_are_long_past) {
  part_keeper x;
  time_point now{1h};
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(x.ended(now + i * 61s), 50ms);
}

TEST(part_keeper, kills_a_part_that_misses_three_questions) {
  part_keeper x;
  time_point now{1h};
  x.started(now);
  x.answered(part_state::ready);
  EXPECT_EQ(x.state(), part_state::ready);
  EXPECT_FALSE(x.missed(now + 2s));
  EXPECT_FALSE(x.missed(now + 4s));
  x.answered(part_state::ready);
  EXPECT_FALSE(x.missed(now + 6s));
  EXPECT_FALSE(x.missed(now + 8s));
  EXPECT_TRUE(x.missed(now + 10s));
}

TEST(part_keeper, gives_a_new_process_time_for_its_first_answer) {
  part_keeper x;
  time_point now{1h};
  x.started(now);
  EXPECT_FALSE(x.missed(now + 2s));
  EXPECT_FALSE(x.missed(now + 14s));
  EXPECT_TRUE(x.missed(now + 16s));
}

TEST(part_keeper, tries_a_part_that_refuses_to_run_after_longer_and_longer) {
  part_keeper x;
  for (auto expected : {5s, 10s, 20s, 40s, 60s, 60s}) {
    EXPECT_EQ(x.refused(), expected);
    EXPECT_EQ(x.state(), part_state::failed);
  }
  EXPECT_EQ(x.restarts(), 6u);
  x.started(time_point{2h});
  x.answered(part_state::ready);
  EXPECT_EQ(x.refused(), 5s);
}

TEST(part_keeper, a_part_that_answers_is_only_as_well_as_it_says) {
  part_keeper x;
  time_point now{1h};
  x.refused();
  x.started(now);
  x.answered(part_state::failed);
  EXPECT_EQ(x.state(), part_state::failed);
  EXPECT_FALSE(x.ever_ready());
  EXPECT_FALSE(x.missed(now + 16s)) << "it has answered in time";
  EXPECT_EQ(x.refused(), 10s) << "that was no success";
  x.started(now);
  x.answered(part_state::degraded);
  EXPECT_EQ(x.state(), part_state::ready) << "its process is";
  x.answered(part_state::failed);
  EXPECT_EQ(x.state(), part_state::failed);
  x.answered(part_state::ready);
  EXPECT_EQ(x.state(), part_state::ready);
}

TEST(part_keeper, remembers_that_a_part_was_ready_once) {
  part_keeper x;
  x.started(time_point{1h});
  EXPECT_FALSE(x.ever_ready());
  x.answered(part_state::ready);
  x.started(time_point{2h});
  EXPECT_TRUE(x.ever_ready());
}

} // namespace
