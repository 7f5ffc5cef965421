#include "actors/hyperopt_monitor/line_parser.hpp"

#include "shared/util/file.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ftm {
namespace {

std::vector<std::string> lines_of(const std::string& fixture) {
  auto text =
      read_file(std::filesystem::path{FTM_FIXTURES} / "fthypt" / fixture);
  EXPECT_TRUE(text) << fixture;
  std::vector<std::string> y;
  for (size_t at = 0; text && at < text->size();) {
    auto end = text->find('\n', at);
    y.push_back(text->substr(at, end - at));
    at = end + 1;
  }
  return y;
}

std::optional<epoch_row> parse(std::string line) {
  static line_parser parser;
  auto size = line.size();
  line.resize(size + 64, '#');
  return parser.parse({line.data(), size});
}

/// A line with the members that make an epoch.
std::string line(const std::string& loss, const std::string& metrics) {
  return R"({"loss":)" + loss
         + R"(,"params_dict":{},"results_metrics":{"trades":[{"profit_total":9,)"
           R"("note":"a ] } \" NaN"}],"locks":[],"total_trades":3)"
         + metrics
         + R"(},"total_profit":1,"current_epoch":7,"is_initial_point":false,)"
           R"("is_best":true,"is_random":true})";
}

TEST(line_parser, reads_the_scalars_of_2023_2) {
  auto x = parse(lines_of("strategy_LongStrat_2026-11-22_13-30-00.fthypt")[1]);
  ASSERT_TRUE(x);
  EXPECT_EQ(x->epoch, 7u);
  EXPECT_EQ(x->trades, 104u);
  EXPECT_DOUBLE_EQ(x->profit_total_pct.value, 9.976700479999998);
  EXPECT_DOUBLE_EQ(x->max_drawdown.value, 0.4841103827751552);
  EXPECT_EQ(x->duration.value, 20460.0);
  EXPECT_EQ(x->flags, static_cast<uint8_t>(epoch_flag::best)
                          | static_cast<uint8_t>(epoch_flag::initial_point));
}

TEST(line_parser, reads_the_scalars_of_2024_9) {
  auto lines = lines_of("v2024.9_LongStrat_6epochs_bytes_exact.fthypt");
  ASSERT_EQ(lines.size(), 6u);
  auto x = parse(lines[2]);
  ASSERT_TRUE(x);
  EXPECT_EQ(x->trades, 131u);
  EXPECT_EQ(x->wins, 104u);
  EXPECT_EQ(x->draws, 8u);
  EXPECT_EQ(x->losses, 19u);
  EXPECT_EQ(x->profit_total_pct.value, 17.302043696);
  EXPECT_EQ(x->max_drawdown.value, 1.5326650222468114);
}

TEST(line_parser, keeps_non_finite_numbers_exactly) {
  auto minus = parse(lines_of("loss_-inf.fthypt")[3]);
  auto plus = parse(lines_of("loss_inf.fthypt")[1]);
  ASSERT_TRUE(minus && plus);
  EXPECT_EQ(minus->objective.value, -INFINITY);
  EXPECT_EQ(plus->objective.value, INFINITY);
  size_t nans = 0;
  for (const auto& x : lines_of("loss_nan.fthypt"))
    nans += std::isnan(parse(x)->objective.value) ? 1 : 0;
  EXPECT_EQ(nans, 1u);
  auto bare =
      parse(line("NaN", R"(,"profit_mean":-Infinity,"profit_total":NaN,)"
                        R"("max_drawdown_account":null)"));
  ASSERT_TRUE(bare);
  EXPECT_TRUE(std::isnan(bare->objective.value));
  EXPECT_EQ(bare->avg_profit.value, -INFINITY);
  EXPECT_TRUE(std::isnan(bare->profit_total_pct.value));
  EXPECT_TRUE(std::isnan(bare->max_drawdown.value));
  EXPECT_EQ(bare->epoch, 7u);
}

TEST(line_parser, takes_ints_for_floats) {
  auto x = parse(line("100000", R"(,"profit_mean":0,"profit_total_abs":-3)"));
  ASSERT_TRUE(x);
  EXPECT_EQ(x->objective.value, 100'000.0);
  EXPECT_EQ(x->avg_profit.value, 0.0);
  EXPECT_EQ(x->profit_total_abs.value, -3.0);
}

TEST(line_parser, does_not_round_percents) {
  auto x = parse(line("1", R"(,"profit_total":0.07)"));
  ASSERT_TRUE(x);
  EXPECT_EQ(x->profit_total_pct.value, 0.07 * 100);
  EXPECT_NE(x->profit_total_pct.value, 7.0);
}

TEST(line_parser, ignores_the_legacy_drawdown) {
  auto x =
      parse(line("1", R"(,"max_drawdown":1.33,"max_drawdown_account":0.5)"));
  ASSERT_TRUE(x);
  EXPECT_EQ(x->max_drawdown.value, 50.0);
}

TEST(line_parser, takes_the_duration_from_the_text_where_seconds_are_missing) {
  EXPECT_EQ(
      parse(line("1", R"(,"holding_avg":"2 days, 20:48:00")"))->duration.value,
      2 * 86'400 + 20 * 3'600 + 48 * 60);
  EXPECT_EQ(parse(line("1", R"(,"holding_avg":"0:30:00","holding_avg_s":60.0)"))
                ->duration.value,
            60);
}

TEST(line_parser, rejects_what_is_no_epoch) {
  auto good = line("1", "");
  ASSERT_TRUE(parse(good));
  for (std::string x :
       {"", "garbage", "{}", "[]", "null", R"({"loss":1})", "\x01\x02{",
        R"({"loss":1,"results_metrics":{},"current_epoch":1})"})
    EXPECT_FALSE(parse(x)) << x;
  EXPECT_FALSE(parse(good + good)) << "two records in a line";
  EXPECT_FALSE(parse(good.substr(0, 60) + good)) << "a half line before it";
  for (size_t n = 0; n < good.size(); ++n)
    EXPECT_FALSE(parse(good.substr(0, n))) << n;
  EXPECT_FALSE(parse(line(R"("1")", "")));
  EXPECT_FALSE(parse(line("1", R"(,"profit_mean":1.2.3)")));
}

TEST(line_parser, rejects_an_epoch_without_its_number_or_its_trades) {
  auto good = line("1", "");
  for (std::string nothing : {"null", "NaN", "Infinity", "\"\""}) {
    auto x = good;
    x.replace(x.find(":7,"), 3, ":" + nothing + ",");
    EXPECT_FALSE(parse(x)) << x;
    x = good;
    x.replace(x.find("total_trades\":3"), 15, "total_trades\":" + nothing);
    EXPECT_FALSE(parse(x)) << x;
  }
  EXPECT_TRUE(parse(line("1", R"(,"wins":null)")));
}

TEST(line_parser, rejects_numpy_artifacts) {
  for (const auto& x : lines_of("v2024.9_numpy2_artifact_invalid_json.fthypt"))
    EXPECT_FALSE(parse(x));
}

TEST(seconds_of, reads_what_python_and_pandas_print) {
  EXPECT_EQ(seconds_of("14:47:00"), 53'220);
  EXPECT_EQ(seconds_of("1 day, 6:27:00"), 109'620);
  EXPECT_EQ(seconds_of("0 days 07:32:00"), 27'120);
  EXPECT_EQ(seconds_of("0:00:00"), 0);
  EXPECT_TRUE(std::isnan(seconds_of("soon")));
}

} // namespace
} // namespace ftm
