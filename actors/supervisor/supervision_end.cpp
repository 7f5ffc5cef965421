#include "actors/supervisor/past_console.hpp"
#include "actors/supervisor/shim/cgroup.hpp"
#include "actors/supervisor/supervision.hpp"
#include "shared/protocol/ledger.hpp"

#include <spdlog/spdlog.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace ftm {

namespace {

constexpr uint64_t most_read_at_end = 4'194'304;

/// Somebody deleted its folder: the record that cannot be written.
launch_exit end_in_memory(const std::string& launch, const std::string& stop) {
  launch_exit y;
  y.launch = launch;
  y.reason = "shim_lost";
  y.ended_at = std::chrono::system_clock::now();
  y.requested = !stop.empty();
  auto colon = stop.find(':'); // WHY:WHO
  y.why = stop.substr(0, colon);
  if (colon != std::string::npos)
    y.who = stop.substr(colon + 1);
  return y;
}

} // namespace

void supervision::drop_live(entry& x) {
  if (!x.live)
    return;
  kill_helpers(x);
  auto& l = *x.live;
  auto forget = [&](int fd) {
    hooks_.forget(fd);
    fds_.erase(fd);
  };
  if (l.spawning)
    forget(l.spawning->fd());
  if (l.client)
    forget(l.client->fd());
  if (l.watch >= 0) {
    ::inotify_rm_watch(inotify_, l.watch);
    watches_.erase(l.watch);
  }
  shim::remove_cgroup(l.cgroup); // while anybody is in it, that does nothing
  x.live.reset();
}

/// The live launch has an exit record: says what became of it.
void supervision::ended(entry& x) {
  auto r = x.live->record;
  auto found = end_of_launch(x, r.spec.launch);
  if (!found)
    found = end_in_memory(r.spec.launch, x.live->stop_why);
  // What matters stands at the end; a flood need not be read whole.
  if (found->log_end > x.live->scanned + most_read_at_end)
    x.live->scanned = found->log_end - most_read_at_end;
  while (x.live->more || x.live->scanned < found->log_end) {
    auto before = x.live->scanned;
    scan(x);
    if (x.live->scanned == before)
      break;
  }
  x.live->console.feed("\n");
  auto console = x.live->console.findings();
  if (x.live->met && !console.ready) // its begin may not have been read
    console.ready = scan_log(x.slot.log(r.spec.launch)).ready;
  auto v = judge(r.spec, *found, console);
  verdicts_.put({x.slot.id(), r.spec.launch}, v); // spares a look later
  auto end = end_of(*found, x.live->state.started_boottime_ms,
                    shim::boottime_ms(), std::chrono::system_clock::now());
  auto well_since = r.spec.id.kind == process_kind::trade
                        ? x.live->ready_at
                        : x.live->state.started_boottime_ms;
  auto well = well_since <= 0 ? 0 : end - well_since;
  // It says more: since when, who has the port.
  auto& trouble = x.live->bot.trouble;
  if (v.event == process_event::ended_badly && found->requested
      && !trouble.empty())
    v.error = trouble + "; it was stopped";
  if (x.live->reload.running)
    finish_reload(x, reload_state::failed, "it ended meanwhile");
  drop_bot(x);
  auto waiting = std::move(x.live->waiting);
  auto before = x.live->before;
  // The caller of such a start hears of it; nothing that lasts is changed.
  auto never_ran =
      found->reason == "exec_failed" || found->reason == "never_started";
  drop_live(x);
  x.status.pid.reset();
  x.status.deadline_at.reset();
  x.status.loaded_at.reset();
  x.status.worker_state.clear();
  x.status.ended_at = found->ended_at;
  x.status.exit_code = found->code;
  x.status.exit_signal = found->signal;
  x.status.error = v.error + unwritten_note(x, r.spec.launch);
  if (!is_alive(x.status.state))
    x.status.state = process_state::running; // the record is the truth
  apply(x, v.event);
  if (v.event == process_event::ended_asked && !x.wanted.held_by.empty())
    x.status.state = process_state::held;
  spdlog::info("supervisor: [{}] {} is {}{}{}", r.spec.id.strategy,
               to_string(r.spec.id.kind), to_string(x.status.state),
               v.error.empty() ? "" : ": ", v.error);
  if (never_ran && r.restarts == 0)
    store_wanted(x, before.wanted, before.held_by, before.by);
  else
    after_end(x, v, r, end, well);
  publish(x);
  process_stats gone;
  gone.id = x.slot.id();
  hooks_.drop(key_of(gone));
  hooks_.output();
  for (auto& w : waiting)
    if (never_ran)
      w(make_error(ec::spawn_failed, "The launch " + v.error + "."));
    else
      w(x.status);
  plan_garbage(x);
}

} // namespace ftm
