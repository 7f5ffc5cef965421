#include "tests/actors/orchestrator/world.hpp"

namespace ftm::test {

using namespace std::chrono_literals;
using k = process_kind;
using s = step_kind;

class graceful : public orchestrator_world {
protected:
  graceful() {
    write_config("    restart_mode: graceful\n");
    write(params_file_, "old");
    begin();
    trade_runs();
  }
  size_t stops() const {
    size_t y = 0;
    for (auto& x : supervisor_->controls)
      y += x.action == process_action::stop && x.id.kind == k::trade;
    return y;
  }
  std::vector<std::string> reloads() const {
    std::vector<std::string> y;
    for (auto& x : supervisor_->controls)
      if (x.action == process_action::reload)
        y.push_back(x.reload_id);
    return y;
  }
};

TEST_F(graceful, trade_goes_on_and_reloads_at_the_end) {
  start("R1");
  auto x = until("R1", s::hyperopt);
  EXPECT_EQ(trade().state, process_state::ready) << "while hyperopt runs";
  EXPECT_NE(step(x, s::stop_trade).note.find("goes on trading"),
            std::string::npos);
  x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(stops(), 0U);
  EXPECT_EQ(supervisor_->count(k::trade), 0U);
  EXPECT_EQ(reloads(), (std::vector<std::string>{"R1.restart_trade.1"}));
  EXPECT_EQ(step(x, s::restart_trade).note,
            "launch by-hand reloaded by its REST; it has loaded the params");
  EXPECT_EQ(trade().launch, "by-hand");
  EXPECT_EQ(trade().held_by, "");
}

TEST_F(graceful, a_reload_that_fails_becomes_stop_and_start) {
  supervisor_->reload.end = reload_state::failed;
  supervisor_->reload.note = "it is mute";
  start("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(stops(), 1U);
  EXPECT_EQ(supervisor_->last(k::trade)->launch, "R1.restart_trade.2");
  auto& note = step(x, s::restart_trade).note;
  EXPECT_NE(note.find("could not be reloaded (it is mute), so it was stopped "
                      "and started"),
            std::string::npos)
      << note;
  EXPECT_EQ(trade().held_by, "");
}

TEST_F(graceful, a_reload_that_is_refused_becomes_stop_and_start) {
  supervisor_->reload.refused = make_error(ec::conflict, "No REST.");
  start("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(supervisor_->count(k::trade), 1U);
  EXPECT_NE(step(x, s::restart_trade).note.find("No REST"), std::string::npos);
}

TEST_F(graceful, a_reload_that_never_ends_is_waited_for_as_long_as_a_start) {
  supervisor_->reload.end = reload_state::running;
  start("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_NE(step(x, s::restart_trade).note.find("not back within 120 s"),
            std::string::npos);
  EXPECT_EQ(supervisor_->count(k::trade), 1U);
}

TEST_F(graceful, trade_that_ends_while_it_reloads_is_started) {
  supervisor_->reload.lasts = 60s;
  start("R1");
  until("R1", s::restart_trade);
  pass(2s);
  auto t = trade();
  t.state = process_state::failed;
  put(t);
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(stops(), 0U);
  EXPECT_EQ(supervisor_->last(k::trade)->launch, "R1.restart_trade.2");
}

TEST_F(graceful, a_person_s_stop_while_it_reloads_outranks_the_run) {
  supervisor_->reload.lasts = 60s;
  start("R1");
  until("R1", s::restart_trade);
  pass(2s);
  auto t = trade();
  t.state = process_state::stopped;
  t.wanted = false;
  put(t);
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(step(x, s::restart_trade).state, step_state::skipped);
  EXPECT_EQ(supervisor_->count(k::trade), 0U);
}

TEST_F(graceful, a_question_that_nobody_answers_is_repeated_under_its_id) {
  supervisor_->reload.lasts = 20s;
  start("R1");
  until("R1", s::extract);
  supervisor_->deaf = 2;
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(reloads(), (std::vector<std::string>{"R1.restart_trade.1"}));
}

TEST_F(graceful, cancelled_while_it_reloads_trade_is_restarted_with_the_old) {
  supervisor_->reload.lasts = 60s;
  start("R1");
  until("R1", s::restart_trade);
  pass(2s);
  EXPECT_NE(params(), "old");
  cancel("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored) << x.outcome;
  EXPECT_EQ(params(), "old");
  EXPECT_EQ(stops(), 1U);
  EXPECT_EQ(supervisor_->last(k::trade)->launch, "R1.restore_trade.1");
}

TEST_F(graceful, an_orchestrator_that_died_meanwhile_restores_the_old_params) {
  supervisor_->reload.lasts = 60s;
  start("R1");
  until("R1", s::restart_trade);
  pass(2s);
  kill_orchestrator();
  begin(true);
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored) << x.outcome;
  EXPECT_EQ(params(), "old");
  EXPECT_EQ(supervisor_->last(k::trade)->launch, "R1.restore_trade.1");
}

TEST_F(graceful, a_failed_run_leaves_trade_alone) {
  supervisor_->usual[k::backtest].code = 2;
  supervisor_->usual[k::backtest].end = process_state::failed;
  start("R1");
  EXPECT_EQ(finish("R1").state, run_state::restored);
  EXPECT_EQ(stops(), 0U);
  EXPECT_TRUE(reloads().empty());
  EXPECT_EQ(trade().launch, "by-hand");
}

/// Graceful, with params that come while trade goes on.
class graceful_new_best : public graceful {
protected:
  graceful_new_best() {
    kill_orchestrator();
    write_config("    restart_mode: graceful\n"
                 "    extract: {on_new_best: true}\n");
    begin();
    supervisor_->usual[k::hyperopt].lasts = 100s;
    monitor_->epochs[{file, 3}] =
        R"({"params_details":{"buy":{"buy_fast":3}}})";
    start("R1");
    until("R1", s::hyperopt);
    hyperopt_status h;
    h.strategy = "S";
    h.launch = "R1.hyperopt.1";
    h.file = file;
    h.epochs = 3;
    h.winner = epoch_row{};
    h.winner->line = 3;
    put(h);
    pass(20s);
    EXPECT_NE(params(), "old");
  }
  void cancelled() {
    cancel("R1");
    auto x = finish("R1");
    EXPECT_EQ(x.state, run_state::restored) << x.outcome;
    EXPECT_EQ(params(), "old");
  }
  void expect_restarted() {
    EXPECT_EQ(stops(), 1U);
    ASSERT_TRUE(supervisor_->last(k::trade));
    EXPECT_EQ(supervisor_->last(k::trade)->launch, "R1.restore_trade.1");
    EXPECT_EQ(trade().state, process_state::ready);
    EXPECT_EQ(trade().held_by, "");
  }
  const std::string file = "strategy_S_2026-11-22_13-21-14.fthypt";
};

TEST_F(graceful_new_best, undone_trade_that_has_the_old_params_goes_on) {
  cancelled();
  EXPECT_EQ(stops(), 0U);
  EXPECT_EQ(trade().launch, "by-hand");
}

TEST_F(graceful_new_best, undone_trade_that_was_relaunched_loses_the_new) {
  auto t = trade();
  t.launch = "by-hand.r1";
  t.loaded_at = std::chrono::system_clock::now();
  put(t);
  cancelled();
  expect_restarted();
}

TEST_F(graceful_new_best, undone_trade_that_was_reloaded_loses_the_new) {
  auto t = trade();
  t.loaded_at = std::chrono::system_clock::now();
  put(t);
  cancelled();
  expect_restarted();
}

TEST_F(graceful_new_best, undone_trade_that_is_loading_loses_the_new) {
  auto t = trade();
  t.loaded_at.reset();
  put(t);
  cancelled();
  expect_restarted();
}

TEST_F(graceful_new_best, undone_by_the_next_orchestrator_just_the_same) {
  auto t = trade();
  t.loaded_at = std::chrono::system_clock::now();
  put(t);
  kill_orchestrator();
  begin(true);
  EXPECT_EQ(finish("R1").state, run_state::restored);
  EXPECT_EQ(params(), "old");
  expect_restarted();
}

TEST_F(graceful_new_best, a_run_that_is_done_leaves_the_reloaded_trade) {
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(stops(), 0U);
}

TEST_F(graceful, suspended_trade_stays_suspended) {
  auto t = trade();
  t.state = process_state::running; // a person told it to stop trading
  t.worker_state = "stopped";
  put(t);
  start("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_TRUE(reloads().empty()) << "it would trade again";
  auto spec = supervisor_->last(k::trade);
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->environment.at("FREQTRADE__INITIAL_STATE"), "stopped");
  auto& note = step(x, s::restart_trade).note;
  EXPECT_NE(note.find("it is stopped, and a reload would end that"),
            std::string::npos)
      << note;
  EXPECT_NE(note.find("up and stopped, as trade was before"), std::string::npos)
      << note;
}

/// A person has begun it.
TEST_F(graceful, trade_that_a_reload_would_suspend_is_restarted_running) {
  write(folder_ / "ft/config.json",
        R"({"dry_run": true, "initial_state": "stopped"})");
  start("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_TRUE(reloads().empty());
  auto spec = supervisor_->last(k::trade);
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->environment.at("FREQTRADE__INITIAL_STATE"), "running");
  EXPECT_EQ(trade().state, process_state::ready);
}

TEST_F(graceful, trade_that_is_not_ready_is_restarted) {
  auto t = trade();
  t.state = process_state::running; // a person told it to stop trading
  put(t);
  start("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_TRUE(reloads().empty());
  EXPECT_EQ(supervisor_->count(k::trade), 1U);
}

} // namespace ftm::test
