#include "actors/hyperopt_monitor/pareto.hpp"

#include "tests/actors/hyperopt_monitor/rows.hpp"

#include <random>

namespace ftm {
namespace {

using namespace test;

std::vector<epoch_column> profit_and_drawdown() {
  std::string error;
  return *pareto_columns({"profit_total_pct", "max_drawdown"}, error);
}

TEST(pareto, keeps_what_no_other_beats) {
  auto x = store({row(1, 5, 1), row(2, 9, 3), row(3, 4, 1), row(4, 9, 4),
                  row(5, 7, 2), row(6, nan, 0), row(7, 5, 1)});
  judging q;
  q.pareto = {"profit_total_pct", "max_drawdown"};
  EXPECT_EQ(ask(x, criteria{}, q).pareto, (std::vector<uint64_t>{1, 2, 5, 7}));
}

TEST(pareto, says_which_columns_make_no_front) {
  std::string error;
  EXPECT_FALSE(pareto_columns({"profit_total_pct"}, error));
  EXPECT_NE(error.find("two or three"), error.npos) << error;
  EXPECT_FALSE(pareto_columns({"profit_total_pct", "profits"}, error));
  EXPECT_NE(error.find("\"profits\""), error.npos) << error;
  EXPECT_FALSE(pareto_columns({"trades", "params.a"}, error));
  EXPECT_NE(error.find("params.a"), error.npos) << error;
  EXPECT_FALSE(pareto_columns({"trades", "epoch"}, error));
}

/// The rows that nobody beats, by looking at all pairs.
std::vector<size_t> naive_front(const epoch_store& x,
                                const std::vector<uint32_t>& among,
                                const std::vector<epoch_column>& columns) {
  auto cost = [&](const epoch_column& c, size_t i) {
    auto v = x.value(c, i);
    return info(c.field).direction == better::larger ? -v : v;
  };
  std::vector<size_t> y;
  for (auto i : among) {
    bool out = false;
    for (const auto& c : columns)
      out = out || std::isnan(cost(c, i));
    for (auto k : among) {
      bool as_good = true;
      bool better = false;
      for (const auto& c : columns) {
        as_good = as_good && cost(c, k) <= cost(c, i);
        better = better || cost(c, k) < cost(c, i);
      }
      out = out || (as_good && better);
    }
    if (!out)
      y.push_back(i);
  }
  return y;
}

TEST(pareto, equals_looking_at_all_pairs) {
  std::mt19937 random{11};
  for (int round = 0; round < 200; ++round) {
    auto values = 2 + random() % 20;
    auto some = [&]() -> double {
      auto v = random() % 40;
      return v == 0   ? nan
             : v == 1 ? INFINITY
             : v == 2 ? -INFINITY
             : v == 3 ? -0.0
                      : random() % values;
    };
    epoch_store x;
    std::vector<uint32_t> among;
    for (uint32_t i = 0; i < 80; ++i) {
      auto r = row(i + 1, some(), some());
      r.sharpe = some();
      x.append(r, {});
      if (random() % 4 != 0)
        among.push_back(i);
    }
    for (const auto& names :
         {std::vector<std::string>{"profit_total_pct", "max_drawdown"},
          {"sharpe", "max_drawdown", "profit_total_pct"},
          {"max_drawdown", "sharpe"}}) {
      std::string error;
      auto columns = pareto_columns(names, error);
      ASSERT_TRUE(columns);
      ASSERT_EQ(pareto_front(x, among, *columns),
                naive_front(x, among, *columns));
    }
  }
}

TEST(pareto, of_many_rows_is_the_same_as_of_few) {
  std::mt19937 random{3};
  std::uniform_real_distribution<double> any{0, 1};
  epoch_store x;
  std::vector<uint32_t> all;
  for (uint32_t i = 0; i < 20'000; ++i) {
    auto r = row(i + 1, any(random), any(random));
    r.sharpe = any(random);
    x.append(r, {});
    all.push_back(i);
  }
  std::string error;
  auto columns =
      *pareto_columns({"profit_total_pct", "max_drawdown", "sharpe"}, error);
  // The front of the fronts of all parts is the front of the whole.
  std::vector<uint32_t> candidates;
  for (size_t i = 0; i < all.size(); i += 1000)
    for (auto row : pareto_front(x, std::span{all}.subspan(i, 1000), columns))
      candidates.push_back(static_cast<uint32_t>(row));
  EXPECT_EQ(pareto_front(x, all, columns), naive_front(x, candidates, columns));
}

TEST(pareto, all_equal_rows_stay_and_all_on_a_line_too) {
  epoch_store x;
  std::vector<uint32_t> all;
  for (uint32_t i = 0; i < 10'000; ++i) {
    x.append(row(i + 1, i / 2, i / 2), {});
    all.push_back(i);
  }
  EXPECT_EQ(pareto_front(x, all, profit_and_drawdown()).size(), all.size());
}

TEST(pareto, row_by_row_equals_all_at_once) {
  std::mt19937 random{5};
  pareto_tracker tracker{profit_and_drawdown(), criteria{}};
  epoch_store x;
  std::vector<uint32_t> all;
  for (uint32_t i = 0; i < 3000; ++i) {
    x.append(row(i + 1, random() % 300, random() % 300), {});
    all.push_back(i);
    tracker.follow(x);
    if (i % 97 == 0) {
      ASSERT_EQ(tracker.rows(x), pareto_front(x, all, profit_and_drawdown()));
    }
  }
  EXPECT_EQ(tracker.rows(x), pareto_front(x, all, profit_and_drawdown()));
}

} // namespace
} // namespace ftm
