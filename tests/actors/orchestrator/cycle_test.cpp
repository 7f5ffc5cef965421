#include "tests/actors/orchestrator/world.hpp"

#include <cmath>

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

// Mistake 8 of the original: a workflow starts live trade that did not run.
TEST_F(cycle, never_starts_trade_that_did_not_run_before) {
  begin();
  start("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(step(x, s::restart_trade).state, step_state::skipped);
  EXPECT_EQ(supervisor_->count(k::trade), 0u);
  EXPECT_TRUE(supervisor_->controls.empty());
}

TEST_F(cycle, a_failed_run_does_not_start_trade_that_did_not_run_before) {
  supervisor_->usual[k::backtest].code = 2;
  supervisor_->usual[k::backtest].end = process_state::failed;
  begin();
  start("R1");
  EXPECT_EQ(finish("R1").state, run_state::restored);
  EXPECT_EQ(supervisor_->count(k::trade), 0u);
}

TEST_F(cycle, keeps_the_decision_with_its_nan) {
  begin();
  start("R1");
  auto x = finish("R1");
  auto y = ask<ranking>(orchestrator_, atom::get_v, decision_query{"R1"});
  EXPECT_EQ(y.sha256, std::string(64, 'a'));
  EXPECT_EQ(y.remaining, (std::vector<uint64_t>{55, 9, 3}));
  ASSERT_EQ(y.rows.size(), 1u);
  EXPECT_TRUE(std::isnan(y.rows[0].objective));
  ASSERT_EQ(y.criteria.size(), 2u);
  EXPECT_EQ(y.criteria[0].field, "max_drawdown");
  ASSERT_EQ(monitor_->questions.size(), 1u);
  EXPECT_EQ(monitor_->questions[0].inode, 7u);
  EXPECT_EQ(monitor_->questions[0].size, 4000u);
  EXPECT_EQ(code_of(ask_error<ranking>(orchestrator_, atom::get_v,
                                       decision_query{"R2"})),
            ec::not_found);
}

TEST_F(cycle, shows_the_progress_of_hyperopt) {
  begin();
  start("R1");
  until("R1", s::hyperopt);
  hyperopt_status h;
  h.strategy = "S";
  h.launch = "R1.hyperopt.1";
  h.epochs = 17;
  h.wanted = 60;
  put(h);
  auto x = status("R1");
  EXPECT_EQ(step(x, s::hyperopt).done, 17u);
  EXPECT_EQ(step(x, s::hyperopt).total, 60u);
  EXPECT_EQ(finish("R1").state, run_state::done);
}

TEST_F(cycle, waits_for_a_process_of_that_kind_that_already_runs) {
  begin();
  process_status other;
  other.id = {"S", k::backtest};
  other.launch = "by-hand";
  other.state = process_state::running;
  put(other);
  start("R1");
  auto x = until("R1", s::backtest, step_state::waiting);
  EXPECT_EQ(x.state, run_state::waiting);
  EXPECT_NE(x.outcome.find("by-hand"), std::string::npos);
  advance(60s);
  EXPECT_EQ(supervisor_->count(k::backtest), 0u);
  other.state = process_state::completed;
  put(other);
  x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(step(x, s::backtest).launch, "R1.backtest.1");
}

TEST_F(cycle, repeats_its_requests_with_the_same_ids_while_others_are_down) {
  begin();
  trade_runs();
  supervisor_->deaf = 3;
  monitor_->deaf = 3;
  start("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  for (auto& y : x.steps)
    EXPECT_LE(y.attempts, 1u);
  EXPECT_EQ(supervisor_->count(k::trade), 1u);
}

TEST_F(cycle, tries_hyperopt_show_again_at_a_half_written_line) {
  process_plan half;
  half.end = process_state::failed;
  half.code = 1;
  half.output = "rapidjson.JSONDecodeError: Parse error at offset 7\n";
  supervisor_->plans[k::hyperopt_show] = {half, half};
  begin();
  start("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(step(x, s::extract).attempts, 3u);
  EXPECT_EQ(step(x, s::extract).launch, "R1.extract.3");
}

TEST_F(cycle, a_person_who_stops_trade_meanwhile_outranks_the_run) {
  begin();
  trade_runs();
  start("R1");
  until("R1", s::hyperopt);
  EXPECT_EQ(trade().state, process_state::held);
  EXPECT_EQ(trade().held_by, "R1");
  auto x = trade();
  x.wanted = false;
  x.held_by.clear();
  x.state = process_state::stopped;
  put(x);
  auto y = finish("R1");
  EXPECT_EQ(y.state, run_state::done) << y.outcome;
  EXPECT_EQ(step(y, s::restart_trade).state, step_state::skipped);
  EXPECT_EQ(supervisor_->count(k::trade), 0u);
}

TEST_F(cycle, trade_that_a_person_started_meanwhile_gets_the_new_params) {
  begin();
  trade_runs();
  start("R1");
  until("R1", s::hyperopt);
  auto x = trade();
  x.launch = "impatient";
  x.held_by.clear();
  x.state = process_state::ready;
  put(x);
  auto y = finish("R1");
  EXPECT_EQ(y.state, run_state::done) << y.outcome;
  EXPECT_EQ(trade().launch, "R1.restart_trade.1");
}

TEST_F(cycle, a_silent_bot_that_lives_counts_as_ready) {
  process_plan silent;
  silent.ready = false;
  silent.output = "";
  supervisor_->plans[k::trade] = {silent};
  begin();
  trade_runs();
  start("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(supervisor_->count(k::trade), 1u);
}

TEST_F(cycle, leaves_trade_stopped_if_restart_is_switched_off) {
  begin();
  trade_runs();
  start("R1", {s::stop_trade, s::download_data});
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  advance(5s);
  EXPECT_FALSE(trade().wanted);
  EXPECT_EQ(trade().held_by, "");
  EXPECT_EQ(supervisor_->count(k::trade), 0u);
}

TEST_F(cycle, removes_only_old_results_of_this_strategy) {
  // Mistake 15 of the original: names that contain this one's.
  auto old = [&](const char* name) {
    write(results_ / name, "x");
    std::filesystem::last_write_time(
        results_ / name, std::filesystem::file_time_type::clock::now() - 240h);
  };
  old("strategy_S_2020-01-01_00-00-00.fthypt");
  old("strategy_S_S_2020-01-01_00-00-00.fthypt");
  old("strategy_SS_2020-01-01_00-00-00.fthypt");
  old("strategy_S_2020-01-01_00-00-00.fthypt.bak");
  write(results_ / "strategy_S_2020-01-02_00-00-00.fthypt", "young");
  begin();
  start("R1", {s::cleanup_results});
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  size_t left = 0;
  for (auto& f : std::filesystem::directory_iterator{results_}) {
    ++left;
    EXPECT_NE(f.path().filename(), "strategy_S_2020-01-01_00-00-00.fthypt");
  }
  EXPECT_EQ(left, 4u);
}

} // namespace ftm::test
