#include "shared/config/command_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ftm::config;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

using words = std::vector<std::string>;

command_options read(const words& x) {
  std::string error;
  auto y = read_command_options(x, error);
  EXPECT_TRUE(y) << error;
  return y.value_or(command_options{});
}

bool is_unclear(const words& x) {
  std::string error;
  auto y = read_command_options(x, error);
  EXPECT_EQ(y.has_value(), error.empty());
  return !y;
}

} // namespace

TEST(command_options, takes_every_form_of_config_that_argparse_takes) {
  EXPECT_THAT(read({"trade", "--config", "a", "--config=b", "-c", "d", "-ce",
                    "-c=f", "--conf", "g", "--con=h", "-vvc", "i", "-vcj"})
                  .configs,
              ElementsAre("a", "b", "d", "e", "f", "g", "h", "i", "j"));
}

TEST(command_options, takes_the_others_too) {
  auto x = read({"--userdir=u", "--strategy-p", "s", "--db-url", "sqlite://",
                 "--dry-run", "--strategy", "S", "--dry-run-wallet", "-1"});
  EXPECT_EQ(x.user_data_dir, "u");
  EXPECT_EQ(x.strategy_path, "s");
  EXPECT_EQ(x.db_url, "sqlite://");
  EXPECT_TRUE(x.dry_run);
  EXPECT_EQ(read({"--user-data-dir", "v"}).user_data_dir, "v");
}

TEST(command_options, leaves_all_else_alone) {
  for (const words& x :
       {words{}, words{"--fee", "-0.5"}, words{"--foo", "--dry-run-wallet=9"},
        words{"-s", "Scalper", "-dcache", "-v"}, words{"--", "-c", "x"},
        words{"-", "--timeframes", "5m"}, words{"--logfile", "x", "-vv"}}) {
    auto y = read(x);
    EXPECT_TRUE(y.configs.empty());
    EXPECT_FALSE(y.dry_run);
  }
}

TEST(command_options, does_not_guess) {
  for (const words& x :
       {words{"--c", "x"}, words{"--d"}, words{"--dry"}, words{"--dry-run=1"},
        words{"--config"}, words{"--config", "--dry-run"}, words{"--config="},
        words{"-c"}, words{"-c", "-v"}, words{"--config", "-"}, words{"-vc=x"},
        words{"-xc"}, words{"--user", "x"}})
    EXPECT_TRUE(is_unclear(x)) << ::testing::PrintToString(x);
  std::string error;
  read_command_options({"--c", "x"}, error);
  EXPECT_THAT(error, HasSubstr("\"--c\" cannot be told for sure"));
}
