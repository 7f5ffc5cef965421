#include "tests/actors/orchestrator/world.hpp"

namespace ftm::test {

using namespace std::chrono_literals;
using k = process_kind;
using s = step_kind;

/// A person's stop of trade arrives at the supervisor between the run's look
/// at it and the run's start.
class a_person_s_stop : public orchestrator_world {
protected:
  void stop_when_a_run_starts_trade() {
    supervisor_->before_start = [this](const process_spec& x) {
      if (x.id.kind != k::trade)
        return;
      auto y = trade();
      y.state = process_state::stopped;
      y.wanted = false;
      y.held_by.clear();
      supervisor_->put(y);
    };
  }
};

TEST_F(a_person_s_stop, outranks_the_restart_of_a_run) {
  begin();
  trade_runs();
  start("R1");
  until("R1", s::backtest);
  stop_when_a_run_starts_trade();
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(step(x, s::restart_trade).state, step_state::skipped);
  EXPECT_NE(step(x, s::restart_trade).note.find("a person stopped trade"),
            std::string::npos)
      << step(x, s::restart_trade).note;
  EXPECT_EQ(trade().state, process_state::stopped);
  EXPECT_FALSE(trade().wanted);
  EXPECT_EQ(supervisor_->count(k::trade), 0u);
}

TEST_F(a_person_s_stop, outranks_what_a_run_restores) {
  begin();
  trade_runs();
  start("R1");
  until("R1", s::backtest);
  stop_when_a_run_starts_trade();
  cancel("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_NE(x.outcome.find("stays stopped"), std::string::npos) << x.outcome;
  EXPECT_EQ(x.outcome.find("cannot be started"), std::string::npos)
      << x.outcome;
  EXPECT_EQ(supervisor_->count(k::trade), 0u);
  advance(3600s);
  EXPECT_EQ(supervisor_->count(k::trade), 0u);
}

TEST_F(a_person_s_stop, is_not_seen_in_every_conflict) {
  begin();
  trade_runs();
  start("R1");
  until("R1", s::backtest);
  process_plan plan;
  plan.refused = make_error(ec::conflict, "Another launch is just ending.");
  supervisor_->plans[k::trade].push_back(plan);
  cancel("R1");
  EXPECT_EQ(finish("R1").state, run_state::restored);
  EXPECT_EQ(trade().state, process_state::ready) << "it was tried again";
}

class configured_strategies_of : public orchestrator_world {
protected:
  using names = std::vector<std::string>;
};

TEST_F(configured_strategies_of, each_accepted_config_are_told) {
  begin();
  ASSERT_FALSE(supervisor_->configured.empty());
  EXPECT_EQ(supervisor_->configured.back(), (names{"S", "T"}));
  write_config("    enabled: false\n");
  config_change x;
  x.apply = true;
  ask<config_report>(orchestrator_, atom::set_v, x);
  EXPECT_EQ(supervisor_->configured.back(), names{"T"}) << "S is not enabled";
}

TEST_F(configured_strategies_of, the_config_are_told_to_a_new_supervisor) {
  begin();
  auto told = supervisor_->configured.size();
  advance(60s);
  EXPECT_EQ(supervisor_->configured.size(), told) << "the same one knows them";
  supervisor_->facts = ledger{random_epoch(), {}};
  advance(5s);
  ASSERT_EQ(supervisor_->configured.size(), told + 1);
  EXPECT_EQ(supervisor_->configured.back(), (names{"S", "T"}));
}

TEST_F(configured_strategies_of, the_config_are_repeated_until_they_are_taken) {
  supervisor_->deaf = 1'000'000;
  begin();
  EXPECT_TRUE(supervisor_->configured.empty());
  supervisor_->deaf = 0;
  advance(5s);
  ASSERT_EQ(supervisor_->configured.size(), 1u);
  EXPECT_EQ(supervisor_->configured.back(), (names{"S", "T"}));
}

TEST_F(configured_strategies_of, no_config_are_not_told) {
  write(folder_ / "config.yaml", "strategies: 7\n");
  begin();
  advance(60s);
  EXPECT_TRUE(supervisor_->configured.empty());
}

} // namespace ftm::test
