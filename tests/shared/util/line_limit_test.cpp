#include "shared/util/line_limit.hpp"

#include <gtest/gtest.h>

namespace {

using namespace ftm;
using namespace std::chrono_literals;

const line_limit::time_point start{1h};

TEST(line_limit, lets_some_lines_through_and_counts_the_rest) {
  line_limit x{3, 60s};
  size_t left_out = 7;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(x.allows(start, left_out));
    EXPECT_EQ(left_out, 0u);
  }
  for (int i = 0; i < 1000; ++i)
    EXPECT_FALSE(x.allows(start + 59s, left_out));
  EXPECT_TRUE(x.allows(start + 60s, left_out));
  EXPECT_EQ(left_out, 1000u);
  EXPECT_TRUE(x.allows(start + 61s, left_out));
  EXPECT_EQ(left_out, 0u);
}

} // namespace
