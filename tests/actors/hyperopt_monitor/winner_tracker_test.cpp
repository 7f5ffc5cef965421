#include "actors/hyperopt_monitor/winner_tracker.hpp"

#include "actors/hyperopt_monitor/pareto.hpp"
#include "tests/actors/hyperopt_monitor/rows.hpp"

#include <algorithm>
#include <random>

namespace ftm {
namespace {

using namespace test;

/// What the criteria mean, said as simply as it goes.
struct naive {
  std::vector<uint64_t> remaining;
  std::vector<size_t> order;

  /// Profit against drawdown: those that nobody beats, in file order.
  std::vector<size_t> front(const epoch_store& x) const {
    auto profit = [&](size_t i) {
      return x.value(epoch_field::profit_total_pct, i);
    };
    auto drawdown = [&](size_t i) {
      return x.value(epoch_field::max_drawdown, i);
    };
    std::vector<size_t> y;
    for (auto i : order) {
      auto beaten = std::isnan(profit(i)) || std::isnan(drawdown(i));
      for (auto k : order)
        beaten = beaten
                 || (profit(k) >= profit(i) && drawdown(k) <= drawdown(i)
                     && (profit(k) > profit(i) || drawdown(k) < drawdown(i)));
      if (!beaten)
        y.push_back(i);
    }
    std::sort(y.begin(), y.end());
    return y;
  }

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
  const std::vector<std::string> fields{
      "trades", "profit_total_pct", "max_drawdown", "objective",
      "sharpe", "winrate",          "params.a"};
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
    std::string error;
    pareto_tracker front{
        *pareto_columns({"profit_total_pct", "max_drawdown"}, error), c};
    epoch_store x;
    for (uint64_t line = 1; line <= 60; ++line) {
      auto r = row(line, some(), some(), random() % 4);
      r.objective = some();
      r.sharpe = some();
      r.wins = random() % 3;
      x.append(r, {});
      if (random() % 9 != 0)
        x.params.set("a", static_cast<double>(random() % 4));
      x.params.end_row();
      if (line % 7 != 0)
        continue;
      tracker.follow(x);
      naive expected{x, c};
      ASSERT_EQ(tracker.remaining(), expected.remaining);
      front.follow(x);
      ASSERT_EQ(front.rows(x), expected.front(x));
      expected.order.resize(
          std::min(expected.order.size(), winner_tracker::most_first));
      ASSERT_EQ(tracker.first(), expected.order);
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

TEST(winner_tracker, waits_for_parameters_that_criteria_ask_for) {
  auto x = store({row(1, 5), row(2, 7)});
  winner_tracker tracker{
      rules({{"params.a", comparison::ge, 2, {}}, best_profit})};
  tracker.follow(x);
  EXPECT_EQ(tracker.remaining().front(), 0u);
  x.params.set("a", 2.0);
  x.params.end_row();
  tracker.follow(x);
  EXPECT_EQ(tracker.remaining(), (std::vector<uint64_t>{1, 1, 1}));
  x.params.set("a", 1.0);
  x.params.end_row();
  tracker.follow(x);
  EXPECT_EQ(tracker.remaining(), (std::vector<uint64_t>{2, 1, 1}));
  EXPECT_EQ(tracker.winner(), 0u);
}

} // namespace
} // namespace ftm
