#include "deploy/ftmanager/process_text.hpp"

#include "deploy/ftmanager/status_text.hpp"
#include "shared/util/clock.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

const auto now = *from_rfc3339("2026-11-25T12:00:00Z");

TEST(duration_text, has_two_units_at_most) {
  EXPECT_EQ(duration_text(-3s), "0 s");
  EXPECT_EQ(duration_text(59s), "59 s");
  EXPECT_EQ(duration_text(60s), "1 min");
  EXPECT_EQ(duration_text(1h + 14min + 59s), "1 h 14 min");
  EXPECT_EQ(duration_text(50h), "2 days 2 h");
}

TEST(process_text, never_hides_that_trade_may_be_live) {
  EXPECT_EQ(money_text({{"kind", "trade"}, {"live", true}}), "LIVE");
  EXPECT_EQ(money_text({{"kind", "trade"}, {"live", nullptr}, {"launch", "x"}}),
            "LIVE OR DRY RUN UNKNOWN");
  EXPECT_EQ(money_text({{"kind", "trade"}, {"live", nullptr}}), "");
  EXPECT_EQ(money_text({{"kind", "hyperopt"}, {"live", true}}), "");
}

json trade(const char* state, const char* worker = "running") {
  return {{"strategy", "A"}, {"kind", "trade"},
          {"state", state},  {"worker_state", worker},
          {"live", true},    {"pid", 12},
          {"launch", "t"},   {"started_at", "2026-11-25T11:58:00Z"},
          {"restarts", 0}};
}

TEST(process_text, tells_when_a_bot_that_backs_off_starts_again) {
  auto x = trade("backing_off", "");
  x["pid"] = nullptr;
  x["exit_code"] = 1;
  x["restarts"] = 2;
  x["ended_at"] = "2026-11-25T11:59:56Z";
  x["restart_at"] = "2026-11-25T12:00:12Z";
  x["error"] = "no\n  exchange";
  EXPECT_EQ(process_text(x, now),
            "LIVE, exit code 1, 4 s ago, next start in 12 s, restarted 2 "
            "times: no exchange");
}

TEST(process_text, says_plainly_that_a_bot_does_not_trade) {
  EXPECT_EQ(process_text(trade("running", "stopped"), now),
            "LIVE, NOT TRADING (stopped by a person or by initial_state), pid "
            "12, for 2 min");
  EXPECT_EQ(process_text(trade("ready", "paused"), now),
            "LIVE, BEGINS NO TRADES (paused; it minds the open ones), pid 12, "
            "for 2 min");
  EXPECT_EQ(process_text(trade("running", "reload_config"), now),
            "LIVE, NOT TRADING (reload_config), pid 12, for 2 min");
  for (auto& x : {trade("ready"), trade("running", ""), trade("running")})
    EXPECT_EQ(process_text(x, now), "LIVE, pid 12, for 2 min");
}

TEST(process_text, says_what_is_wrong_and_who_paused_it) {
  for (auto state : {"hung", "unkept", "given_up"}) {
    auto x = trade(state);
    x["error"] = "its loop has stood still";
    EXPECT_EQ(process_text(x, now),
              "LIVE, pid 12, for 2 min: its loop has stood still");
  }
  EXPECT_EQ(process_text({{"kind", "trade"}, {"held_by", "r.1"}}, now),
            "paused by the run r.1");
}

json bot() {
  return {{"open_trades", 2},
          {"max_open_trades", 3},
          {"stake_currency", "USDT"},
          {"profit_closed", -1234.567},
          {"profit_closed_pct", -1.25},
          {"balance", 1000.0},
          {"error", nullptr}};
}

TEST(bot_lines, tells_the_figures_of_a_bot) {
  auto x = trade("ready");
  EXPECT_TRUE(bot_lines(x).empty());
  x["bot"] = bot();
  EXPECT_EQ(bot_lines(x),
            std::vector<std::string>{
                "2/3 open trades, closed profit -1234.57 USDT (-1.25 %), "
                "balance 1000.00 USDT"});
  x["bot"]["max_open_trades"] = nullptr;
  x["bot"]["open_trades"] = 1;
  x["bot"]["stake_currency"] = "BTC";
  x["bot"]["profit_closed"] = 0.00012345;
  x["bot"]["profit_closed_pct"] = nullptr;
  EXPECT_EQ(bot_lines(x), std::vector<std::string>{
                              "1 open trade, closed profit 0.000123 BTC, "
                              "balance 1000.0000 BTC"});
  x["pid"] = nullptr;
  EXPECT_TRUE(bot_lines(x).empty()) << "the figures of one that has ended";
}

TEST(bot_lines, tells_why_a_bot_does_not_tell) {
  auto x = trade("ready");
  x["bot"] = bot();
  x["bot"]["error"] = "HTTP status 401";
  auto y = bot_lines(x);
  ASSERT_EQ(y.size(), 2u);
  EXPECT_TRUE(y[0].ends_with("USDT (not fresh)")) << y[0];
  EXPECT_EQ(y[1], "no figures: HTTP status 401");
  x["bot"] = {{"error", "refused"}};
  EXPECT_EQ(bot_lines(x), std::vector<std::string>{"no figures: refused"});
}

TEST(status_text, aligns_a_bots_figures_below_it) {
  auto x = trade("ready");
  x["bot"] = {{"open_trades", 0}};
  json data{{"strategy", {{{"strategy", "A"}}}}, {"process", {x}}};
  EXPECT_EQ(status_text(data, now, "UTC"),
            "A\n"
            "  trade           ready       LIVE, pid 12, for 2 min\n"
            "                              0 open trades\n"
            "  cycle           none yet\n");
}

TEST(status_text, shows_bots_that_the_config_names_no_longer) {
  json data{{"strategy", json::array()}, {"process", {trade("ready")}}};
  EXPECT_EQ(status_text(data, now, "UTC"),
            "A  (not in config.yaml)\n"
            "  trade           ready       LIVE, pid 12, for 2 min\n");
}

TEST(describe_process, is_one_line) {
  auto x = trade("failed");
  x["error"] = "a\nb";
  EXPECT_EQ(describe_process(x), "A trade: failed, LIVE, pid 12: a b");
}

} // namespace
} // namespace ftm
