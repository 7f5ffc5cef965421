#include "shared/config/values.hpp"

#include <gtest/gtest.h>

using namespace ftm;
using namespace ftm::config;
using namespace std::chrono_literals;

TEST(values, integers_are_those_of_yaml_1_1) {
  EXPECT_EQ(to_integer("0"), 0);
  EXPECT_EQ(to_integer("-12"), -12);
  EXPECT_EQ(to_integer("+1_000"), 1000);
  EXPECT_EQ(to_integer("0x1F"), 31);
  EXPECT_EQ(to_integer("0b101"), 5);
  EXPECT_EQ(to_integer("010"), 8);
  for (auto x : {"", "-", "+", "1.5", "many", "08", "0x", "1e3", "--1", "_1",
                 "9999999999999999999", "1 ", "0x-5"})
    EXPECT_FALSE(to_integer(x)) << x;
}

TEST(values, numbers_are_finite) {
  EXPECT_EQ(to_number("2"), 2.0);
  EXPECT_EQ(to_number("-2.5"), -2.5);
  EXPECT_EQ(to_number("+.5"), 0.5);
  EXPECT_EQ(to_number("1e3"), 1000.0);
  for (auto x :
       {"", ".", ".nan", ".inf", "nan", "inf", "1e999", "0x", "5%", "1,5", "e"})
    EXPECT_FALSE(to_number(x)) << x;
}

TEST(values, durations_have_units) {
  EXPECT_EQ(to_duration("12", 1h), 12h);
  EXPECT_EQ(to_duration("0.5", 1s), 500ms);
  EXPECT_EQ(to_duration("1h30m", 1s), 90min);
  EXPECT_EQ(to_duration("1h 30m", 1s), 90min);
  EXPECT_EQ(to_duration("250ms", 1h), 250ms);
  EXPECT_EQ(to_duration("2d", 1s), 48h);
  for (auto x : {"", "h", "-1", "-1h", "1y", "1h30", "soon", "1e300", "1..5h"})
    EXPECT_FALSE(to_duration(x, 1s)) << x;
}

TEST(values, timeframes_are_freqtrades) {
  for (auto x : {"1m", "5m", "12h", "1d", "1w", "1M"})
    EXPECT_TRUE(is_timeframe(x)) << x;
  for (auto x : {"", "m", "5", "05m", "5x", "5mm", "-5m", " 5m", "99999m"})
    EXPECT_FALSE(is_timeframe(x)) << x;
}

TEST(values, a_ladder_says_what_is_wrong_with_it) {
  std::string error;
  EXPECT_EQ(to_ladder(" SIGINT:main:1 , KILL:tree:0", error)->size(), 2u);
  EXPECT_FALSE(to_ladder("STOP:main:1", error));
  EXPECT_NE(error.find("STOP"), std::string::npos);
  EXPECT_FALSE(to_ladder("INT:main:1,", error));
  EXPECT_FALSE(to_ladder("INT:main:86400001", error));
  EXPECT_FALSE(to_ladder("", error));
}
