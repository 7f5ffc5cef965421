#include "actors/hyperopt_monitor/stability.hpp"

#include "tests/actors/hyperopt_monitor/rows.hpp"

#include <random>

namespace ftm {
namespace {

using namespace test;

/// An epoch at `at` of one parameter.
void add(epoch_store& x, double at, double profit, uint32_t trades = 10) {
  x.append(row(x.size() + 1, profit, 1, trades), {});
  x.params.set("a", at);
  x.params.end_row();
}

/// A broad hill at 20, and one point that stands out at 80.
epoch_store hill_and_peak() {
  epoch_store x;
  for (int i = 0; i <= 100; ++i)
    add(x, i, i == 80 ? 30 : std::max(-5.0, 20 - std::abs(i - 20) / 2.0));
  return x;
}

TEST(stability, a_plateau_is_worth_more_than_a_peak) {
  auto x = hill_and_peak();
  auto c = rules({best_profit});
  auto hill = stability_of(x, c, 20, 10);
  auto peak = stability_of(x, c, 80, 10);
  EXPECT_GT(hill.score.value, 80);
  EXPECT_LT(peak.score.value, 20);
  EXPECT_EQ(hill.field, "profit_total_pct");
  EXPECT_EQ(hill.value.value, 20);
  EXPECT_EQ(hill.passing.value, 1);
  EXPECT_EQ(peak.passing.value, 0) << "its neighbours lose money";
  EXPECT_NE(hill.sentence.find("10 of its 10 nearest neighbours pass"),
            std::string::npos)
      << hill.sentence;
  EXPECT_NE(hill.sentence.find("a plateau"), std::string::npos);
  EXPECT_NE(peak.sentence.find("a lonely peak"), std::string::npos);
}

TEST(stability, is_what_its_formula_says) {
  epoch_store x;
  for (double profit : {10, 8, -1, 6, 4})
    add(x, static_cast<double>(x.size()), profit);
  auto y = stability_of(x, rules({best_profit}), 0, 3);
  ASSERT_EQ(y.neighbours.size(), 3u);
  EXPECT_EQ(y.neighbours[0].line, 2u);
  EXPECT_EQ(y.neighbours[0].distance.value, 0.25);
  EXPECT_EQ(y.neighbours[2].distance.value, 0.75);
  EXPECT_EQ(y.radius.value, 0.5);
  EXPECT_EQ(y.passing.value, 2.0 / 3);
  EXPECT_EQ(y.median.value, 6) << "of 8, -1 and 6";
  // Shares of five epochs: the epoch itself 4.5 of 5, the median 2.5 of 5.
  EXPECT_DOUBLE_EQ(y.level.value, 1 - (4.5 - 2.5) / 5);
  EXPECT_DOUBLE_EQ(y.score.value, 100 * (2.0 / 3) * 0.6);
}

TEST(stability, neighbours_without_trades_count_as_the_worst) {
  epoch_store x;
  add(x, 0, 10);
  add(x, 1, 50, 0);
  add(x, 2, 50, 0);
  add(x, 90, 9);
  auto y = stability_of(
      x, rules({{"profit_total_pct", {}, 0, sorting::descending}}), 0, 2);
  EXPECT_EQ(y.passing.value, 0);
  EXPECT_EQ(y.score.value, 0);
  EXPECT_TRUE(std::isnan(y.median.value));
}

TEST(stability, the_same_parameters_again_say_nothing_new) {
  epoch_store x;
  for (int i = 0; i < 5; ++i)
    add(x, 1, 10);
  EXPECT_TRUE(std::isnan(stability_of(x, criteria{}, 0, 10).score.value));
  add(x, 2, 3);
  auto y = stability_of(x, criteria{}, 0, 10);
  ASSERT_EQ(y.neighbours.size(), 1u);
  EXPECT_EQ(y.neighbours[0].line, 6u);
}

TEST(stability, without_a_sort_the_objective_counts) {
  auto x = hill_and_peak();
  auto y = stability_of(x, criteria{}, 20, 10);
  EXPECT_EQ(y.field, "objective");
}

TEST(stability, choices_and_missing_values_are_as_far_as_can_be) {
  epoch_store x;
  auto add_both = [&](double a, const char* mode) {
    x.append(row(x.size() + 1, 1), {});
    x.params.set("a", a);
    if (mode != nullptr)
      x.params.set("mode", std::string_view{mode});
    x.params.end_row();
  };
  add_both(0, "dip");
  add_both(0, "both");
  add_both(10, "dip");
  add_both(0, nullptr);
  add_both(1, "dip");
  auto near = nearest_rows(x, 0, 10);
  ASSERT_EQ(near.size(), 4u);
  EXPECT_EQ(near[0].row, 4u);
  EXPECT_FLOAT_EQ(near[0].distance, 0.05F);
  for (size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(near[i].row, i) << "equal ones by their line";
    EXPECT_FLOAT_EQ(near[i].distance, 0.5F);
  }
  EXPECT_TRUE(nearest_rows(x, 0, 0).empty());
  EXPECT_TRUE(nearest_rows(x, 99, 3).empty());
}

TEST(stability, nearest_rows_equal_sorting_all_distances) {
  std::mt19937 random{2};
  epoch_store x;
  std::vector<std::array<double, 3>> points;
  for (int i = 0; i < 3000; ++i) {
    points.push_back({static_cast<double>(random() % 50),
                      static_cast<double>(random() % 7), i == 0 ? 0.0 : 10.0});
    if (i == 1)
      points.back() = {49, 6, 0};
    x.append(row(x.size() + 1, 1), {});
    x.params.set("a", points.back()[0]);
    x.params.set("b", points.back()[1]);
    x.params.set("constant", 3.0);
    x.params.set("c", points.back()[2]);
    x.params.end_row();
  }
  auto ra = x.params.range(0);
  auto rb = x.params.range(1);
  for (size_t of : {size_t{0}, size_t{1}, size_t{777}, size_t{2999}}) {
    std::vector<std::pair<double, uint32_t>> expected;
    for (uint32_t i = 0; i < points.size(); ++i) {
      auto far = std::abs(points[i][0] - points[of][0]) / (ra.high - ra.low)
                 + std::abs(points[i][1] - points[of][1]) / (rb.high - rb.low)
                 + std::abs(points[i][2] - points[of][2]) / 10;
      if (far > 0)
        expected.emplace_back(far / 3, i);
    }
    std::sort(expected.begin(), expected.end());
    auto near = nearest_rows(x, of, 25);
    ASSERT_EQ(near.size(), 25u);
    for (size_t i = 0; i < near.size(); ++i)
      ASSERT_NEAR(near[i].distance, expected[i].first, 1e-6);
  }
}

} // namespace
} // namespace ftm
