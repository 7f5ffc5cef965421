#include "deploy/demo/demo_texts.hpp"
#include "deploy/demo/epoch.hpp"
#include "deploy/demo/report.hpp"
#include "deploy/demo/sim_settings.hpp"

#include <gtest/gtest.h>

#include <fstream>

using namespace ftm::sim;

namespace {

run_facts facts() {
  run_facts f;
  f.strat = *parse_strategy(ftm::demo::dip_hunter, "DipHunter");
  f.spaces = {"buy", "sell", "roi", "stoploss"};
  return f;
}

market three_pairs() {
  market m;
  m.minutes = 60;
  m.first = 40;
  m.pairs = {"BTC/USDT", "ETH/USDT", "XRP/USDT"};
  for (auto& p : m.pairs)
    m.data.push_back(
        make_candles(p, 1, 60, 1'788'220'800'000, 1'790'812'800'000));
  return m;
}

epoch one_epoch(const market& m, bool trades) {
  epoch e;
  std::mt19937_64 random{5};
  auto f = facts();
  e.number = 1;
  e.params = draw(f, random, nullptr);
  if (trades)
    e.trades = run_toy(rules_of(f.strat), m, 3, 100);
  e.m = measure(e.trades, m, 1000);
  e.loss = loss_of("SharpeHyperOptLossDaily", e.m, 1);
  return e;
}

std::vector<std::string> keys_of(const json& x) {
  std::vector<std::string> result;
  for (auto& [k, v] : x.items())
    result.push_back(k);
  return result;
}

} // namespace

TEST(market, is_the_same_for_the_same_seed_whatever_the_range) {
  auto a = make_candles("BTC/USDT", 7, 60, 1'788'220'800'000,
                        1'788'220'800'000 + 48 * 3'600'000);
  auto b = make_candles("BTC/USDT", 7, 60, 1'788'220'800'000 + 24 * 3'600'000,
                        1'788'220'800'000 + 48 * 3'600'000);
  ASSERT_EQ(a.size(), 48U);
  ASSERT_EQ(b.size(), 24U);
  EXPECT_EQ(a.close[30], b.close[6]);
  EXPECT_NE(a.close[30], make_candles("BTC/USDT", 8, 60, 1'788'220'800'000,
                                      1'788'220'800'000 + 48 * 3'600'000)
                             .close[30]);
}

TEST(strategy_file, reads_the_parameters_that_the_source_declares) {
  auto s = parse_strategy(ftm::demo::dip_hunter, "DipHunter");
  ASSERT_TRUE(s);
  EXPECT_FALSE(parse_strategy(ftm::demo::dip_hunter, "Dip"));
  EXPECT_EQ(s->timeframe, "1h");
  EXPECT_EQ(s->stoploss, -0.12);
  EXPECT_EQ(s->startup_candles, 40);
  EXPECT_EQ(s->minimal_roi["360"], 0.03);
  EXPECT_EQ(s->values_of("buy").dump(),
            R"({"buy_dev":1.2,"buy_mode":"dip","buy_volume":false,)"
            R"("buy_window":20})");
}

TEST(metrics, wins_draws_and_losses_add_up) {
  auto m = three_pairs();
  auto trades = run_toy(rules_of(facts().strat), m, 3, 100);
  auto x = measure(trades, m, 1000);
  ASSERT_GT(x.all.trades(), 10);
  EXPECT_EQ(x.all.wins + x.all.draws + x.all.losses, x.all.trades());
  double sum = 0;
  for (auto& t : trades)
    sum += t.profit_abs;
  EXPECT_NEAR(x.all.profit_abs, sum, 1e-6);
  EXPECT_GE(x.max_drawdown_abs, std::max(0.0, -sum) - 1e-6);
  EXPECT_EQ(loss_of("SharpeHyperOptLossDaily", x, 100000), 100000);
}

TEST(fthypt_line, has_the_recorded_keys_in_the_recorded_order) {
  std::ifstream in{FTM_FIXTURES "/sim/no_trade_2023.2.fthypt"};
  std::string line;
  ASSERT_TRUE(std::getline(in, line));
  auto recorded = parse_line(line);
  auto m = three_pairs();
  auto mine = parse_line(fthypt_line(one_epoch(m, false), facts(), m));
  EXPECT_EQ(keys_of(mine), keys_of(recorded));
  EXPECT_EQ(keys_of(mine["results_metrics"]),
            keys_of(recorded["results_metrics"]));
  EXPECT_EQ(mine["results_explanation"], recorded["results_explanation"]);
  EXPECT_EQ(mine["loss"].dump(), "100000");
}

TEST(fthypt_line, is_ascii_and_says_nan_as_a_bare_word) {
  auto m = three_pairs();
  auto line = fthypt_line(one_epoch(m, true), facts(), m, "NaN", 350'000);
  EXPECT_TRUE(line.starts_with("{\"loss\":NaN,\"params_dict\":"));
  EXPECT_GE(line.size(), 350'000U);
  for (unsigned char c : line)
    ASSERT_LT(c, 128);
  EXPECT_EQ(parse_line(line)["loss"], "NaN");
}

TEST(console, durations_and_numbers_look_like_pythons) {
  EXPECT_EQ(py_duration(247'680), "2 days, 20:48:00");
  EXPECT_EQ(py_duration(86'400 + 4 * 3600), "1 day, 4:00:00");
  EXPECT_EQ(pandas_duration(27'120), "0 days 07:32:00");
  EXPECT_EQ(win_draw_loss(87, 138, 0), "  87   138     0   100");
  EXPECT_EQ(py_repr(json::parse(R"({"60":0.01,"a":[true,null,1.0]})")),
            "{'60': 0.01, 'a': [True, None, 1.0]}");
  EXPECT_EQ(progress_bar(9, 60, 79, 3).substr(0, 25),
            " [Epoch 9 of 60 ( 15%)] |");
}

TEST(settings, the_environment_wins_over_the_file) {
  sim_settings s{R"({"a": 1, "trade": {"a": 2}, "strategies":
                     {"X": {"trade": {"b": [3, 4]}}}} // comment)",
                 [](const char* name) -> const char* {
                   return std::string_view{name} == "FTM_SIM_TRADE_C" ? "5,6"
                                                                      : nullptr;
                 },
                 "trade", "X"};
  EXPECT_EQ(s.integer("a", 0), 2);
  EXPECT_EQ(s.list("b"), (std::vector<int>{3, 4}));
  EXPECT_EQ(s.list("c"), (std::vector<int>{5, 6}));
  EXPECT_FALSE(s.has("d"));
}
