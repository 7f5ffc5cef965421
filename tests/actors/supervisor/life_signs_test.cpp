#include "actors/supervisor/life_signs.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

constexpr auto beat = life_source::heartbeat;
constexpr auto loop = life_source::last_process;
constexpr int64_t patience = 300'000;

TEST(life_signs, say_nothing_before_they_recur) {
  life_signs x;
  EXPECT_FALSE(x.silence(1'000'000'000, patience));
  EXPECT_EQ(x.due(patience), -1);
  x.sign(beat, 0);
  EXPECT_FALSE(x.silence(1'000'000'000, patience))
      << "heartbeat_interval may be 0 from now on";
  EXPECT_EQ(x.due(patience), -1);
}

TEST(life_signs, that_recurred_and_stopped_are_missed_after_the_patience) {
  life_signs x;
  x.sign(beat, 0);
  x.sign(beat, 60'000);
  EXPECT_EQ(x.due(patience), 360'000);
  EXPECT_FALSE(x.silence(359'999, patience));
  EXPECT_EQ(x.silence(360'000, patience), 300'000);
  x.sign(beat, 400'000);
  EXPECT_FALSE(x.silence(400'001, patience));
}

TEST(life_signs, of_a_slow_loop_are_waited_for_three_times_as_long) {
  life_signs x;
  x.sign(beat, 0);
  x.sign(beat, 600'000);
  EXPECT_FALSE(x.silence(600'000 + 1'799'999, patience));
  EXPECT_TRUE(x.silence(600'000 + 1'800'000, patience));
}

TEST(life_signs, of_one_source_are_enough) {
  life_signs x;
  for (int64_t t = 0; t <= 10'000; t += 5000)
    x.sign(loop, t);
  x.sign(beat, 0);
  x.sign(beat, 600'000);
  EXPECT_FALSE(x.silence(700'000, patience)) << "it beats each ten minutes";
  EXPECT_EQ(x.due(patience), 600'000 + 1'800'000);
  EXPECT_TRUE(x.silence(2'400'000, patience));
}

TEST(life_signs, that_cannot_be_seen_any_longer_are_not_missed) {
  life_signs x;
  x.sign(loop, 0);
  x.sign(loop, 5000);
  x.forget(loop);
  EXPECT_FALSE(x.silence(1'000'000'000, patience));
}

TEST(life_signs, begin_anew_without_learning_from_the_pause) {
  life_signs x;
  x.sign(beat, 0);
  x.sign(beat, 60'000);
  x.begin_anew(1'000'000);
  EXPECT_FALSE(x.silence(1'299'999, patience));
  EXPECT_TRUE(x.silence(1'300'000, patience));
  x.sign(beat, 1'310'000);
  EXPECT_EQ(x.due(patience), 1'610'000) << "its interval is 60 s still";
}

TEST(life_signs, that_recurred_before_we_came_are_missed_after_the_patience) {
  life_signs x;
  x.sign(beat, 0);
  x.begin_anew(0);
  x.recall(beat, {}, patience);
  EXPECT_EQ(x.due(patience), 300'000);
  EXPECT_FALSE(x.silence(299'999, patience));
  EXPECT_EQ(x.silence(300'000, patience), 300'000);
  x.sign(beat, 310'000);
  EXPECT_FALSE(x.silence(310'001, patience));
}

TEST(life_signs, of_a_slow_loop_before_we_came_are_waited_for_as_long) {
  life_signs x;
  x.sign(beat, 0);
  x.recall(beat, {600'000, 600'000}, patience);
  EXPECT_EQ(x.due(patience), 1'800'000);
}

TEST(life_signs, learn_nothing_from_how_long_it_hung_before_we_came) {
  life_signs x;
  x.sign(beat, 0);
  x.recall(beat, {60'000, 86'400'000, 60'000}, patience);
  EXPECT_EQ(x.due(patience), 300'000);
}

} // namespace
} // namespace ftm
