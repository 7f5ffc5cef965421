#include "actors/orchestrator/new_best.hpp"

#include "tests/actors/orchestrator/world.hpp"

namespace ftm::test {

using namespace std::chrono_literals;
using k = process_kind;
using s = step_kind;

namespace {

epoch_row at_line(uint64_t line) {
  epoch_row y;
  y.line = line;
  return y;
}

} // namespace

TEST(new_best, is_one_at_a_time_and_always_the_newest) {
  new_best x;
  EXPECT_FALSE(x.begin());
  EXPECT_TRUE(x.winner("f", at_line(3)));
  EXPECT_FALSE(x.winner("f", at_line(3)));
  EXPECT_EQ(x.begin()->line, 3u);
  EXPECT_TRUE(x.worthwhile());
  EXPECT_FALSE(x.begin());
  EXPECT_TRUE(x.winner("f", at_line(4)));
  EXPECT_TRUE(x.winner("f", at_line(5)));
  EXPECT_FALSE(x.worthwhile());
  EXPECT_FALSE(x.begin());
  x.ended(true);
  EXPECT_EQ(x.begin()->line, 5u);
  x.ended(false);
  EXPECT_FALSE(x.begin()); // tried again at the next one only
  EXPECT_FALSE(x.winner("f", at_line(5)));
  EXPECT_EQ(x.count(), 1u);
  EXPECT_TRUE(x.winner("f", at_line(6)));
  x.close();
  EXPECT_FALSE(x.begin());
  EXPECT_FALSE(x.worthwhile());
}

TEST(new_best, is_never_an_epoch_of_the_console) {
  new_best x;
  auto y = at_line(3);
  y.flags = static_cast<uint8_t>(epoch_flag::from_console);
  EXPECT_FALSE(x.winner("f", y));
  EXPECT_FALSE(x.winner("", at_line(3)));
  EXPECT_FALSE(x.winner("f", at_line(0)));
  EXPECT_FALSE(x.begin());
}

/// A run whose hyperopt takes long, and winners that the monitor tells.
class on_new_best : public orchestrator_world {
protected:
  const std::string file = "strategy_S_2026-11-22_13-21-14.fthypt";

  on_new_best() {
    write_config("    extract: {on_new_best: true}\n");
    write(params_file_, "old");
    supervisor_->usual[k::hyperopt].lasts = 100s;
    supervisor_->usual[k::hyperopt_show].lasts = 4s;
    for (uint64_t i = 1; i < 8; ++i)
      monitor_->epochs[{file, i}] = R"({"params_details":{"buy":{"buy_fast":)"
                                    + std::to_string(i) + "}}}";
  }

  void run_to_hyperopt() {
    begin();
    trade_runs();
    start("R1");
    until("R1", s::hyperopt);
    pass(1s);
  }

  void winner(uint64_t line, uint8_t flags = 0) {
    hyperopt_status h;
    h.strategy = "S";
    h.launch = "R1.hyperopt.1";
    h.file = file;
    h.epochs = line;
    h.winner = at_line(line);
    h.winner->flags = flags;
    put(h);
  }

  bool holds(int value) const {
    return params().find("\"buy_fast\":" + std::to_string(value))
           != std::string::npos;
  }
};

TEST_F(on_new_best, params_come_while_hyperopt_still_runs) {
  run_to_hyperopt();
  winner(3);
  pass(5s);
  EXPECT_TRUE(holds(3)) << params();
  EXPECT_EQ(supervisor_->last(k::hyperopt_show)->launch, "R1.new_best.1");
  EXPECT_EQ(supervisor_->last(k::hyperopt_show)->run, "R1");
  auto x = status("R1");
  EXPECT_EQ(step(x, s::hyperopt).state, step_state::running);
  winner(3); // the same again: nothing to do
  pass(5s);
  EXPECT_EQ(supervisor_->count(k::hyperopt_show), 1u);
  EXPECT_EQ(supervisor_->count(k::trade), 0u); // not restarted by it
  params_query q;
  q.strategy = "S";
  auto ys = ask<std::vector<params_version>>(orchestrator_, atom::get_v, q);
  ASSERT_EQ(ys.size(), 2u);
  EXPECT_EQ(ys[0].run, "R1");
  EXPECT_EQ(ys[0].origin, (params_source{file, 3, ""}));
  // And in the end as always.
  x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_TRUE(holds(8));
  EXPECT_EQ(step(x, s::extract).launch, "R1.extract.1");
  EXPECT_NE(step(x, s::hyperopt).note.find("1 time"), std::string::npos);
  EXPECT_EQ(supervisor_->count(k::trade), 1u);
}

TEST_F(on_new_best, those_that_were_overtaken_are_left_out) {
  run_to_hyperopt();
  for (auto line : {3, 4, 5})
    winner(line);
  EXPECT_EQ(supervisor_->count(k::hyperopt_show), 1u);
  pass(10s);
  EXPECT_EQ(supervisor_->count(k::hyperopt_show), 2u);
  EXPECT_TRUE(holds(5));
}

TEST_F(on_new_best, epochs_of_the_console_do_not_count) {
  run_to_hyperopt();
  winner(3, static_cast<uint8_t>(epoch_flag::from_console));
  pass(10s);
  EXPECT_EQ(supervisor_->count(k::hyperopt_show), 0u);
}

TEST_F(on_new_best, happens_only_if_it_is_asked_for_and_extract_is_on) {
  begin();
  start("R1", {s::hyperopt, s::evaluate});
  until("R1", s::hyperopt);
  pass(1s);
  winner(3);
  pass(10s);
  EXPECT_EQ(supervisor_->count(k::hyperopt_show), 0u);
  cancel("R1");
  finish("R1");
  kill_orchestrator();
  write_config();
  begin();
  start("R2");
  until("R2", s::hyperopt);
  pass(1s);
  hyperopt_status h;
  h.strategy = "S";
  h.launch = "R2.hyperopt.1";
  h.file = file;
  h.winner = at_line(3);
  put(h);
  pass(10s);
  EXPECT_EQ(supervisor_->count(k::hyperopt_show), 0u);
}

TEST_F(on_new_best, a_failed_attempt_harms_nothing_and_the_next_is_tried) {
  process_plan fails;
  fails.end = process_state::failed;
  fails.code = 2;
  process_plan wrong;
  wrong.at_end = [this](auto&) { write(params_file_, exported(99)); };
  supervisor_->plans[k::hyperopt_show] = {fails, wrong};
  run_to_hyperopt();
  winner(3);
  pass(15s);
  EXPECT_EQ(params(), "old");
  winner(4);
  pass(15s);
  EXPECT_EQ(supervisor_->count(k::hyperopt_show), 2u);
  winner(5);
  pass(15s);
  EXPECT_TRUE(holds(5));
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_TRUE(holds(8));
}

TEST_F(on_new_best, a_half_written_line_is_tried_again) {
  process_plan half;
  half.lasts = 1s;
  half.end = process_state::failed;
  half.code = 1;
  half.output = "rapidjson.JSONDecodeError: Parse error at offset 7\n";
  supervisor_->plans[k::hyperopt_show] = {half, half};
  run_to_hyperopt();
  winner(3);
  pass(6s);
  EXPECT_EQ(supervisor_->last(k::hyperopt_show)->launch, "R1.new_best.3");
  pass(20s);
  EXPECT_TRUE(holds(3));
}

TEST_F(on_new_best, is_waited_for_before_the_evaluation) {
  supervisor_->usual[k::hyperopt_show].lasts = 30s;
  supervisor_->usual[k::hyperopt].lasts = 10s;
  run_to_hyperopt();
  winner(3);
  pass(15s);
  auto x = status("R1");
  EXPECT_EQ(step(x, s::hyperopt).state, step_state::running);
  EXPECT_EQ(step(x, s::evaluate).state, step_state::pending);
  x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_TRUE(holds(8));
}

TEST_F(on_new_best, a_cancelled_run_stops_it_and_puts_the_old_params_back) {
  run_to_hyperopt();
  winner(3);
  pass(5s);
  ASSERT_TRUE(holds(3));
  winner(4);
  pass(1s);
  cancel("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_EQ(params(), "old");
  EXPECT_EQ(supervisor_->launches.at("R1.new_best.2").state,
            process_state::stopped);
  expect_all_over();
  pass(60s);
  EXPECT_EQ(params(), "old");
}

TEST_F(on_new_best, a_failed_hyperopt_puts_the_old_params_back) {
  supervisor_->usual[k::hyperopt].lasts = 10s;
  supervisor_->usual[k::hyperopt].end = process_state::failed;
  supervisor_->usual[k::hyperopt].code = 1;
  supervisor_->usual[k::hyperopt_show].lasts = 7s;
  run_to_hyperopt();
  winner(3);
  pass(8s); // it has just written, the hyperopt is about to fail
  winner(4);
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_EQ(params(), "old");
  EXPECT_EQ(supervisor_->launches.at("R1.new_best.2").state,
            process_state::stopped);
}

TEST_F(on_new_best, a_crash_of_the_manager_puts_the_old_params_back) {
  run_to_hyperopt();
  winner(3);
  pass(1s);
  write(params_file_, exported(3)); // freqtrade did it just before the end
  kill_orchestrator();
  begin();
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_EQ(params(), "old");
  EXPECT_EQ(supervisor_->launches.at("R1.new_best.1").state,
            process_state::stopped);
}

TEST_F(on_new_best, without_a_winner_in_the_end_the_old_params_are_back) {
  hyperopt_writes(file, 0);
  supervisor_->usual[k::hyperopt].lasts = 20s;
  run_to_hyperopt();
  winner(3);
  pass(10s);
  ASSERT_TRUE(holds(3));
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_EQ(params(), "old");
}

// Hyperopt exports by itself too: whoever wrote last, it is undone.
TEST_F(on_new_best, goes_along_with_hyperopts_own_export) {
  write_config("    extract: {on_new_best: true}\n"
               "    hyperopt: {disable_param_export: false}\n");
  supervisor_->usual[k::hyperopt].lasts = 20s;
  auto writes_result = supervisor_->usual[k::hyperopt].at_end;
  supervisor_->usual[k::hyperopt].at_end = [=, this](const process_spec& x) {
    writes_result(x);
    write(params_file_, exported(77));
  };
  supervisor_->plans[k::hyperopt_show].resize(2);
  supervisor_->plans[k::hyperopt_show][0] =
      supervisor_->usual[k::hyperopt_show];
  supervisor_->plans[k::hyperopt_show][1].end = process_state::failed;
  supervisor_->plans[k::hyperopt_show][1].code = 2;
  run_to_hyperopt();
  winner(3);
  pass(10s);
  ASSERT_TRUE(holds(3));
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::restored);
  EXPECT_EQ(params(), "old");
}

} // namespace ftm::test
