#include "actors/hyperopt_monitor/criteria.hpp"

#include "tests/actors/hyperopt_monitor/rows.hpp"

namespace ftm {
namespace {

using namespace test;

TEST(criteria, counts_what_each_one_leaves) {
  auto x = store({row(1, 5), row(2, 7, 3.41), row(3, -1), row(4, 9, 1, 0)});
  auto y = ask(x, rules({small_drawdown, best_profit}));
  EXPECT_EQ(y.remaining, (std::vector<uint64_t>{3, 2, 1}));
  EXPECT_EQ(lines(y), std::vector<uint64_t>{1});
}

TEST(criteria, the_last_sort_counts_most) {
  auto x = store({row(1, 5, 2), row(2, 5, 1), row(3, 9, 1)});
  criterion by_profit{"profit_total_pct", {}, 0, sorting::ascending};
  criterion by_drawdown{"max_drawdown", {}, 0, sorting::descending};
  EXPECT_EQ(lines(ask(x, rules({by_profit, by_drawdown}))),
            (std::vector<uint64_t>{1, 2, 3}));
  EXPECT_EQ(lines(ask(x, rules({by_drawdown, by_profit}))),
            (std::vector<uint64_t>{1, 2, 3}));
  by_profit.sort = sorting::descending;
  EXPECT_EQ(lines(ask(x, rules({by_drawdown, by_profit}))),
            (std::vector<uint64_t>{3, 1, 2}));
}

TEST(criteria, nan_passes_no_filter_and_sorts_last_both_ways) {
  auto x = store({row(1, nan), row(2, 1), row(3, 2)});
  for (auto op : {comparison::lt, comparison::le, comparison::gt,
                  comparison::ge, comparison::eq})
    EXPECT_NE(rules({{"profit_total_pct", op, 0, {}}}).removed_by(x, 0),
              criteria::stays);
  EXPECT_EQ(
      lines(ask(x, rules({{"profit_total_pct", {}, 0, sorting::ascending}}))),
      (std::vector<uint64_t>{2, 3, 1}));
  EXPECT_EQ(
      lines(ask(x, rules({{"profit_total_pct", {}, 0, sorting::descending}}))),
      (std::vector<uint64_t>{3, 2, 1}));
}

TEST(criteria, equal_means_within_1e_minus_9) {
  auto x = store({row(1, 2 + 9e-10), row(2, 2 + 2e-9), row(3, INFINITY)});
  auto c = rules({{"profit_total_pct", comparison::eq, 2, {}}});
  EXPECT_EQ(c.removed_by(x, 0), criteria::stays);
  EXPECT_EQ(c.removed_by(x, 1), 0);
  EXPECT_EQ(c.removed_by(x, 2), 0);
  EXPECT_EQ(rules({{"profit_total_pct", comparison::eq, INFINITY, {}}})
                .removed_by(x, 2),
            criteria::stays);
}

TEST(criteria, without_a_sort_the_order_of_the_file_decides) {
  auto x = store({row(1, 1), row(2, 9), row(3, 5)});
  EXPECT_EQ(lines(ask(x, criteria{})), (std::vector<uint64_t>{1, 2, 3}));
}

TEST(criteria, an_unknown_field_is_named) {
  std::string error;
  EXPECT_FALSE(criteria::compile({{"profit", comparison::gt, 1, {}}}, error));
  EXPECT_NE(error.find("\"profit\" is no field"), std::string::npos) << error;
}

} // namespace
} // namespace ftm
