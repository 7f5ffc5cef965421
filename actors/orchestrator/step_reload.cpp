#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/error_text.hpp"
#include "actors/orchestrator/process_end.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

// restart_mode graceful: trade goes on through the whole run and reloads its
// params at the end. What cannot be reloaded, or is not proved to have been, is
// stopped and started.

bool conductor::reloads(const run_ptr& r) {
  return r->settings.restart_mode == config::reload_kind::graceful;
}

void conductor::reload_trade(const run_ptr& r, const std::string& launch) {
  auto reload = r->machine.next_attempt();
  // What must not go on with new params if the run is undone.
  r->machine.current()->launch = launch;
  if (!save(r))
    return step_fails(r, "the journal cannot be written, so trade is not "
                         "reloaded");
  publish(r);
  spdlog::info("orchestrator: {} reloads trade ({})", named(r), reload);
  ask_reload(r, launch, reload);
}

void conductor::ask_reload(const run_ptr& r, const std::string& launch,
                           const std::string& reload) {
  process_control x;
  x.id = r->process(process_kind::trade);
  x.launch = launch;
  x.action = process_action::reload;
  x.by = "run " + r->id();
  x.reload_id = reload;
  if (std::error_code e; std::filesystem::exists(r->memory.params_file, e))
    x.params_file = r->memory.params_file;
  ask_control(
      still(r), std::move(x),
      [=, this](const process_status&) { watch_reload(r, launch, reload); },
      [=, this](const caf::error& e) {
        cannot_reload(r, sentence_of(e, "the supervisor refused it"));
      });
}

/// Done when the supervisor says that it is proved.
void conductor::watch_reload(const run_ptr& r, const std::string& launch,
                             const std::string& reload) {
  ++r->ticket;
  auto wanted = still(r);
  auto finish = [r](const auto& what) {
    r->look = {};
    ++r->ticket;
    what();
  };
  auto fall_back = [=, this](const std::string& why) {
    finish([&] { cannot_reload(r, why); });
  };
  auto limit = r->settings.ready_timeout;
  at_latest(limit, [=] {
    if (wanted())
      fall_back("it was not back within " + std::to_string(limit.count())
                + " s");
  });
  auto supervisor = processes_upto_.epoch;
  r->look = [=, this] {
    auto f = process(r->process(process_kind::trade));
    if (!f || !is_launch(f->launch, first_of(launch)))
      return;
    if (f->launch != launch || has_ended(f->state))
      return fall_back("it ended meanwhile");
    if (f->reload_id != reload) {
      // A supervisor that has come back knows nothing of it; else the fact is
      // on its way.
      if (processes_upto_.epoch != supervisor)
        finish([&] { ask_reload(r, launch, reload); });
      return;
    }
    auto note = f->reload_note;
    if (f->reload == reload_state::done)
      finish([&] { step_done(r, "launch " + launch + " reloaded " + note); });
    else if (f->reload == reload_state::failed)
      fall_back(note);
  };
  auto look = r->look; // it may replace itself
  look();
}

/// Looks at trade anew: it may have ended, or a person may have stopped it.
void conductor::cannot_reload(const run_ptr& r, const std::string& why) {
  spdlog::warn("orchestrator: {} cannot reload trade: {}", named(r), why);
  r->no_reload = why;
  ask_launch(still(r), r->process(process_kind::trade), "",
             [this, r](const process_status& s) {
               if (!has_ended(s.state))
                 stop_and_start_trade(r, s);
               else if (is_stopped_by_hand(r, s))
                 trade_stays_stopped(r);
               else
                 start_trade(r);
             });
}

} // namespace ftm
