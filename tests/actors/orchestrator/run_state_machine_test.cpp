#include "actors/orchestrator/run_state_machine.hpp"

#include <gtest/gtest.h>

namespace ftm {

namespace {

using s = run_state;
using v = run_event;
using e = run_effect;

const timestamp at{std::chrono::seconds{1'700'000'000}};

run_status two_steps() {
  run_status x;
  x.id = "R";
  x.steps.resize(2);
  x.steps[0].kind = step_kind::backtest;
  x.steps[1].kind = step_kind::hyperopt;
  return x;
}

run_state_machine running() {
  run_state_machine x{two_steps()};
  EXPECT_EQ(x.apply(v::begin, at, ""), e::begin_step);
  return x;
}

} // namespace

TEST(run_state_machine, every_row_of_its_table) {
  struct row {
    run_state from;
    run_event event;
    run_state to;
    run_effect effect;
  };
  const row rows[] = {
      {s::waiting, v::begin, s::running, e::begin_step},
      {s::waiting, v::step_waits, s::waiting, e::none},
      {s::waiting, v::step_goes_on, s::running, e::none},
      {s::waiting, v::step_done, s::running, e::begin_step},
      {s::waiting, v::step_skipped, s::running, e::begin_step},
      {s::waiting, v::step_failed, s::restoring, e::restore},
      {s::waiting, v::step_timed_out, s::restoring, e::restore},
      {s::waiting, v::cancel, s::restoring, e::restore},
      {s::waiting, v::pause_expired, s::restoring, e::restore},
      {s::waiting, v::found, s::restoring, e::restore},
      {s::waiting, v::restored, s::waiting, e::refused},
      {s::running, v::begin, s::running, e::refused},
      {s::running, v::step_waits, s::waiting, e::none},
      {s::running, v::step_goes_on, s::running, e::none},
      {s::running, v::step_done, s::running, e::begin_step},
      {s::running, v::step_skipped, s::running, e::begin_step},
      {s::running, v::step_failed, s::restoring, e::restore},
      {s::running, v::step_timed_out, s::restoring, e::restore},
      {s::running, v::cancel, s::restoring, e::restore},
      {s::running, v::pause_expired, s::restoring, e::restore},
      {s::running, v::found, s::restoring, e::restore},
      {s::running, v::restored, s::running, e::refused},
      {s::restoring, v::begin, s::restoring, e::refused},
      {s::restoring, v::step_waits, s::restoring, e::refused},
      {s::restoring, v::step_goes_on, s::restoring, e::refused},
      {s::restoring, v::step_done, s::restoring, e::refused},
      {s::restoring, v::step_skipped, s::restoring, e::refused},
      {s::restoring, v::step_failed, s::restoring, e::refused},
      {s::restoring, v::step_timed_out, s::restoring, e::refused},
      {s::restoring, v::cancel, s::restoring, e::none},
      {s::restoring, v::pause_expired, s::restoring, e::none},
      {s::restoring, v::found, s::restoring, e::restore},
      {s::restoring, v::restored, s::restored, e::finish},
  };
  for (auto& x : rows) {
    auto y = rule_of(x.from, x.event);
    EXPECT_EQ(y.next, x.to) << to_string(x.from) << " " << to_string(x.event);
    EXPECT_EQ(y.effect, x.effect)
        << to_string(x.from) << " " << to_string(x.event);
  }
  for (auto from : {s::done, s::restored})
    for (int i = 0; i < 11; ++i) {
      auto y = rule_of(from, static_cast<run_event>(i));
      EXPECT_EQ(y.next, from);
      EXPECT_EQ(y.effect, e::refused);
    }
  EXPECT_EQ(rule_of(s::running, static_cast<run_event>(99)).effect, e::refused);
}

TEST(run_state_machine, goes_from_step_to_step_to_its_end) {
  auto x = running();
  EXPECT_EQ(x.current()->kind, step_kind::backtest);
  EXPECT_EQ(x.next_attempt(), "R.backtest.1");
  EXPECT_EQ(x.next_attempt(), "R.backtest.2");
  EXPECT_EQ(x.apply(v::step_done, at, "good"), e::begin_step);
  EXPECT_EQ(x.current()->kind, step_kind::hyperopt);
  EXPECT_EQ(x.apply(v::step_skipped, at, "nothing to do"), e::finish);
  EXPECT_TRUE(x.over());
  EXPECT_EQ(x.status().state, s::done);
  EXPECT_EQ(x.status().steps[0].note, "good");
  EXPECT_EQ(x.status().steps[1].state, step_state::skipped);
  EXPECT_EQ(x.status().ended_at, at);
  EXPECT_EQ(x.status().outcome, "Done: backtest");
}

TEST(run_state_machine, steps_that_are_switched_off_are_passed_over) {
  run_status status;
  status.steps = whole_cycle({step_kind::hyperopt});
  run_state_machine x{status};
  EXPECT_EQ(x.apply(v::step_waits, at, "for the supervisor"), e::none);
  EXPECT_EQ(x.apply(v::begin, at, ""), e::begin_step);
  EXPECT_EQ(x.current()->kind, step_kind::hyperopt);
  EXPECT_EQ(x.status().steps[0].state, step_state::skipped);
  EXPECT_EQ(x.apply(v::step_done, at, ""), e::finish);
}

TEST(run_state_machine, a_run_without_steps_is_done) {
  run_state_machine x{run_status{}};
  EXPECT_EQ(x.apply(v::begin, at, ""), e::finish);
  EXPECT_EQ(x.state(), s::done);
}

TEST(run_state_machine, says_what_it_waits_for) {
  auto x = running();
  x.apply(v::step_waits, at, "waiting for the moon");
  EXPECT_EQ(x.state(), s::waiting);
  EXPECT_EQ(x.status().outcome, "Waiting for the moon");
  EXPECT_EQ(x.current()->state, step_state::waiting);
  x.apply(v::step_goes_on, at, "");
  EXPECT_EQ(x.state(), s::running);
  EXPECT_EQ(x.status().outcome, "");
  EXPECT_EQ(x.current()->state, step_state::running);
}

TEST(run_state_machine, a_failure_is_told_with_what_was_restored) {
  auto x = running();
  EXPECT_EQ(x.apply(v::step_failed, at, "exit code 2"), e::restore);
  EXPECT_EQ(x.status().reason, "failed");
  EXPECT_EQ(x.status().steps[0].error, "exit code 2");
  x.restoring_because("trade cannot be started");
  EXPECT_EQ(x.status().outcome,
            "Backtest failed: exit code 2. Restoring: trade cannot be started");
  EXPECT_EQ(x.apply(v::cancel, at, "somebody"), e::none);
  EXPECT_EQ(x.status().reason, "failed"); // the first reason stays
  x.remark("the old params are back");
  x.remark("trade runs again");
  x.remark("trade runs again");
  EXPECT_EQ(x.apply(v::restored, at, ""), e::finish);
  EXPECT_EQ(x.status().outcome, "Backtest failed: exit code 2. The old params "
                                "are back; trade runs again");
}

TEST(run_state_machine, a_run_found_half_done_fails_at_the_step_it_was_in) {
  auto status = running().status();
  run_state_machine x{status};
  EXPECT_EQ(x.apply(v::found, at, ""), e::restore);
  EXPECT_EQ(x.status().steps[0].state, step_state::failed);
  EXPECT_EQ(x.status().steps[1].state, step_state::pending);
  // And once more, while it was restored.
  run_state_machine y{x.status()};
  EXPECT_EQ(y.apply(v::found, at, ""), e::restore);
  EXPECT_EQ(y.apply(v::restored, at, ""), e::finish);
  EXPECT_EQ(y.status().outcome,
            "The manager ended in the middle of this run. Nothing was changed");
}

TEST(run_state_machine, an_outcome_is_a_sentence_that_says_what_was_done) {
  auto outcome = [](run_event how, const std::string& text,
                    std::vector<step_kind> kinds) {
    run_status status;
    for (auto k : kinds)
      status.steps.emplace_back().kind = k;
    run_state_machine x{status};
    x.apply(v::begin, at, "");
    for (size_t i = 1; i < kinds.size(); ++i)
      x.apply(v::step_done, at, "wrote a file");
    if (x.apply(how, at, text) == e::restore)
      x.apply(v::restored, at, "");
    return x.status().outcome;
  };
  using k = step_kind;
  EXPECT_EQ(outcome(v::step_done, "Epoch 7 (line 7) of F was extracted",
                    {k::extract}),
            "Epoch 7 (line 7) of F was extracted");
  EXPECT_EQ(outcome(v::step_done, "Epoch 7 (line 7) of 80 was chosen: …",
                    {k::hyperopt, k::evaluate}),
            "Epoch 7 (line 7) of 80 was chosen: …");
  EXPECT_EQ(outcome(v::step_done, "", {k::download_data, k::hyperopt}),
            "Done: data download, hyperopt");
  EXPECT_EQ(outcome(v::step_skipped, "", {k::hyperopt}),
            "There was nothing to do");
  // What failed is not said twice.
  EXPECT_EQ(outcome(v::step_failed, "hyperopt was interrupted before its end",
                    {k::hyperopt}),
            "Hyperopt was interrupted before its end. Nothing was changed");
  EXPECT_EQ(outcome(v::step_failed, "none of the 60 epochs made a trade",
                    {k::hyperopt, k::evaluate}),
            "Evaluation failed: none of the 60 epochs made a trade. Params and "
            "trade are as they were");
  EXPECT_EQ(
      outcome(v::step_failed, "No data found. Terminating.", {k::backtest}),
      "Backtest failed: No data found. Terminating. Nothing was changed");
  EXPECT_EQ(outcome(v::cancel, "anna", {k::hyperopt}),
            "Cancelled by anna. Nothing was changed");
}

} // namespace ftm
