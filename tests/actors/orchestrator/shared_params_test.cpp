#include "tests/actors/orchestrator/world.hpp"

namespace ftm::test {

using namespace std::chrono_literals;
using k = process_kind;
using s = step_kind;

/// Strategies S and T of config.yaml are one class of freqtrade, so they have
/// one params file.
class shared_params : public orchestrator_world {
protected:
  const std::string file = "strategy_S_2026-11-22_13-21-14.fthypt";

  shared_params() {
    write_config({}, "    strategy_name: S\n");
    write(params_file_, "old");
    monitor_->epochs[{file, 3}] =
        R"({"params_details":{"buy":{"buy_fast":3}}})";
  }

  run_status extract_of_t(const std::string& id) {
    run_request q;
    q.id = id;
    q.strategy = "T";
    q.steps = {s::extract};
    q.params = params_source{file, 3, ""};
    return ask<run_status>(orchestrator_, atom::start_v, q);
  }
};

TEST_F(shared_params, are_used_by_one_run_after_the_other) {
  begin();
  trade_runs();
  process_plan slow;
  slow.ready = false;
  supervisor_->plans[k::trade] = {slow};
  start("R1");
  until("R1", s::restart_trade);
  EXPECT_NE(params().find("\"buy_fast\":8"), std::string::npos);
  extract_of_t("R2");
  advance(5s);
  auto x = status("R2");
  EXPECT_EQ(x.state, run_state::waiting);
  EXPECT_NE(x.outcome.find("R1"), std::string::npos) << x.outcome;
  // R1's bot never gets ready: its params are undone before R2 begins.
  EXPECT_EQ(finish("R1").state, run_state::restored);
  EXPECT_EQ(finish("R2").state, run_state::done);
  EXPECT_NE(params().find("\"buy_fast\":3"), std::string::npos);
}

// Mistaken once: a run that was found half done had no turn, so that another
// one's new params were taken for its own and overwritten.
TEST_F(shared_params, belong_to_a_run_that_is_restored_after_a_crash) {
  begin();
  trade_runs();
  process_plan slow;
  slow.ready = false;
  supervisor_->plans[k::trade] = {slow};
  start("R1");
  until("R1", s::restart_trade);
  kill_orchestrator();
  supervisor_->deaf = 1'000'000;
  begin();
  advance(1s);
  extract_of_t("R2");
  advance(5s);
  EXPECT_EQ(status("R1").state, run_state::restoring);
  EXPECT_EQ(status("R2").state, run_state::waiting);
  supervisor_->deaf = 0;
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_EQ(x.outcome.find("by hand"), std::string::npos) << x.outcome;
  EXPECT_EQ(finish("R2").state, run_state::done);
  EXPECT_NE(params().find("\"buy_fast\":3"), std::string::npos);
}

} // namespace ftm::test
