#include "actors/supervisor/console_scanner.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

console_findings scan(std::string_view x) {
  console_scanner y;
  y.feed(x);
  return y.findings();
}

TEST(console_scanner, knows_when_trade_is_ready) {
  EXPECT_TRUE(scan("2026-11-22 13:36:58,877 - freqtrade.worker - INFO - "
                   "Changing state to: RUNNING\n")
                  .ready);
  EXPECT_TRUE(
      scan("x - Changing state from RELOAD_CONFIG to: RUNNING\n").ready);
  EXPECT_TRUE(scan("2026-11-22 13:37:03,882 - freqtrade.worker - INFO - Bot "
                   "heartbeat. PID=27747, version='2023.2', state='RUNNING'\n")
                  .ready);
  EXPECT_FALSE(scan("x - Changing state from RUNNING to: STOPPED\n").ready);
  EXPECT_FALSE(scan("Bot heartbeat. state='STOPPED'\n").ready);
}

TEST(console_scanner, counts_heartbeats) {
  console_scanner x;
  x.feed("Bot heartbeat. state='RUNNING'\nBot heartbeat. state='RUNNING'\n");
  EXPECT_EQ(x.trade().heartbeats(), 2U);
}

TEST(console_scanner, trade_that_was_stopped_is_not_ready_any_longer) {
  EXPECT_FALSE(scan("w - Changing state to: RUNNING\n"
                    "w - Changing state from RUNNING to: STOPPED\n")
                   .ready);
  EXPECT_TRUE(scan("w - Changing state to: RUNNING\n"
                   "w - Changing state from RUNNING to: RELOAD_CONFIG\n")
                  .ready);
}

TEST(console_scanner, takes_lines_however_they_are_cut) {
  console_scanner x;
  for (auto c : std::string{"a - freqtrade - ERROR - No data found.\n"})
    x.feed({&c, 1});
  EXPECT_EQ(x.findings().error, "No data found.");
}

TEST(console_scanner, fatal_exception_does_not_hide_what_came_before) {
  EXPECT_EQ(scan("t - freqtrade.commands.trade_commands - ERROR - Impossible "
                 "to load Strategy 'Nope'. This class does not exist or "
                 "contains Python code errors.\n"
                 "t - freqtrade.commands.trade_commands - ERROR - Fatal "
                 "exception!\n")
                .error,
            "Impossible to load Strategy 'Nope'. This class does not exist or "
            "contains Python code errors.");
}

TEST(console_scanner, the_end_of_a_traceback_explains_a_fatal_exception) {
  EXPECT_EQ(scan("t - freqtrade - ERROR - Fatal exception!\n"
                 "Traceback (most recent call last):\n"
                 "  File \"x.py\", line 1, in <module>\n"
                 "    f()\n"
                 "jsonschema.exceptions.ValidationError: 'x' is not valid\n")
                .error,
            "jsonschema.exceptions.ValidationError: 'x' is not valid");
}

TEST(console_scanner, an_unknown_option_is_an_error) {
  EXPECT_EQ(scan("usage: freqtrade [-h]\nfreqtrade: error: unrecognized "
                 "arguments: --nope\n")
                .error,
            "freqtrade: error: unrecognized arguments: --nope");
}

TEST(console_scanner, sentences_that_mean_failure_with_code_zero) {
  EXPECT_EQ(scan("User interrupted..\n").failure, "User interrupted..");
  EXPECT_EQ(scan("t - freqtrade.commands.optimize_commands - INFO - Another "
                 "running instance of freqtrade Hyperopt detected.\n")
                .failure,
            "Another running instance of freqtrade Hyperopt detected.");
  EXPECT_EQ(scan("t - freqtrade - INFO - Best result:\n").failure, "");
}

TEST(console_scanner, survives_bytes_that_are_no_text) {
  // Mistake 5: one non-UTF-8 byte in the output and the reader died.
  auto x = scan(std::string("\xff\0\xfe - ERROR - caf\xe9\0!\n", 22));
  EXPECT_EQ(x.error, "caf\xEF\xBF\xBD\xEF\xBF\xBD!");
}

TEST(console_scanner, a_carriage_return_ends_a_line) {
  EXPECT_EQ(scan("progress\rt - f - ERROR - bad\r").error, "bad");
}

TEST(console_scanner, a_huge_line_costs_no_memory_and_hides_nothing) {
  console_scanner x;
  std::string mib(1'048'576, 'x');
  for (int i = 0; i < 20; ++i)
    x.feed(mib);
  x.feed("\nt - f - ERROR - after\n");
  EXPECT_EQ(x.findings().error, "after");
  x.feed("t - f - ERROR - " + mib + "\n");
  EXPECT_EQ(x.findings().error.size(), 500U);
}

TEST(console_scanner, sees_through_colours_and_progress_bars) {
  console_scanner x;
  x.feed("\x1b]0;title\a\x1b[32m2024 - freqtrade.worker - INFO - "
         "Changing state\x1b[0m to: RUNNING\n");
  EXPECT_TRUE(x.findings().ready);
  for (int i = 0; i < 1000; ++i)
    x.feed("\x1b[2K\r 12%|#" + std::string(60, '.') + "| ");
  x.feed("\r2024 - freqtrade - \x1b[1;31mERROR\x1b[0m - "
         "\x1b[31mno money\x1b[0m\r\n");
  EXPECT_EQ(x.findings().error, "no money");
  x.feed("\x1b[31m2024 - freqtrade - ERROR - less\x1b[0m\x1b[");
  x.feed("K\r\n");
  EXPECT_EQ(x.findings().error, "less");
}

TEST(console_scanner, a_nul_or_a_broken_escape_hides_nothing_that_follows) {
  console_scanner x;
  x.feed(std::string_view{"\0\0\x1b[\0\n\x1b]\n\x1b\n", 11});
  x.feed(std::string_view{"2024 - a - ERROR - b\0c \xe2\x82", 25});
  x.feed("\n");
  EXPECT_EQ(x.findings().error, "b\xEF\xBF\xBD"
                                "c \xEF\xBF\xBD");
}

TEST(console_scanner, ten_megabytes_in_one_line_are_one_line) {
  console_scanner x;
  std::string block(262'144, 'x');
  for (int i = 0; i < 40; ++i)
    x.feed(block);
  x.feed(" - ERROR - too late in its line\n2024 - a - ERROR - b");
  EXPECT_EQ(x.findings().error, "");
  x.feed("\n");
  EXPECT_EQ(x.findings().error, "b");
}

TEST(console_scanner, redacts_secrets) {
  EXPECT_EQ(scan("t - f - ERROR - bad login, password=hunter2\n").error,
            "bad login, password=***");
}

TEST(console_scanner, forgets_the_error_of_trade_that_goes_on) {
  constexpr auto beat = "Bot heartbeat. state='RUNNING'\n";
  console_scanner x;
  x.feed(beat);
  x.feed(beat);
  x.feed("t - f - ERROR - Config file \"x\" not found!\n");
  EXPECT_TRUE(x.findings().configuration_error);
  x.feed(beat);
  x.feed("Bot heartbeat. state='STOPPED'\n");
  EXPECT_NE(x.findings().error, "") << "it may have been under way";
  x.feed(beat);
  EXPECT_EQ(x.findings().error, "");
  EXPECT_FALSE(x.findings().configuration_error);
  x.feed("t - f - ERROR - again\n");
  EXPECT_EQ(x.findings().error, "again");
}

TEST(console_scanner, shows_no_secret_that_is_cut) {
  std::string pad(490, 'x');
  auto x = scan("t - f - ERROR - " + pad + " postgresql://me:hunter2@db/x\n");
  EXPECT_EQ(x.error.find("hunt"), std::string::npos) << x.error;
  EXPECT_LE(x.error.size(), 500U);
  std::string far(16'384 - 40, 'x');
  x = scan(far + " - ERROR - at postgresql://me:1234567/hunter2@db/x\n");
  EXPECT_EQ(x.error, "at postgresql://me:***");
}

} // namespace
} // namespace ftm
