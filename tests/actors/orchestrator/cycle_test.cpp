#include "tests/actors/orchestrator/world.hpp"

namespace ftm::test {

using namespace std::chrono_literals;
using k = process_kind;
using s = step_kind;

class cycle : public orchestrator_world {};

TEST_F(cycle, goes_through_all_steps_and_starts_trade_again) {
  write(params_file_, "old");
  begin();
  trade_runs();
  auto x = start("R1");
  EXPECT_EQ(x.state, run_state::running);
  x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(x.reason, "");
  ASSERT_EQ(x.steps.size(), 8u);
  for (auto& y : x.steps)
    EXPECT_EQ(y.state, step_state::done) << to_string(y.kind) << y.error;
  EXPECT_EQ(step(x, s::hyperopt).launch, "R1.hyperopt.1");
  EXPECT_EQ(supervisor_->last(k::trade)->launch, "R1.restart_trade.1");
  EXPECT_EQ(supervisor_->count(k::trade), 1u);
  EXPECT_EQ(trade().state, process_state::ready);
  EXPECT_EQ(trade().held_by, "");
  EXPECT_NE(params().find("\"buy_fast\":8"), std::string::npos);
  auto& show = supervisor_->last(k::hyperopt_show)->command;
  EXPECT_EQ(show[show.size() - 4], "--hyperopt-filename");
  EXPECT_EQ(show.back(), "8");
}

} // namespace ftm::test
