#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/error_text.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

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
                spdlog::error("orchestrator: {}: the pause of trade by run {}, "
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
