#include "tests/actors/orchestrator/world.hpp"

namespace ftm::test {

using namespace std::chrono_literals;
using k = process_kind;
using s = step_kind;

/// Whatever fails: the error is shown, the old params are back byte for byte,
/// and trade runs again.
class failing_step : public orchestrator_world {
protected:
  failing_step() {
    write(params_file_, "old params\n\n");
  }

  run_status run_and_restore(step_kind where, const std::string& why,
                             const std::string& reason = "failed") {
    if (!orchestrator_)
      begin();
    trade_runs();
    start("R1");
    auto x = finish("R1");
    EXPECT_EQ(x.state, run_state::restored) << x.outcome;
    EXPECT_EQ(x.reason, reason);
    EXPECT_EQ(step(x, where).state, step_state::failed);
    EXPECT_NE(step(x, where).error.find(why), std::string::npos)
        << step(x, where).error;
    EXPECT_NE(x.outcome.find(why), std::string::npos) << x.outcome;
    EXPECT_EQ(params(), "old params\n\n");
    EXPECT_EQ(trade().state, process_state::ready);
    EXPECT_EQ(trade().held_by, "");
    return x;
  }

  process_plan failed(int code, const std::string& output) {
    process_plan y;
    y.end = code == 0 ? process_state::completed : process_state::failed;
    y.code = code;
    y.output = output;
    return y;
  }
};

TEST_F(failing_step, download_data) {
  supervisor_->plans[k::download_data] = {failed(
      2, "2026-11-22 13:31:05,593 - freqtrade - ERROR - No such pair\n")};
  run_and_restore(s::download_data, "exit code 2: No such pair");
}

TEST_F(failing_step, backtest) {
  supervisor_->plans[k::backtest] = {failed(1, "Traceback\n")};
  auto x = run_and_restore(s::backtest, "exit code 1");
  EXPECT_EQ(x.outcome, "Backtest ended with exit code 1. Trade runs again");
}

TEST_F(failing_step, a_program_that_cannot_be_started) {
  process_plan x;
  x.refused = make_error(ec::spawn_failed, "no such executable");
  supervisor_->plans[k::backtest] = {x};
  run_and_restore(s::backtest, "no such executable");
}

// The supervisor was killed between the launch's folder and its shim.
TEST_F(failing_step, a_launch_that_never_ran_is_repeated) {
  begin();
  auto x = failed(0, "");
  x.end = process_state::failed;
  x.code.reset();
  x.error = "was never started";
  supervisor_->plans[k::hyperopt] = {x};
  trade_runs();
  start("R1");
  auto y = finish("R1");
  EXPECT_EQ(y.state, run_state::done) << y.outcome;
  EXPECT_EQ(step(y, s::hyperopt).attempts, 2u);
  EXPECT_EQ(step(y, s::hyperopt).launch, "R1.hyperopt.2");
}

TEST_F(failing_step, a_launch_that_never_runs_is_not_repeated_for_ever) {
  auto x = failed(0, "");
  x.end = process_state::failed;
  x.code.reset();
  x.error = "was never started";
  supervisor_->plans[k::backtest] = {x, x, x, x};
  auto y = run_and_restore(s::backtest, "was never started");
  EXPECT_EQ(step(y, s::backtest).attempts, 3u);
}

TEST_F(failing_step, cleanup_results) {
  std::filesystem::remove_all(results_);
  write(results_, "a file, not a folder");
  run_and_restore(s::cleanup_results, "cannot be read");
}

// Mistake 10 of the original: exit code ≠ 0 ends as COMPLETED.
TEST_F(failing_step, hyperopt_with_an_exit_code) {
  auto x = failed(1, "");
  x.at_end = supervisor_->usual[k::hyperopt].at_end; // it left a file
  supervisor_->plans[k::hyperopt] = {x};
  auto y = run_and_restore(s::hyperopt, "exit code 1");
  EXPECT_EQ(supervisor_->count(k::hyperopt_show), 0u);
  EXPECT_EQ(step(y, s::evaluate).state, step_state::pending);
}

TEST_F(failing_step, hyperopt_that_ran_out_of_time) {
  auto x = failed(-1, "");
  x.error = "timed out after 360 min";
  supervisor_->plans[k::hyperopt] = {x};
  run_and_restore(s::hyperopt, "time limit", "timed_out");
}

TEST_F(failing_step, hyperopt_that_was_interrupted_and_exits_with_zero) {
  auto x = failed(0, "User interrupted..\n60 epochs saved to 'x'\n");
  x.at_end = supervisor_->usual[k::hyperopt].at_end;
  supervisor_->plans[k::hyperopt] = {x};
  run_and_restore(s::hyperopt, "interrupted");
}

TEST_F(failing_step, hyperopt_that_was_locked_out_and_exits_with_zero) {
  supervisor_->plans[k::hyperopt] = {
      failed(0, "Another running instance of freqtrade Hyperopt "
                "detected.\nQuitting now.\n")};
  run_and_restore(s::hyperopt, "another hyperopt");
}

// Mistake 7 of the original: without a new file the old one is extracted.
TEST_F(failing_step, hyperopt_without_a_new_file_never_uses_an_old_one) {
  result_file old;
  old.name = "strategy_S_2026-11-20_10-00-00.fthypt";
  old.bytes = 5000;
  monitor_->files = {old};
  monitor_->rankings[old.name] =
      monitor_->rankings["strategy_S_2026-11-22_13-21-14.fthypt"];
  supervisor_->plans[k::hyperopt] = {failed(0, "")};
  run_and_restore(s::hyperopt, "older results are not used");
  EXPECT_TRUE(monitor_->questions.empty());
  EXPECT_EQ(supervisor_->count(k::hyperopt_show), 0u);
}

TEST_F(failing_step, hyperopt_with_two_new_files) {
  process_plan x;
  x.at_end = [this](const process_spec&) {
    for (auto name : {"strategy_S_2026-11-22_10-00-00.fthypt",
                      "strategy_S_2026-11-22_10-00-01.fthypt"}) {
      result_file f;
      f.name = name;
      f.bytes = 100;
      monitor_->files.push_back(f);
    }
  };
  supervisor_->plans[k::hyperopt] = {x};
  run_and_restore(s::hyperopt, "cannot be told");
}

TEST_F(failing_step, evaluate_without_a_winner_names_the_criterion) {
  hyperopt_writes("strategy_S_2026-11-22_13-21-14.fthypt", 0);
  run_and_restore(s::evaluate, "profit_total_pct >= 0");
  auto y = ask<ranking>(orchestrator_, atom::get_v, decision_query{"R1"});
  EXPECT_EQ(y.epochs, 60u);
}

// Mistake 10 of the original: a failed extraction ends as COMPLETED.
TEST_F(failing_step, extract_with_an_exit_code) {
  supervisor_->plans[k::hyperopt_show] = {failed(2, "")};
  run_and_restore(s::extract, "exit code 2");
}

TEST_F(failing_step, extract_that_wrote_another_epoch) {
  process_plan x;
  x.at_end = [this](const process_spec&) { write(params_file_, exported(9)); };
  supervisor_->plans[k::hyperopt_show] = {x};
  run_and_restore(s::extract, "buy.buy_fast is 9");
}

// Mistaken once: the copy's params were guarded, and trade went on with
// unverified ones.
TEST_F(failing_step, extract_beside_an_archived_copy_of_the_strategy) {
  write(user_data_ / "strategies/archive/S_2023.py",
        "class S(IStrategy):\n  pass\n");
  process_plan x;
  x.at_end = [this](const process_spec&) { write(params_file_, exported(9)); };
  supervisor_->plans[k::hyperopt_show] = {x};
  run_and_restore(s::extract, "buy.buy_fast is 9");
}

TEST_F(failing_step, extract_that_wrote_nothing) {
  supervisor_->plans[k::hyperopt_show] = {process_plan{}};
  run_and_restore(s::extract, "not verified");
}

TEST_F(failing_step, a_params_file_that_was_not_there_is_gone_again) {
  std::filesystem::remove(params_file_);
  process_plan x;
  x.at_end = [this](const process_spec&) { write(params_file_, exported(9)); };
  supervisor_->plans[k::hyperopt_show] = {x};
  begin();
  start("R1");
  EXPECT_EQ(finish("R1").state, run_state::restored);
  EXPECT_FALSE(std::filesystem::exists(params_file_));
}

TEST_F(failing_step, restart_trade_that_dies) {
  process_plan x;
  x.dies = true;
  x.ready = false;
  x.lasts = 2s;
  x.end = process_state::failed;
  x.error = "Impossible to load Strategy 'S'.";
  supervisor_->plans[k::trade] = {x};
  run_and_restore(s::restart_trade, "Impossible to load");
  EXPECT_EQ(trade().launch, "R1.restore_trade.1");
}

TEST_F(failing_step, restart_trade_that_is_not_ready_in_time) {
  process_plan x;
  x.ready = false;
  supervisor_->plans[k::trade] = {x};
  run_and_restore(s::restart_trade, "not ready within 120 s", "timed_out");
  EXPECT_EQ(trade().launch, "R1.restore_trade.1");
  EXPECT_EQ(supervisor_->launches.at("R1.restart_trade.1").state,
            process_state::held);
}

TEST_F(failing_step, restoring_repeats_until_trade_runs) {
  process_plan refused;
  refused.refused = make_error(ec::spawn_failed, "no memory");
  process_plan dies;
  dies.dies = true;
  dies.ready = false;
  dies.lasts = 1s;
  dies.end = process_state::failed;
  supervisor_->plans[k::backtest] = {failed(1, "")};
  supervisor_->plans[k::trade] = {refused, refused, dies};
  run_and_restore(s::backtest, "exit code 1");
  EXPECT_EQ(trade().launch, "R1.restore_trade.4");
  EXPECT_EQ(ask<part_status>(orchestrator_, atom::get_v).state,
            part_state::ready);
}

TEST_F(failing_step, deleted_params_come_back) {
  write_config("    backtest: {delete_params_json: true}\n");
  supervisor_->plans[k::backtest] = {failed(1, "")};
  supervisor_->plans[k::backtest].front().at_end = [this](auto&) {
    EXPECT_EQ(params(), "");
  };
  run_and_restore(s::backtest, "exit code 1");
}

TEST_F(failing_step, a_file_changed_by_hand_meanwhile_is_not_overwritten) {
  write_config("    backtest: {delete_params_json: true}\n");
  supervisor_->plans[k::hyperopt] = {failed(1, "")};
  supervisor_->plans[k::hyperopt].front().at_end = [this](auto&) {
    write(params_file_, "by hand");
  };
  begin();
  start("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_EQ(params(), "by hand");
  EXPECT_NE(x.outcome.find("changed by hand"), std::string::npos) << x.outcome;
  params_query q;
  q.strategy = "S";
  auto ys = ask<std::vector<params_version>>(orchestrator_, atom::get_v, q);
  ASSERT_GE(ys.size(), 3u);
  EXPECT_TRUE(ys[0].live);
  EXPECT_EQ(ys[0].run, "");
  EXPECT_EQ(ys[1].version, "none");
}

} // namespace ftm::test
