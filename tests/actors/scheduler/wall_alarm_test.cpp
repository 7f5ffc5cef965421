#include "actors/scheduler/wall_alarm.hpp"

#include <gtest/gtest.h>

#include <semaphore>

namespace ftm {

using namespace std::chrono_literals;

TEST(wall_alarm, rings_at_once_for_a_time_that_has_passed_and_again) {
  std::counting_semaphore<8> rings{0};
  wall_alarm uut{[&] { rings.release(); }};
  ASSERT_TRUE(uut);
  for (int i = 0; i < 3; ++i) {
    uut.set(std::chrono::system_clock::now() - 1s);
    ASSERT_TRUE(rings.try_acquire_for(10s)) << i;
    uut.heard();
  }
}

TEST(wall_alarm, rings_when_the_time_comes) {
  std::counting_semaphore<8> rings{0};
  wall_alarm uut{[&] { rings.release(); }};
  auto when = std::chrono::system_clock::now() + 20ms;
  uut.set(when);
  uut.heard(); // nothing rang yet, and nothing is lost
  ASSERT_TRUE(rings.try_acquire_for(10s));
  EXPECT_GE(std::chrono::system_clock::now(), when);
}

TEST(wall_alarm, is_quiet_once_it_is_taken_back) {
  std::counting_semaphore<8> rings{0};
  wall_alarm uut{[&] { rings.release(); }};
  uut.set(std::chrono::system_clock::now() + 1h);
  uut.set({});
  EXPECT_FALSE(rings.try_acquire());
}

} // namespace ftm
