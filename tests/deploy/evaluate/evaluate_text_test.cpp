#include "deploy/ftmanager/evaluate_text.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

/// What is said of a front of which no more than two lines are told.
std::string said_of_front(uint64_t total, bool winner_on_front) {
  ranking x;
  x.epochs = 1'000'000;
  x.remaining = {1'000'000};
  x.pareto = {1, 2};
  x.pareto_total = total;
  x.winner_on_front = winner_on_front;
  x.rows.emplace_back().line = winner_on_front ? 3 : 1;
  auto y = evaluate_text("a.fthypt", x, 0);
  auto at = y.find("The Pareto front");
  return at == std::string::npos ? y : y.substr(at);
}

TEST(evaluate_text, tells_of_the_whole_front_not_of_what_is_listed) {
  EXPECT_EQ(said_of_front(20'000, true),
            "The Pareto front of profit_total_pct and max_drawdown has 20000 "
            "epochs; the winner is one of them.\n");
  EXPECT_EQ(said_of_front(1, false),
            "The Pareto front of profit_total_pct and max_drawdown has 1 "
            "epoch; the winner is not one of them.\n");
}

} // namespace
} // namespace ftm
