#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/error_text.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

/// A run is over when that is written down: after a crash it would be restored.
void conductor::finish_run(const run_ptr& r, milliseconds pause) {
  auto error = journal_.save({r->machine.status(), r->memory});
  r->unwritten_end = !error.empty();
  if (error.empty()) {
    r->complaint.clear();
    publish(r);
    return end_run(r);
  }
  complain(r, "its end cannot be written down: " + error);
  publish(r);
  after(pause, [=, this, wanted = still(r)] {
    if (wanted())
      finish_run(r, std::min<milliseconds>(2 * pause, std::chrono::minutes{1}));
  });
}

/// What others are told of it.
run_status conductor::told_status(const run_ptr& r) {
  auto y = r->machine.status();
  if (r->unwritten_end) {
    y.state =
        y.state == run_state::done ? run_state::running : run_state::restoring;
    y.ended_at.reset();
    y.outcome = "This run is over, but " + r->complaint;
  }
  return y;
}

void conductor::end_run(const run_ptr& r) {
  // What `r` refers to may go with the map's entry.
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
  auto keep_alive = r;
  auto& s = r->machine.status();
  spdlog::info("orchestrator: {} is {}: {}", named(r), to_string(s.state),
               s.outcome);
  if (s.state == run_state::done && r->memory.hold)
    end_hold(s, r->memory.trade_launch);
  turns_.forget(s.id);
  runs_.erase(s.id);
  update_health();
  note_params(s.strategy);
  look_at_runs();
}

/// A run that is over pauses trade no longer. One that is done without having
/// started trade leaves it stopped (switched off): releasing it would start it.
/// Else trade was to run again.
void conductor::end_hold(const run_status& run, const std::string& launch) {
  process_control x;
  x.id = {run.strategy, process_kind::trade};
  x.by = "run " + run.id;
  if (run.state == run_state::done) {
    x.launch = launch;
  } else {
    x.action = process_action::release;
    x.held_by = run.id;
  }
  ask_control([] { return true; }, std::move(x), [](const process_status&) {},
              [run](const caf::error& e) {
                spdlog::error(
                    "orchestrator: [{}] the pause of trade by run {}, "
                    "which is over, cannot be ended: {}",
                    run.strategy, run.id,
                    sentence_of(e, "the supervisor refused it"));
              });
}

/// What end_hold asks for is not journaled: a hold that outlived its run (a
/// crash in between) is found here.
void conductor::end_orphan_holds() {
  if (!db_.is_open())
    return;
  for (auto& [id, x] : processes_) {
    if (id.kind != process_kind::trade || x.held_by.empty()
        || runs_.contains(x.held_by))
      continue;
    auto run = journal_.find(x.held_by);
    if (run && run->status.ended_at)
      end_hold(run->status, x.launch);
  }
}

} // namespace ftm
