#include "tests/actors/orchestrator/world.hpp"

namespace ftm::test {

using namespace std::chrono_literals;
using k = process_kind;
using s = step_kind;

class cancel_at : public orchestrator_world,
                  public ::testing::WithParamInterface<step_kind> {};

TEST_P(cancel_at, restores_what_ran_before) {
  write(params_file_, "old");
  begin();
  trade_runs();
  monitor_->questions_unanswered = GetParam() == s::evaluate;
  start("R1");
  until("R1", GetParam());
  cancel("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_EQ(x.reason, "cancelled");
  EXPECT_NE(x.outcome.find("Cancelled by tester"), std::string::npos);
  EXPECT_EQ(params(), "old");
  EXPECT_EQ(trade().state, process_state::ready) << to_string(GetParam());
  EXPECT_EQ(trade().held_by, "");
  expect_all_over();
  // Nothing more happens.
  auto launches = supervisor_->started.size();
  advance(3600s);
  EXPECT_EQ(supervisor_->started.size(), launches);
}

INSTANTIATE_TEST_SUITE_P(
    each_step, cancel_at,
    ::testing::Values(s::stop_trade, s::download_data, s::backtest, s::hyperopt,
                      s::evaluate, s::extract, s::restart_trade),
    [](auto& x) { return std::string{to_string(x.param)}; });

class restoring : public orchestrator_world {};

// Cleaning takes no time that could be seen: cancelled before the next launch.
TEST_F(restoring, cancel_after_the_cleanup) {
  begin();
  trade_runs();
  start("R1");
  until("R1", s::backtest);
  monitor_->deaf = 1'000'000;
  until("R1", s::hyperopt);
  cancel("R1");
  EXPECT_EQ(finish("R1").reason, "cancelled");
  EXPECT_EQ(trade().state, process_state::ready);
  EXPECT_EQ(supervisor_->count(k::hyperopt), 0u);
}

TEST_F(restoring, cancel_is_repeatable_and_refused_after_the_end) {
  begin();
  start("R1");
  until("R1", s::backtest);
  cancel("R1");
  cancel("R1");
  finish("R1");
  run_control x;
  x.run = "R1";
  EXPECT_EQ(code_of(ask_error<run_status>(orchestrator_, atom::control_v, x)),
            ec::conflict);
  x.run = "R7";
  EXPECT_EQ(code_of(ask_error<run_status>(orchestrator_, atom::control_v, x)),
            ec::not_found);
}

TEST_F(restoring, a_pause_of_trade_has_a_limit) {
  write_config({}, "workflow: {max_trade_pause: 1h}\n");
  supervisor_->usual[k::hyperopt].lasts = 100h;
  begin();
  trade_runs();
  start("R1");
  until("R1", s::hyperopt);
  advance(3500s);
  EXPECT_EQ(status("R1").state, run_state::running);
  advance(200s);
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_EQ(x.reason, "timed_out");
  EXPECT_EQ(trade().state, process_state::ready);
}

// Mistaken once: the clock stood still while the machine was asleep.
TEST_F(restoring, a_pause_of_trade_ends_though_the_machine_slept) {
  write_config({}, "workflow: {max_trade_pause: 1h}\n");
  supervisor_->usual[k::hyperopt].lasts = 100h;
  begin();
  trade_runs();
  start("R1");
  until("R1", s::hyperopt);
  slept_ += 3600s;
  pass(11s);
  EXPECT_NE(status("R1").state, run_state::running);
  EXPECT_EQ(finish("R1").reason, "timed_out");
}

TEST_F(restoring, a_bot_has_to_be_ready_though_the_machine_slept) {
  process_plan x;
  x.ready = false;
  supervisor_->plans[k::trade] = {x};
  begin();
  trade_runs();
  start("R1");
  until("R1", s::restart_trade);
  advance(3s);
  slept_ += 117s;
  pass(11s);
  EXPECT_EQ(step(status("R1"), s::restart_trade).state, step_state::failed);
}

class half_done : public orchestrator_world,
                  public ::testing::WithParamInterface<step_kind> {};

TEST_P(half_done, run_is_restored_at_the_next_start) {
  write(params_file_, "old");
  begin();
  trade_runs();
  monitor_->questions_unanswered = GetParam() == s::evaluate;
  start("R1");
  until("R1", GetParam());
  kill_orchestrator();
  begin();
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_EQ(x.reason, "failed");
  EXPECT_NE(x.outcome.find("The manager ended"), std::string::npos)
      << x.outcome;
  EXPECT_EQ(params(), "old");
  EXPECT_EQ(trade().state, process_state::ready);
  EXPECT_EQ(trade().held_by, "");
  expect_all_over();
}

INSTANTIATE_TEST_SUITE_P(
    at, half_done,
    ::testing::Values(s::stop_trade, s::download_data, s::backtest, s::hyperopt,
                      s::evaluate, s::extract, s::restart_trade),
    [](auto& x) { return std::string{to_string(x.param)}; });

// Mistaken once: only the first launch was looked at, so the relaunched bot
// went on with the new params.
TEST_F(restoring, a_relaunched_bot_does_not_keep_the_new_params) {
  write(params_file_, "old");
  process_plan crashes;
  crashes.ready = false;
  supervisor_->plans[k::trade] = {crashes};
  begin();
  trade_runs();
  start("R1");
  until("R1", s::restart_trade);
  advance(2s);
  auto first = trade();
  ASSERT_EQ(first.launch, "R1.restart_trade.1");
  first.state = process_state::failed;
  supervisor_->launches[first.launch] = first;
  auto relaunched = first;
  relaunched.launch = "R1.restart_trade.1.r1";
  relaunched.state = process_state::running;
  relaunched.restarts = 1;
  put(relaunched);
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_EQ(params(), "old");
  EXPECT_EQ(trade().launch, "R1.restore_trade.1");
  EXPECT_EQ(trade().state, process_state::ready);
  EXPECT_NE(supervisor_->launches.at("R1.restart_trade.1.r1").state,
            process_state::running);
}

TEST_F(restoring, a_bot_that_is_relaunched_meanwhile_counts_when_it_is_ready) {
  process_plan crashes;
  crashes.ready = false;
  supervisor_->plans[k::trade] = {crashes};
  supervisor_->plans[k::backtest].resize(1);
  supervisor_->plans[k::backtest].front().end = process_state::failed;
  supervisor_->plans[k::backtest].front().code = 1;
  begin();
  trade_runs();
  start("R1");
  for (int i = 0; i < 200 && trade().launch != "R1.restore_trade.1"; ++i)
    advance(500ms);
  auto relaunched = [&](const std::string& launch) {
    auto x = trade();
    x.state = process_state::failed;
    supervisor_->launches[x.launch] = x;
    x.launch = launch;
    x.state = process_state::running;
    put(x);
  };
  relaunched("R1.restore_trade.1.r1");
  kill_orchestrator();
  begin();
  advance(2s);
  EXPECT_EQ(status("R1").state, run_state::restoring);
  relaunched("R1.restore_trade.1.r2");
  auto x = trade();
  x.state = process_state::ready;
  put(x);
  auto y = status("R1");
  EXPECT_EQ(y.state, run_state::restored) << y.outcome;
}

TEST_F(restoring, a_half_done_extraction_is_undone_at_the_next_start) {
  write(params_file_, "old");
  begin();
  trade_runs();
  start("R1", {s::extract},
        params_source{"strategy_S_2026-11-22_13-21-14.fthypt", 8, ""});
  until("R1", s::extract);
  write(params_file_, exported(8)); // freqtrade did it just before the end
  kill_orchestrator();
  begin();
  EXPECT_EQ(finish("R1").state, run_state::restored);
  EXPECT_EQ(params(), "old");
  EXPECT_EQ(trade().launch, "by-hand"); // never touched
}

TEST_F(restoring, goes_on_after_a_second_crash) {
  begin();
  trade_runs();
  start("R1");
  until("R1", s::hyperopt);
  kill_orchestrator();
  supervisor_->deaf = 1'000'000;
  begin();
  advance(60s);
  EXPECT_EQ(status("R1").state, run_state::restoring);
  kill_orchestrator();
  supervisor_->deaf = 0;
  begin();
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_NE(x.outcome.find("The manager ended"), std::string::npos);
  EXPECT_EQ(trade().state, process_state::ready);
}

} // namespace ftm::test
