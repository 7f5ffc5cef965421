#include "tests/actors/orchestrator/world.hpp"

namespace ftm::test {

using namespace std::chrono_literals;
using k = process_kind;
using s = step_kind;

class holds : public orchestrator_world {};

// Mistaken once: done was journaled, then the stop was only sent.
TEST_F(holds, a_done_run_leaves_none_though_it_crashed_at_its_end) {
  begin();
  trade_runs();
  start("R1", {s::stop_trade, s::download_data});
  until("R1", s::download_data);
  supervisor_->refuse = [](auto&) {
    return make_error(ec::unavailable, "down");
  };
  EXPECT_EQ(finish("R1").state, run_state::done);
  EXPECT_EQ(trade().held_by, "R1");
  kill_orchestrator();
  supervisor_->refuse = {};
  begin();
  advance(5s);
  EXPECT_EQ(trade().held_by, "");
  EXPECT_FALSE(trade().wanted);
  EXPECT_EQ(supervisor_->count(k::trade), 0u);
}

TEST_F(holds, bring_back_trade_that_ended_by_itself_as_the_run_began) {
  begin();
  trade_runs();
  auto x = trade();
  x.state = process_state::stopping; // its tree is swept, its policy comes next
  put(x);
  start("R1");
  until("R1", s::stop_trade);
  x = trade();
  EXPECT_EQ(x.held_by, "R1");
  x.state = process_state::failed;
  put(x);
  EXPECT_EQ(finish("R1").state, run_state::done);
  EXPECT_EQ(supervisor_->count(k::trade), 1U);
}

TEST_F(holds, are_not_for_trade_that_a_person_is_stopping) {
  begin();
  trade_runs();
  auto x = trade();
  x.state = process_state::stopping;
  x.wanted = false;
  put(x);
  start("R1");
  until("R1", s::stop_trade);
  x = trade();
  EXPECT_EQ(x.held_by, "");
  x.state = process_state::stopped;
  put(x);
  EXPECT_EQ(finish("R1").state, run_state::done);
  EXPECT_EQ(supervisor_->count(k::trade), 0U);
}

TEST_F(holds, of_a_restored_run_are_released) {
  begin();
  trade_runs();
  start("R1");
  until("R1", s::backtest);
  cancel("R1");
  EXPECT_EQ(finish("R1").state, run_state::restored);
  auto x = trade();
  x.held_by = "R1";
  put(x);
  kill_orchestrator();
  supervisor_->controls.clear();
  begin();
  advance(1s);
  ASSERT_EQ(supervisor_->controls.size(), 1u);
  EXPECT_EQ(supervisor_->controls[0].action, process_action::release);
  EXPECT_EQ(trade().held_by, "");
}

TEST_F(holds, of_a_run_that_is_not_over_are_its_own) {
  begin();
  trade_runs();
  start("R1");
  until("R1", s::hyperopt);
  supervisor_->controls.clear();
  advance(1s);
  EXPECT_EQ(trade().held_by, "R1");
  auto x = trade();
  x.held_by = "a-run-that-nobody-knows";
  put(x);
  kill_orchestrator();
  begin();
  EXPECT_EQ(finish("R1").state, run_state::restored);
  for (auto& c : supervisor_->controls)
    EXPECT_NE(c.held_by, "a-run-that-nobody-knows");
}

// Mistaken once: any refusal counted as released.
TEST_F(holds, a_refused_release_is_repeated) {
  begin();
  trade_runs();
  start("R1");
  until("R1", s::hyperopt);
  auto x = trade(); // a person starts it meanwhile
  x.launch = "impatient";
  x.held_by.clear();
  x.state = process_state::ready;
  put(x);
  supervisor_->refuse = [](auto& c) {
    return c.action == process_action::release
               ? make_error(ec::storage, "the disk is full")
               : caf::error{};
  };
  cancel("R1");
  pass(30s);
  auto y = status("R1");
  EXPECT_EQ(y.state, run_state::restoring);
  EXPECT_NE(y.outcome.find("the disk is full"), std::string::npos) << y.outcome;
  supervisor_->refuse = [](auto& c) {
    return c.action == process_action::release
               ? make_error(ec::conflict, "there is no such hold")
               : caf::error{};
  };
  EXPECT_EQ(finish("R1").state, run_state::restored);
}

} // namespace ftm::test
