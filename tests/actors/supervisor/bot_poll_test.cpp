#include "actors/supervisor/bot_poll.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

using q = bot_question;

/// A bot in virtual time that answers as recorded of freqtrade.
class bot_poll_test : public ::testing::Test {
protected:
  std::string answer_to(q x) const {
    switch (x) {
    case q::show_config:
      return R"({"version":"2023.2","state":"running","stake_currency":"USDT",
        "max_open_trades":3.0})";
    case q::health:
      return R"({"last_process":"2026-11-22T13:37:0)" + std::to_string(loop_)
             + R"(.901328+00:00","last_process_ts":1795354623})";
    case q::count:
      return R"({"current":1,"max":3,"total_stake":100.0})";
    case q::profit:
      return R"({"profit_closed_coin":1.5,"profit_closed_percent":0.15,
        "profit_all_coin":-2.25,"profit_all_percent":-0.23,
        "closed_trade_count":7})";
    default:
      return R"({"total":1000.125,"stake":"USDT"})";
    }
  }
  /// Asks and answers until nothing is due; what was asked.
  std::vector<q> round() {
    std::vector<q> y;
    now_ = std::max(now_, poll_.due());
    while (auto x = poll_.next(now_)) {
      y.push_back(*x);
      poll_.answered(200, answer_to(*x), ++now_);
    }
    return y;
  }
  bot_poll poll_{milliseconds{5000}};
  int64_t now_ = 1000;
  int loop_ = 1;
};

TEST_F(bot_poll_test, learns_everything_in_its_first_round) {
  EXPECT_EQ(round(), (std::vector{q::show_config, q::health, q::count,
                                  q::profit, q::balance}));
  auto& x = poll_.status();
  EXPECT_EQ(x.state, "running");
  EXPECT_EQ(x.version, "2023.2");
  EXPECT_EQ(x.stake_currency, "USDT");
  EXPECT_EQ(x.open_trades, 1U);
  EXPECT_EQ(x.max_open_trades, 3U);
  EXPECT_EQ(x.closed_trades, 7U);
  EXPECT_EQ(x.profit_closed, real{1.5});
  EXPECT_EQ(x.profit_all_pct, real{-0.23});
  EXPECT_EQ(x.balance, real{1000.125});
  EXPECT_TRUE(x.last_process);
  EXPECT_TRUE(poll_.reached());
}

TEST_F(bot_poll_test, is_gentle) {
  round();
  EXPECT_EQ(poll_.due(), now_ + 5000);
  EXPECT_FALSE(poll_.next(now_ + 4999));
  std::vector cheap{q::show_config, q::health, q::count};
  for (auto i = 0; i < 5; ++i)
    EXPECT_EQ(round(), cheap) << i;
  EXPECT_EQ(round().size(), 5U) << "each sixth time";
}

TEST_F(bot_poll_test, asks_one_thing_at_a_time) {
  ASSERT_TRUE(poll_.next(now_));
  EXPECT_EQ(poll_.due(), -1);
  EXPECT_FALSE(poll_.next(now_ + 1'000'000));
}

TEST_F(bot_poll_test, counts_loops_that_have_run) {
  round();
  auto before = poll_.loops();
  round();
  EXPECT_EQ(poll_.loops(), before) << "it stands still";
  loop_ = 2;
  round();
  EXPECT_EQ(poll_.loops(), before + 1);
}

TEST_F(bot_poll_test, a_loop_that_has_not_run_yet_has_no_time) {
  poll_.next(now_);
  poll_.answered(200, answer_to(q::show_config), now_);
  ASSERT_EQ(poll_.next(now_), q::health);
  poll_.answered(200, R"({"last_process":"1970-01-01T00:00:00+00:00",
    "last_process_ts":0})",
                 now_);
  EXPECT_FALSE(poll_.status().last_process);
  EXPECT_EQ(poll_.loops(), 0U);
}

TEST_F(bot_poll_test, takes_2024_s_times_and_no_limit_of_trades) {
  poll_.next(now_);
  poll_.answered(200, answer_to(q::show_config), now_);
  poll_.next(now_);
  poll_.answered(200, R"({"last_process":"2026-11-22T13:49:42.903688Z"})",
                 now_);
  EXPECT_TRUE(poll_.status().last_process);
  poll_.next(now_);
  poll_.answered(200, R"({"current":2,"max":-1})", now_);
  EXPECT_EQ(poll_.status().open_trades, 2U);
  EXPECT_FALSE(poll_.status().max_open_trades);
}

TEST_F(bot_poll_test, before_the_first_contact_asks_each_second) {
  for (auto i = 0; i < 20; ++i) {
    ASSERT_EQ(poll_.next(now_), q::show_config);
    poll_.failed("refused", now_);
    EXPECT_EQ(poll_.due(), now_ + 1000);
    now_ = poll_.due();
  }
}

TEST_F(bot_poll_test, asks_less_often_while_it_fails_and_forgets_what_was) {
  round();
  std::vector<int64_t> pauses;
  for (auto i = 0; i < 6; ++i) {
    now_ = poll_.due();
    ASSERT_TRUE(poll_.next(now_));
    poll_.failed("mute", now_);
    pauses.push_back(poll_.due() - now_);
    EXPECT_EQ(poll_.status().error, "mute");
    EXPECT_EQ(poll_.status().balance.has_value(), i < 2) << i;
  }
  EXPECT_EQ(pauses, (std::vector<int64_t>{5000, 10'000, 20'000, 30'000, 30'000,
                                          30'000}));
  EXPECT_EQ(poll_.status().state, "");
  EXPECT_EQ(round().size(), 5U) << "everything again";
  EXPECT_EQ(poll_.status().error, "");
}

TEST_F(bot_poll_test, says_what_is_wrong_with_an_answer) {
  struct {
    int status;
    const char* body;
    const char* says;
  } const rows[] = {
      {401, "{}", "username and password"},
      {404, "{}", "HTTP status 404"},
      {200, "{\"state\": run", "no JSON object"},
      {200, "[]", "no JSON object"},
      {200, "{}", "no state"},
      {200, R"({"state": 7})", "no state"},
  };
  for (auto& r : rows) {
    bot_poll x{milliseconds{5000}};
    x.next(0);
    x.answered(r.status, r.body, 0);
    EXPECT_NE(x.status().error.find(r.says), std::string::npos)
        << x.status().error;
    EXPECT_EQ(x.refused(), r.status == 401);
    EXPECT_FALSE(x.reached());
  }
}

TEST_F(bot_poll_test, odd_values_are_absent) {
  round();
  poll_.ask_anew(now_);
  for (auto body : {R"({"state":"running","version":1})",
                    R"({"last_process":3})", R"({"current":"x","max":1e300})",
                    R"({"profit_closed_coin":"1","closed_trade_count":-1})",
                    R"({"total":null})"}) {
    ASSERT_TRUE(poll_.next(now_));
    poll_.answered(200, body, now_);
  }
  auto& x = poll_.status();
  EXPECT_EQ(x.version, "");
  EXPECT_FALSE(x.last_process || x.open_trades || x.max_open_trades
               || x.profit_closed || x.closed_trades || x.balance);
  EXPECT_EQ(x.error, "");
}

TEST_F(bot_poll_test, an_answer_to_nothing_is_ignored) {
  poll_.answered(200, answer_to(q::show_config), now_);
  EXPECT_EQ(poll_.contacts(), 0U);
}

TEST_F(bot_poll_test, hurries_while_somebody_waits) {
  round();
  poll_.hurry(true);
  round();
  EXPECT_EQ(poll_.due(), now_ + 1000);
}

} // namespace
} // namespace ftm
