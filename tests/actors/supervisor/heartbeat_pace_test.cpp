#include "actors/supervisor/heartbeat_pace.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

using intervals = std::deque<int64_t>;

TEST(heartbeat_pace, is_that_of_the_lines_times) {
  heartbeat_pace x;
  x.beat("2026-11-22 23:59:19,281 - freqtrade.worker - INFO - Bot heartbeat.");
  EXPECT_EQ(x.intervals(), intervals{});
  x.beat("2026-11-23 00:00:19,293 - freqtrade.worker - INFO - Bot heartbeat.");
  x.beat("2026-11-23 00:01:20,000 - freqtrade.worker - INFO - Bot heartbeat.");
  EXPECT_EQ(x.intervals(), (intervals{60'012, 60'707}));
}

TEST(heartbeat_pace, knows_nothing_of_pauses_and_of_a_clock_that_is_set_back) {
  heartbeat_pace x;
  x.beat("2026-10-25 02:59:00,000 - a");
  x.beat("2026-10-25 02:00:00,000 - a");
  EXPECT_EQ(x.intervals(), intervals{});
  x.beat("2026-10-25 02:01:00,000 - a");
  x.pause();
  x.beat("2026-10-26 02:01:00,000 - a");
  EXPECT_EQ(x.intervals(), intervals{60'000});
}

TEST(heartbeat_pace, knows_nothing_of_lines_without_a_time) {
  heartbeat_pace x;
  for (auto line :
       {"Bot heartbeat.", "", "2026-13-01 00:00:00,000 - a", "2026-11-22",
        "2026-11-22 13:37:03.882 - a", "2026-11-22T13:37:03,882 - a"}) {
    x.beat("2026-11-22 13:37:03,882 - a");
    x.beat(line);
  }
  EXPECT_EQ(x.intervals(), intervals{});
}

TEST(heartbeat_pace, keeps_the_newest) {
  heartbeat_pace x;
  for (int i = 0; i < 60; ++i)
    x.beat("2026-11-22 13:37:" + std::to_string(i / 10) + std::to_string(i % 10)
           + ",000 - a");
  EXPECT_EQ(x.intervals(), intervals(9, 1000));
}

} // namespace
} // namespace ftm
