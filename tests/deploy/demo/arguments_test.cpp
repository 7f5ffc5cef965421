#include "deploy/demo/arguments.hpp"

#include <gtest/gtest.h>

using namespace ftm::sim;

TEST(arguments, an_unknown_option_gives_the_programs_usage_and_exit_2) {
  auto r = parse_arguments({"hyperopt", "--nope"});
  EXPECT_FALSE(r.args);
  EXPECT_EQ(r.exit_code, 2);
  EXPECT_TRUE(r.message.starts_with("usage: freqtrade [-h] [-V]\n"));
  EXPECT_TRUE(r.message.ends_with(
      "freqtrade: error: unrecognized arguments: --nope\n"));
}

TEST(arguments, show_refuses_index_0_with_its_own_usage_as_recorded) {
  auto r = parse_arguments({"hyperopt-show", "-c", "x", "-n", "0"});
  EXPECT_EQ(r.exit_code, 2);
  EXPECT_EQ(
      r.message,
      "usage: freqtrade hyperopt-show [-h] [-v] [--logfile FILE] [-V] [-c "
      "PATH]\n"
      "                               [-d PATH] [--userdir PATH] [--best]\n"
      "                               [--profitable] [-n INT] [--print-json]\n"
      "                               [--hyperopt-filename FILENAME] "
      "[--no-header]\n"
      "                               [--disable-param-export]\n"
      "                               [--breakdown {day,week,month} "
      "[{day,week,month} ...]]\n"
      "freqtrade hyperopt-show: error: argument -n/--index: 0 is invalid for "
      "this parameter, should be a non-zero integer value\n");
}

TEST(arguments, a_bad_space_names_the_choices) {
  auto r = parse_arguments({"hyperopt", "--spaces", "nope"});
  EXPECT_EQ(r.exit_code, 2);
  EXPECT_TRUE(r.message.ends_with(
      "freqtrade hyperopt: error: argument --spaces: invalid choice: 'nope' "
      "(choose from 'all', 'buy', 'sell', 'roi', 'stoploss', 'trailing', "
      "'protection', 'trades', 'default')\n"));
}

TEST(arguments, configs_add_up_and_lists_and_negative_numbers_are_read) {
  auto r = parse_arguments({"hyperopt-show", "-c", "a", "--config=b", "-n",
                            "-61", "--disable-param-export"});
  ASSERT_TRUE(r.args);
  EXPECT_EQ(r.args->all("config"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(r.args->get("index"), "-61");
  EXPECT_TRUE(r.args->has("disable-param-export"));
  r = parse_arguments({"hyperopt", "--spaces", "buy", "sell", "-j2"});
  ASSERT_TRUE(r.args);
  EXPECT_EQ(r.args->all("spaces").size(), 2U);
  EXPECT_EQ(r.args->get("job-workers"), "2");
}
