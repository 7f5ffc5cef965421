#include "deploy/ftmanager/evaluate_text.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace ftm {
namespace {

/// What is said of a front of lines 1 to `size`, if `winner` won.
std::string said_of_front(size_t size, uint64_t winner) {
  ranking x;
  x.epochs = 1'000'000;
  x.remaining = {1'000'000};
  x.pareto.resize(size);
  std::iota(x.pareto.begin(), x.pareto.end(), uint64_t{1});
  x.rows.emplace_back().line = winner;
  auto y = evaluate_text("a.fthypt", x, 0);
  auto at = y.find("The Pareto front");
  return at == std::string::npos ? y : y.substr(at);
}

TEST(evaluate_text, says_whether_the_winner_is_on_the_front) {
  EXPECT_EQ(said_of_front(3, 2),
            "The Pareto front of profit_total_pct and max_drawdown has 3 "
            "epochs; the winner is one of them.\n");
  EXPECT_EQ(said_of_front(1, 2),
            "The Pareto front of profit_total_pct and max_drawdown has 1 "
            "epoch; the winner is not one of them.\n");
}

TEST(evaluate_text, knows_nothing_of_the_winner_on_a_front_that_was_cut) {
  EXPECT_EQ(said_of_front(8192, 9000),
            "The Pareto front of profit_total_pct and max_drawdown has at "
            "least 8192 epochs.\n");
}

} // namespace
} // namespace ftm
