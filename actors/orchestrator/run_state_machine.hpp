#pragma once

#include "shared/protocol/runs.hpp"

namespace ftm {

/// What can happen to a run.
enum class run_event : uint8_t {
  begin,          ///< it may start: what it depends on is known
  step_waits,     ///< the step needs something that somebody else has
  step_goes_on,   ///< it has got it
  step_done,      ///< the step did what it is for
  step_skipped,   ///< the step has nothing to do
  step_failed,    ///< it cannot
  step_timed_out, ///< it took longer than it may
  cancel,         ///< a person does not want it any longer
  pause_expired,  ///< trade was paused for as long as it may be
  found,          ///< found unfinished at the start of the orchestrator
  restored        ///< what ran before runs again
};

const char* to_string(run_event x);

/// What the orchestrator has to do then.
enum class run_effect : uint8_t {
  refused,    ///< the event does not fit: nothing changed
  none,       ///< nothing
  begin_step, ///< begin the current step
  restore,    ///< begin to restore
  finish      ///< the run is over
};

struct run_rule {
  run_state next;
  run_effect effect;
};

/// The table: state × event.
run_rule rule_of(run_state state, run_event event);

/// The steps of a run in the cycle's order, each once.
std::vector<step_kind> in_order(std::vector<step_kind> xs);

/// All steps of the cycle; those not in `on` are skipped from the start.
std::vector<step_status> whole_cycle(const std::vector<step_kind>& on);

/// A run from start to end. No I/O, no clock, no actor.
class run_state_machine {
public:
  explicit run_state_machine(run_status x) : status_(std::move(x)) {}

  /// Lets an event happen. `text` is the step's note (done, skipped), its
  /// error (failed), what it waits for (waits), or who cancels (cancel).
  run_effect apply(run_event event, timestamp now, const std::string& text);

  const run_status& status() const {
    return status_;
  }
  run_state state() const {
    return status_.state;
  }
  bool over() const {
    return state() == run_state::done || state() == run_state::restored;
  }

  /// The step that runs, waits or failed last; nullptr before the first and
  /// after the last.
  step_status* current();

  /// The next attempt of the current step; its launch is
  /// `<run>.<step>.<attempt>`.
  const std::string& next_attempt();

  /// Things to be said in the outcome when the run is over.
  void remark(const std::string& sentence);
  /// The outcome while it is restored.
  void restoring_because(const std::string& sentence);

private:
  bool step_on();
  void end_step(step_state state, timestamp now);
  void fail(const std::string& reason, const std::string& sentence);
  std::string result() const;
  std::string kept() const;
  void finish(timestamp now);

  run_status status_;
  size_t at_ = 0;
  std::string why_;
  std::vector<std::string> remarks_;
};

} // namespace ftm
