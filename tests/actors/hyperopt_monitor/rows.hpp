#pragma once

#include "actors/hyperopt_monitor/judge.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

/// Epochs and criteria in a few words.
namespace ftm::test {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

inline criteria rules(std::vector<criterion> x) {
  std::string error;
  auto y = criteria::compile(std::move(x), error);
  EXPECT_TRUE(y) << error;
  return y.value_or(criteria{});
}

inline epoch_row row(uint64_t line, double profit, double drawdown = 1,
                     uint32_t trades = 10) {
  epoch_row y;
  y.line = y.epoch = line;
  y.trades = trades;
  y.profit_total_pct = profit;
  y.max_drawdown = drawdown;
  return y;
}

inline epoch_store store(const std::vector<epoch_row>& rows) {
  epoch_store y;
  for (const auto& x : rows)
    y.append(x, {});
  return y;
}

inline ranking ask(const epoch_store& x, const criteria& c, judging q = {}) {
  std::string error;
  auto y = judge(x, c, q, error);
  EXPECT_TRUE(y) << error;
  return y.value_or(ranking{});
}

inline std::vector<uint64_t> lines(const ranking& x) {
  std::vector<uint64_t> y;
  for (const auto& r : x.rows)
    y.push_back(r.line);
  return y;
}

inline const criterion best_profit{"profit_total_pct", comparison::ge, 0,
                                   sorting::descending};
inline const criterion small_drawdown{"max_drawdown", comparison::le, 2,
                                      sorting::none};

} // namespace ftm::test
