#include "shared/json/decision.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace ftm {

namespace {

bool same(const ranking& x, const ranking& y) {
  return x.file == y.file && x.bytes == y.bytes && x.sha256 == y.sha256
         && x.launch == y.launch && x.epochs == y.epochs
         && x.rejected_lines == y.rejected_lines && x.criteria == y.criteria
         && x.remaining == y.remaining && x.rows == y.rows
         && x.verdicts == y.verdicts && x.pareto == y.pareto;
}

} // namespace

TEST(decision, comes_back_as_it_was) {
  ranking x;
  EXPECT_TRUE(same(*decode_ranking(encode_ranking(x)), x));
  x.file = "f.fthypt";
  x.bytes = std::numeric_limits<uint64_t>::max();
  x.sha256 = std::string(64, 'a');
  x.launch = "A.hyperopt.1";
  x.epochs = 3;
  x.rejected_lines = 1;
  x.criteria = {{"objective", comparison::le, 0.1, sorting::none},
                {"trades", comparison::none, 0, sorting::descending}};
  x.remaining = {3, 2};
  x.rows.resize(2);
  x.rows[0].line = 1;
  x.rows[0].flags = 15;
  x.rows[1].trades = 4'000'000'000;
  x.verdicts = {{2, 0, -2, {}, "It made no trade.", {}},
                {1, 1, -1, {0.3}, "Ü", {0, 1}}};
  x.stabilities = {{1,
                    "objective",
                    0.3,
                    80,
                    0.8,
                    1,
                    0.25,
                    0.1,
                    {{2, 0.1, 0.25, true}},
                    "a plateau"}};
  x.pareto = {1, 2};
  EXPECT_TRUE(same(*decode_ranking(encode_ranking(x)), x));
}

TEST(decision, older_ones_are_read_without_what_they_lack) {
  ranking x;
  x.rows.resize(1);
  x.verdicts = {{1, 1, -1, {0.3}, "why", {}}};
  auto old = nlohmann::json::parse(encode_ranking(x));
  old.erase("stabilities");
  old["verdicts"][0].erase("failed");
  for (auto name : {"profit_median", "expectancy", "sortino", "sharpe",
                    "calmar", "profit_factor", "cagr", "trades_per_day"})
    ASSERT_EQ(old["rows"][0].erase(name), 1u) << name;
  auto y = decode_ranking(old.dump());
  ASSERT_TRUE(y);
  EXPECT_TRUE(same(*y, x));
}

TEST(decision, mistake_4_doubles_keep_every_bit) {
  std::mt19937_64 random{4};
  for (int i = 0; i < 2000; ++i) {
    ranking x;
    x.rows.resize(1);
    x.rows[0].objective = std::bit_cast<double>(random());
    x.rows[0].avg_profit = static_cast<double>(random()) / 1e19;
    x.verdicts.resize(1);
    x.verdicts[0].found = {std::bit_cast<double>(random())};
    auto y = decode_ranking(encode_ranking(x));
    ASSERT_TRUE(y && same(*y, x)) << encode_ranking(x);
  }
  using limits = std::numeric_limits<double>;
  for (double value :
       {0.0, -0.0, limits::infinity(), -limits::infinity(), limits::quiet_NaN(),
        -limits::quiet_NaN(), limits::max(), limits::min(),
        limits::denorm_min(), 0.1, 1e22, 5e-324}) {
    ranking x;
    x.rows.resize(1);
    x.rows[0].max_drawdown = value;
    auto y = decode_ranking(encode_ranking(x));
    ASSERT_TRUE(y && same(*y, x)) << encode_ranking(x);
  }
}

TEST(decision, what_is_none_gives_nothing) {
  for (auto x : {"", "{}", "[]", "{\"format\":2}", "null"})
    EXPECT_FALSE(decode_ranking(x)) << x;
  auto cut = encode_ranking({});
  EXPECT_FALSE(decode_ranking(cut.substr(0, cut.size() / 2)));
}

} // namespace ftm
