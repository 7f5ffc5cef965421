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
  /// Those after the next five failures.
  template <class F>
  std::vector<int64_t> pauses(F fail) {
    std::vector<int64_t> y;
    for (auto i = 0; i < 5; ++i) {
      now_ = std::max(now_, poll_.due());
      EXPECT_TRUE(poll_.next(now_));
      fail();
      y.push_back(poll_.due() - now_);
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

TEST_F(bot_poll_test,
       one_that_never_answers_is_not_asked_each_second_for_ever) {
  auto begun = now_;
  while (now_ < begun + 60'000) {
    ASSERT_TRUE(poll_.next(now_));
    poll_.failed("refused", now_);
    now_ = poll_.due();
  }
  EXPECT_EQ(pauses([&] { poll_.failed("refused", now_); }),
            (std::vector<int64_t>{5000, 10'000, 20'000, 30'000, 30'000}));
}

TEST_F(bot_poll_test, hurries_for_a_minute_at_most) {
  round();
  now_ = poll_.due();
  poll_.hurry(now_);
  auto begun = now_;
  auto n = 0;
  for (; now_ < begun + 60'000; ++n) {
    ASSERT_TRUE(poll_.next(now_));
    poll_.failed("mute", now_);
    now_ = poll_.due();
  }
  EXPECT_EQ(n, 60);
  EXPECT_EQ(pauses([&] { poll_.failed("mute", now_); }),
            (std::vector<int64_t>{5000, 10'000, 20'000, 30'000, 30'000}));
  round();
  EXPECT_EQ(poll_.due(), now_ + 5000);
}

TEST_F(bot_poll_test, a_wrong_login_is_not_tried_each_second) {
  std::vector<int64_t> wanted{5000, 10'000, 20'000, 30'000, 30'000};
  EXPECT_EQ(pauses([&] { poll_.answered(401, "{}", now_); }), wanted);
  bot_poll other{milliseconds{5000}};
  poll_ = other;
  round();
  poll_.hurry(now_);
  EXPECT_EQ(pauses([&] { poll_.answered(403, "{}", now_); }), wanted);
}

TEST_F(bot_poll_test, a_question_answered_badly_costs_its_own_figures_only) {
  for (auto bad : {q::show_config, q::health, q::count, q::profit, q::balance})
    for (auto status : {200, 404, 502}) {
      poll_ = bot_poll{milliseconds{5000}};
      round();
      poll_.ask_anew(now_);
      std::vector<q> asked;
      while (auto x = poll_.next(now_)) {
        asked.push_back(*x);
        if (x == bad)
          poll_.answered(status, "[]", now_);
        else
          poll_.answered(200, answer_to(*x), now_);
      }
      auto& s = poll_.status();
      EXPECT_EQ(asked.size(), 5U) << "the round goes on";
      EXPECT_EQ(s.state.empty(), bad == q::show_config);
      EXPECT_EQ(!s.last_process, bad == q::health);
      EXPECT_EQ(!s.open_trades, bad == q::count);
      EXPECT_EQ(!s.profit_all, bad == q::profit);
      EXPECT_EQ(!s.closed_trades, bad == q::profit);
      EXPECT_EQ(!s.balance, bad == q::balance);
      EXPECT_NE(
          s.error.find(std::string{"answers "} + to_string(bad) + " with "),
          std::string::npos)
          << s.error;
      EXPECT_TRUE(poll_.reached());
      EXPECT_EQ(poll_.due(), now_ + 5000);
      poll_.ask_anew(now_);
      round();
      EXPECT_EQ(s.error, "");
      EXPECT_TRUE(s.balance && s.profit_all && s.last_process);
    }
}

TEST_F(bot_poll_test, what_it_cannot_tell_stays_told_until_it_can) {
  round();
  poll_.ask_anew(now_);
  while (auto x = poll_.next(now_))
    poll_.answered(x == q::profit ? 500 : 200, answer_to(*x), now_);
  auto error = poll_.status().error;
  EXPECT_EQ(error, "its REST answers profit with HTTP status 500");
  EXPECT_EQ(round().size(), 3U);
  EXPECT_EQ(poll_.status().error, error);
  EXPECT_FALSE(poll_.status().profit_all);
}

TEST_F(bot_poll_test, figures_that_did_not_come_are_not_the_old_ones) {
  round();
  poll_.ask_anew(now_);
  while (auto x = poll_.next(now_))
    if (x == q::profit)
      poll_.failed("mute", now_);
    else
      poll_.answered(200, answer_to(*x), now_);
  EXPECT_FALSE(poll_.status().profit_all);
  EXPECT_TRUE(poll_.status().balance);
  round();
  EXPECT_EQ(poll_.status().error, "mute") << "it is asked seldom";
}

TEST_F(bot_poll_test, the_same_loop_told_again_is_no_other) {
  round();
  auto before = poll_.loops();
  poll_.ask_anew(now_);
  while (auto x = poll_.next(now_))
    poll_.answered(x == q::health ? 500 : 200, answer_to(*x), now_);
  round();
  EXPECT_EQ(poll_.loops(), before);
}

TEST_F(bot_poll_test, one_that_answers_nothing_well_is_asked_less_often) {
  round();
  std::vector<int64_t> y;
  for (auto i = 0; i < 5; ++i) {
    now_ = poll_.due();
    while (poll_.next(now_))
      poll_.answered(404, "{}", now_);
    y.push_back(poll_.due() - now_);
  }
  EXPECT_EQ(y, (std::vector<int64_t>{5000, 10'000, 20'000, 30'000, 30'000}));
  EXPECT_FALSE(poll_.reached());
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
  poll_.hurry(now_);
  round();
  EXPECT_EQ(poll_.due(), now_ + 1000);
}

} // namespace
} // namespace ftm
