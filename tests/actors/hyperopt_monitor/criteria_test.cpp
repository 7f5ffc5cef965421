#include "actors/hyperopt_monitor/criteria.hpp"

#include "actors/hyperopt_monitor/judge.hpp"
#include "actors/hyperopt_monitor/verdicts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace ftm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

criteria rules(std::vector<criterion> x) {
  std::string error;
  auto y = criteria::compile(std::move(x), error);
  EXPECT_TRUE(y) << error;
  return y.value_or(criteria{});
}

epoch_row row(uint64_t line, double profit, double drawdown = 1,
              uint32_t trades = 10) {
  epoch_row y;
  y.line = y.epoch = line;
  y.trades = trades;
  y.profit_total_pct = profit;
  y.max_drawdown = drawdown;
  return y;
}

epoch_store store(const std::vector<epoch_row>& rows) {
  epoch_store y;
  for (const auto& x : rows)
    y.append(x, {});
  return y;
}

ranking ask(const epoch_store& x, const criteria& c, judging q = {}) {
  std::string error;
  auto y = judge(x, c, q, error);
  EXPECT_TRUE(y) << error;
  return y.value_or(ranking{});
}

std::vector<uint64_t> lines(const ranking& x) {
  std::vector<uint64_t> y;
  for (const auto& r : x.rows)
    y.push_back(r.line);
  return y;
}

const criterion best_profit{"profit_total_pct", comparison::ge, 0,
                            sorting::descending};
const criterion small_drawdown{"max_drawdown", comparison::le, 2,
                               sorting::none};

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

TEST(verdicts, say_why_in_a_sentence) {
  auto x = store({row(1, 15.3), row(2, 20, 3.41), row(3, 1, 1, 0), row(4, 12.1),
                  row(5, 14), row(6, 13), row(7, 15.3)});
  judging q;
  q.explain = {1, 2, 3, 4, 7, 99};
  auto y = ask(x, rules({small_drawdown, best_profit}), q);
  ASSERT_EQ(y.verdicts.size(), 6u);
  EXPECT_EQ(y.verdicts[0].rank, 1u);
  EXPECT_EQ(y.verdicts[1].sentence, "max_drawdown 3.41 is not <= 2");
  EXPECT_EQ(y.verdicts[1].removed_by, 0);
  EXPECT_EQ(y.verdicts[2].sentence, "it made no trade");
  EXPECT_EQ(y.verdicts[2].removed_by, -2);
  EXPECT_EQ(y.verdicts[3].rank, 5u);
  EXPECT_EQ(y.verdicts[3].sentence,
            "ranked 5th: profit_total_pct 12.1 against 15.3 of line 1");
  EXPECT_EQ(y.verdicts[4].sentence,
            "ranked 2nd: equal to line 1, which comes earlier in the file");
  EXPECT_EQ(y.verdicts[5].sentence, "there is no epoch in line 99");
}

TEST(verdicts, round_numbers_as_people_write_them) {
  auto x = store({row(1, 12345.678901, 3.4171828), row(2, 1, -0.00321987, 9)});
  judging q;
  q.explain = {1, 2};
  EXPECT_EQ(ask(x, rules({small_drawdown}), q).verdicts[0].sentence,
            "max_drawdown 3.417 is not <= 2");
  criterion high{"profit_total_pct", comparison::gt, 20000, {}};
  EXPECT_EQ(ask(x, rules({high}), q).verdicts[0].sentence,
            "profit_total_pct 12346 is not > 20000");
  criterion deep{"max_drawdown", comparison::gt, 0, {}};
  EXPECT_EQ(ask(x, rules({deep}), q).verdicts[1].sentence,
            "max_drawdown -0.00322 is not > 0");
}

TEST(verdicts, show_numbers_that_differ_differently) {
  auto x = store({row(1, 1, 2.0000000001)});
  judging q;
  q.explain = {1};
  EXPECT_NE(ask(x, rules({small_drawdown}), q)
                .verdicts[0]
                .sentence.find("2.0000000001"),
            std::string::npos);
}

TEST(pareto, keeps_what_no_other_beats) {
  auto x = store({row(1, 5, 1), row(2, 9, 3), row(3, 4, 1), row(4, 9, 4),
                  row(5, 7, 2), row(6, nan, 0), row(7, 5, 1)});
  judging q;
  q.pareto = {"profit_total_pct", "max_drawdown"};
  EXPECT_EQ(ask(x, criteria{}, q).pareto, (std::vector<uint64_t>{1, 2, 5, 7}));
  q.pareto = {"profit_total_pct"};
  std::string error;
  EXPECT_FALSE(judge(x, criteria{}, q, error));
}

/// What the criteria mean, said as simply as it goes.
struct naive {
  std::vector<uint64_t> remaining;
  std::vector<size_t> order;

  naive(const epoch_store& x, const criteria& c) {
    for (size_t i = 0; i < x.size(); ++i)
      if (x.trades(i) > 0)
        order.push_back(i);
    remaining.push_back(order.size());
    for (size_t k = 0; k < c.list().size(); ++k) {
      const auto& rule = c.list()[k];
      std::erase_if(order, [&](size_t i) {
        auto v = x.value(c.column(k), i);
        double limit = rule.value;
        switch (rule.op) {
        case comparison::lt:
          return !(v < limit);
        case comparison::le:
          return !(v <= limit);
        case comparison::gt:
          return !(v > limit);
        case comparison::ge:
          return !(v >= limit);
        case comparison::eq:
          return !(v == limit || std::abs(v - limit) <= 1e-9);
        default:
          return false;
        }
      });
      remaining.push_back(order.size());
    }
    for (size_t k = 0; k < c.list().size(); ++k)
      std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        auto u = x.value(c.column(k), a);
        auto v = x.value(c.column(k), b);
        if (c.list()[k].sort == sorting::none || std::isnan(u))
          return false;
        if (std::isnan(v))
          return true;
        return c.list()[k].sort == sorting::ascending ? u < v : u > v;
      });
  }
};

TEST(winner_tracker, mistake_12_epoch_by_epoch_equals_judging_all_at_once) {
  std::mt19937 random{7};
  const std::vector<std::string> fields{"trades", "profit_total_pct",
                                        "max_drawdown", "objective"};
  auto some = [&] {
    auto x = random() % 12;
    return x == 0 ? nan : x == 1 ? INFINITY : static_cast<double>(x % 5) - 2;
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<criterion> list;
    for (auto n = random() % 5; n > 0; --n)
      list.push_back({fields[random() % fields.size()],
                      static_cast<comparison>(random() % 6),
                      static_cast<double>(random() % 5) - 2.0,
                      static_cast<sorting>(random() % 3)});
    auto c = rules(list);
    winner_tracker tracker{c};
    epoch_store x;
    for (uint64_t line = 1; line <= 60; ++line) {
      auto r = row(line, some(), some(), random() % 4);
      r.objective = some();
      x.append(r, {});
      if (line % 7 != 0)
        continue;
      tracker.follow(x);
      naive expected{x, c};
      ASSERT_EQ(tracker.remaining(), expected.remaining);
      ASSERT_EQ(tracker.winner().has_value(), !expected.order.empty());
      if (tracker.winner()) {
        ASSERT_EQ(*tracker.winner(), expected.order.front());
      }
    }
    naive expected{x, c};
    judging q;
    q.skip = 2;
    q.limit = 5;
    std::vector<uint64_t> page;
    for (size_t i = 2; i < expected.order.size() && i < 7; ++i)
      page.push_back(x.line(expected.order[i]));
    ASSERT_EQ(lines(ask(x, c, q)), page);
    for (size_t i = 0; i < expected.order.size(); ++i)
      q.explain.push_back(x.line(expected.order[i]));
    auto y = ask(x, c, q);
    for (size_t i = 0; i < expected.order.size(); ++i)
      ASSERT_EQ(y.verdicts[i].rank, i + 1);
  }
}

TEST(epoch_store, a_million_epochs_fit_into_160_mb) {
  epoch_store x;
  for (uint64_t i = 1; i <= 100'000; ++i)
    x.append(row(i, 1), {i * 1000, 900});
  EXPECT_LE(x.memory() * 10, 160'000'000u);
  EXPECT_EQ(x.place(99'999).offset, 100'000'000u);
  EXPECT_EQ(x.row(70'000).line, 70'001u);
}

TEST(epoch_store, finds_lines_though_some_were_rejected) {
  auto x = store({row(1, 1), row(2, 2), row(5, 3), row(6, 4)});
  EXPECT_EQ(x.find(5), 2u);
  EXPECT_FALSE(x.find(3));
  EXPECT_EQ(x.first_at(3), 2u);
  EXPECT_EQ(x.first_at(7), 4u);
  EXPECT_EQ(x.run_from(0, 100), 2u);
  EXPECT_EQ(x.run_from(2, 100), 2u);
}

} // namespace
} // namespace ftm
