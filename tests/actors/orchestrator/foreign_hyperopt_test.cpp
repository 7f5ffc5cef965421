#include "tests/actors/orchestrator/world.hpp"

namespace ftm::test {

using namespace std::chrono_literals;
using k = process_kind;
using s = step_kind;

/// Somebody's own hyperopt of the strategy runs when a run comes to its step.
/// Its file appears only after its start-up.
class foreign_hyperopt : public orchestrator_world {
protected:
  process_status by_hand_;

  foreign_hyperopt() {
    by_hand_.id = {"S", k::hyperopt};
    by_hand_.launch = "by-hand";
    by_hand_.state = process_state::running;
  }

  void theirs_is_written() {
    result_file x;
    x.name = "strategy_S_2026-11-22_09-00-00.fthypt";
    x.inode = 3;
    x.bytes = 900;
    monitor_->files.push_back(x);
  }

  void theirs_ends() {
    by_hand_.state = process_state::completed;
    put(by_hand_);
  }
};

TEST_F(foreign_hyperopt, that_runs_already_leaves_a_file_that_is_not_ours) {
  begin();
  put(by_hand_);
  start("R1", {s::hyperopt, s::evaluate});
  auto x = until("R1", s::hyperopt, step_state::waiting);
  EXPECT_NE(x.outcome.find("by-hand"), std::string::npos) << x.outcome;
  theirs_is_written();
  theirs_ends();
  x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  ASSERT_EQ(monitor_->questions.size(), 1u);
  EXPECT_EQ(monitor_->questions[0].source.file,
            "strategy_S_2026-11-22_13-21-14.fthypt");
}

TEST_F(foreign_hyperopt, is_never_used_when_the_own_one_writes_nothing) {
  supervisor_->usual[k::hyperopt].at_end = {};
  begin();
  put(by_hand_);
  start("R1", {s::hyperopt, s::evaluate});
  until("R1", s::hyperopt, step_state::waiting);
  theirs_is_written();
  theirs_ends();
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_NE(x.outcome.find("older results are not used"), std::string::npos)
      << x.outcome;
  EXPECT_TRUE(monitor_->questions.empty());
}

// The facts did not tell it yet: the answer to our start does.
TEST_F(foreign_hyperopt, that_was_faster_leaves_a_file_that_is_not_ours) {
  supervisor_->usual[k::hyperopt].at_end = {};
  begin();
  supervisor_->newest[by_hand_.id] = by_hand_;
  supervisor_->launches[by_hand_.launch] = by_hand_;
  start("R1", {s::hyperopt, s::evaluate});
  auto x = until("R1", s::hyperopt, step_state::waiting);
  EXPECT_NE(x.outcome.find("by-hand"), std::string::npos) << x.outcome;
  theirs_is_written();
  theirs_ends();
  x = finish("R1");
  ASSERT_TRUE(supervisor_->last(k::hyperopt));
  EXPECT_EQ(supervisor_->last(k::hyperopt)->launch, "R1.hyperopt.1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_NE(x.outcome.find("older results are not used"), std::string::npos)
      << x.outcome;
}

TEST_F(foreign_hyperopt, keeps_the_params_it_began_with) {
  write_config("    hyperopt: {delete_params_json: true}\n");
  write(params_file_, "old");
  begin();
  put(by_hand_);
  start("R1", {s::hyperopt, s::evaluate});
  until("R1", s::hyperopt, step_state::waiting);
  EXPECT_EQ(params(), "old");
  theirs_ends();
  EXPECT_EQ(finish("R1").state, run_state::done);
}

} // namespace ftm::test
