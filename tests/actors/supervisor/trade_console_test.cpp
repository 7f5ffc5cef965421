#include "actors/supervisor/console_scanner.hpp"
#include "actors/supervisor/loaded_params.hpp"
#include "shared/util/file.hpp"

#include <filesystem>
#include <gtest/gtest.h>

namespace ftm {
namespace {

std::string recording(const char* name) {
  auto y = read_file(std::filesystem::path{FTM_FIXTURES} / "console" / name);
  EXPECT_TRUE(y) << name;
  return y.value_or("");
}

console_scanner scan(const std::string& x) {
  console_scanner y;
  y.feed(x);
  y.feed("\n");
  return y;
}

trade_console lines(std::initializer_list<const char*> xs) {
  trade_console y;
  for (auto x : xs)
    y.take_line(x);
  return y;
}

TEST(trade_console, knows_the_whole_life_of_a_recorded_bot_of_2023) {
  auto x = scan(recording("trade_2023.2.txt"));
  EXPECT_EQ(x.trade().reloads(), 1U);
  EXPECT_EQ(x.trade().starts(), 2U) << "start and reload";
  EXPECT_EQ(x.trade().state(), "RUNNING");
  EXPECT_GT(x.trade().heartbeats(), 1U);
  EXPECT_EQ(x.trade().params_file(),
            "/home/trader/freqtrade/user_data/strategies/MiniStrat.json");
  EXPECT_EQ(x.trade().params().at("buy_mode"), "both");
  EXPECT_EQ(x.trade().params().at("sell_dev"), "2.15");
  EXPECT_TRUE(x.trade().defaults().empty());
  EXPECT_EQ(x.trade().busy_port(), "");
}

TEST(trade_console, knows_the_whole_life_of_a_recorded_bot_of_2024) {
  auto x = scan(recording("trade_2024.9.txt"));
  EXPECT_EQ(x.trade().reloads(), 1U);
  EXPECT_GE(x.trade().starts(), 2U);
  EXPECT_TRUE(x.trade().params_told());
  EXPECT_EQ(x.trade().params_file(), "") << "it found none";
  EXPECT_EQ(x.trade().defaults().at("buy_fast"), "10");
}

TEST(trade_console, knows_the_port_that_it_does_not_get) {
  auto x = scan(recording("trade_port_conflict_2023.2.txt"));
  EXPECT_EQ(x.trade().busy_port(), "18080");
  EXPECT_EQ(x.trade().busy_address(), "127.0.0.1");
  EXPECT_FALSE(x.findings().ready);
  EXPECT_NE(x.findings().error.find("address already in use"),
            std::string::npos);
}

TEST(trade_console, is_suspended_by_a_stop_and_not_by_a_reload) {
  auto x = lines({"w - Changing state to: RUNNING",
                  "w - Changing state from RUNNING to: RELOAD_CONFIG",
                  "w - Bot heartbeat. PID=1, state='RELOAD_CONFIG'"});
  EXPECT_EQ(x.state(), "RUNNING");
  EXPECT_TRUE(x.loads());
  EXPECT_EQ(x.heartbeats(), 0U);
  x.take_line("w - Changing state from RUNNING to: STOPPED");
  EXPECT_FALSE(x.loads());
  EXPECT_EQ(x.state(), "STOPPED");
  x.take_line("w - Bot heartbeat. PID=1, state='STOPPED'");
  EXPECT_EQ(x.heartbeats(), 0U) << "it does not trade";
  x.take_line("w - Bot heartbeat. PID=1, state='RUNNING'");
  EXPECT_EQ(x.state(), "RUNNING");
  EXPECT_EQ(x.heartbeats(), 1U);
}

TEST(trade_console, counts_the_heartbeats_of_a_paused_bot_that_minds_trades) {
  auto x = lines({"w - Changing state from RUNNING to: PAUSED",
                  "w - Bot heartbeat. PID=1, state='PAUSED'"});
  EXPECT_EQ(x.state(), "PAUSED");
  EXPECT_EQ(x.heartbeats(), 1U);
}

TEST(trade_console, forgets_the_params_of_before_a_reload) {
  auto x = lines({"t - freqtrade.strategy.hyper - INFO - Loading parameters "
                  "from file /a/X.json",
                  "t - freqtrade.strategy.hyper - INFO - Strategy Parameter: "
                  "buy_a = 3",
                  "w - Changing state from RUNNING to: RELOAD_CONFIG"});
  EXPECT_FALSE(x.params_told());
  EXPECT_TRUE(x.params().empty());
}

TEST(trade_console, takes_no_nonsense_for_a_state_or_a_port) {
  auto x = lines({"Changing state from A to: ", "Changing state to: lower",
                  "Changing state", "Bot heartbeat. state='",
                  "[Errno 98] address already in use"});
  EXPECT_EQ(x.state(), "");
  EXPECT_EQ(x.busy_port(), "unknown");
}

struct recorded_error {
  const char* file;
  const char* says;
};

class recorded_errors : public ::testing::TestWithParam<recorded_error> {};

TEST_P(recorded_errors, become_the_error_of_the_process) {
  auto x = scan(recording(GetParam().file));
  EXPECT_NE(x.findings().error.find(GetParam().says), std::string::npos)
      << x.findings().error;
  EXPECT_FALSE(x.findings().ready);
}

INSTANTIATE_TEST_SUITE_P(
    of_freqtrade, recorded_errors,
    ::testing::Values(
        recorded_error{"err_bad_json_config.txt", "Parse error at offset 29"},
        recorded_error{"err_bad_space.txt", "invalid choice: 'nope'"},
        recorded_error{"err_invalid_config_value.txt", "ValidationError"},
        recorded_error{"err_missing_config.txt", "\"nope.json\" not found!"},
        recorded_error{"err_no_command.txt", "requires a subcommand"},
        recorded_error{"err_no_strategy.txt", "No strategy set."},
        recorded_error{"err_unknown_option.txt", "arguments: --nope"},
        recorded_error{"err_unknown_pair.txt", "Pair FOO/USDT is not"},
        recorded_error{"err_wrong_strategy_trade.txt", "Strategy 'Nope'"},
        recorded_error{"err_wrong_strategy_trade_2024.9.txt",
                       "Strategy 'Nope'"}));

TEST(loaded_params, are_what_the_console_prints) {
  auto x = lines(
      {"t - freqtrade.strategy.hyper - INFO - Strategy Parameter: buy_i = 3",
       "t - freqtrade.strategy.hyper - INFO - Strategy Parameter: buy_d = 1.37",
       "t - freqtrade.strategy.hyper - INFO - Strategy Parameter: buy_b = True",
       "t - freqtrade.strategy.hyper - INFO - Strategy Parameter: sell_c = a "
       "b"});
  EXPECT_EQ(not_loaded(R"({"params": {"buy": {"buy_i": 3, "buy_d": 1.37,
    "buy_b": true, "gone": 1}, "sell": {"sell_c": "a b"}, "roi": {"0": 1}}})",
                       x),
            "");
  EXPECT_EQ(not_loaded(R"({"params": {"buy": {"buy_i": 4}}})", x),
            "buy_i is 3 instead of 4");
  EXPECT_EQ(not_loaded(R"({"params": {"buy": {"buy_b": false}}})", x),
            "buy_b is True instead of false");
  EXPECT_EQ(not_loaded(R"({"params": {"sell": {"sell_c": "a"}}})", x),
            "sell_c is a b instead of \"a\"");
  EXPECT_EQ(not_loaded("[", x), "the params file cannot be read");
}

TEST(loaded_params, are_not_defaults) {
  auto x = lines({"t - freqtrade.strategy.hyper - INFO - Strategy "
                  "Parameter(default): buy_i = 3"});
  EXPECT_EQ(not_loaded(R"({"params": {"buy": {"buy_i": 3}}})", x),
            "buy_i has kept its default");
}

} // namespace
} // namespace ftm
