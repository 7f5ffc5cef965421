#include "shared/util/clock.hpp"

#include <gtest/gtest.h>

using namespace ftm;
using namespace std::chrono_literals;

TEST(rfc3339, returns_what_it_wrote) {
  for (auto ms : {0ms, 1ms, 1'764'000'000'123ms, 4'102'444'800'999ms}) {
    std::chrono::system_clock::time_point x{ms};
    EXPECT_EQ(from_rfc3339(to_rfc3339(x)), x) << to_rfc3339(x);
  }
}

TEST(rfc3339, reads_any_offset_and_fraction) {
  auto x = from_rfc3339("2026-11-23T10:00:00Z");
  ASSERT_TRUE(x);
  EXPECT_EQ(from_rfc3339("2026-11-23T11:00:00+01:00"), x);
  EXPECT_EQ(from_rfc3339("2026-11-23T04:30:00-05:30"), x);
  EXPECT_EQ(from_rfc3339("2026-11-23t10:00:00.5z"), *x + 500ms);
  EXPECT_EQ(from_rfc3339("2026-11-23T10:00:00.123456789Z"), *x + 123'456'789ns);
}

TEST(rfc3339, refuses_what_is_none) {
  for (auto x : {"", "now", "2026-11-23", "2026-11-23T10:00:00",
                 "2026-11-23T10:00Z", "2026-11-23T10:00:00+1"})
    EXPECT_FALSE(from_rfc3339(x)) << x;
}

TEST(boottime, goes_on_and_belongs_to_a_boot) {
  auto a = boottime_ms();
  EXPECT_GT(a, 0);
  EXPECT_GE(boottime_ms(), a);
  EXPECT_EQ(boot_id(), boot_id());
}
