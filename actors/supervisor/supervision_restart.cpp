#include "actors/supervisor/past_console.hpp"
#include "actors/supervisor/supervision.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

// Whatever is started without anybody asking for it now: by a launch's policy,
// after a boot, when a run lets go of trade. By the launch's own command, and
// only what the config names.

namespace {

std::string given_up_text(const restart_policy& x) {
  return "; given up after " + std::to_string(x.intensity) + " restarts within "
         + std::to_string(x.period.count())
         + " s: look for the cause in its output, then start it";
}

std::string message_of(const caf::error& x) {
  auto& y = x.context();
  return y.match_elements<std::string>() ? y.get_as<std::string>(0) : "";
}

constexpr auto hopeless_text =
    "; not started again, since that cannot help: correct its configuration or "
    "strategy, then start it";

} // namespace

/// Whether nobody wants it not to run.
bool supervision::shall_run(const entry& x) const {
  return x.slot.id().kind != process_kind::trade
         || (x.wanted.wanted && x.wanted.held_by.empty());
}

/// It waits for its next start.
void supervision::back_off(entry& x, int64_t due) {
  x.relaunch_due = due;
  x.status.state = process_state::backing_off;
  x.status.restart_at = std::chrono::system_clock::now()
                        + milliseconds{due - shim::boottime_ms()};
}

/// The restart policy, by what a launch's end at `ended_ms` was like; it had
/// been well for `well_ms` then.
void supervision::after_end(entry& x, const launch_verdict& v,
                            const launch_record& r, int64_t ended_ms,
                            int64_t well_ms) {
  auto& policy = r.spec.restart;
  if (!restarts_after(policy.mode, v.event) || !shall_run(x))
    return;
  if (well_ms >= milliseconds{policy.stable}.count())
    x.budget.reset();
  if (v.hopeless) {
    apply(x, process_event::give_up);
    x.status.error += hopeless_text;
  } else if (auto wait =
                 x.budget.next(policy, ended_ms, jitter_of(r.spec.launch))) {
    apply(x, process_event::retry);
    back_off(x, ended_ms + wait->count());
  } else {
    apply(x, process_event::give_up);
    x.status.error += given_up_text(policy);
  }
}

/// Trade that is wanted and does not run, though it did before we came.
void supervision::come_back(entry& x) {
  auto& r = x.newest;
  auto now = shim::boottime_ms();
  auto e = end_of_launch(x, r.spec.launch);
  if (!e)
    return; // it may live: never beside it
  auto state = x.slot.state_of(r.spec.launch);
  auto boot = state ? state->boot : r.history.boot;
  auto same = e->reason != "machine_down" && boot == shim::boot_id();
  auto console = scan_log(x.slot.log(r.spec.launch));
  auto v = judge(r.spec, *e, console);
  if (starts_on_return(v, same)) {
    x.relaunch_due = now;
    return;
  }
  remember(x);
  auto started = state ? state->started_boottime_ms : 0;
  auto end = end_of(*e, started, now, std::chrono::system_clock::now());
  after_end(x, v, r, end, console.ready ? end - started : 0);
  publish(x);
}

/// The restarts before the newest launch, as it tells them.
void supervision::remember(entry& x) {
  auto& h = x.newest.history;
  x.budget = h.boot == shim::boot_id() ? restart_budget{h} : restart_budget{};
}

/// Starts the newest launch again, by its own command.
void supervision::relaunch(entry& x) {
  x.relaunch_due = -1;
  if (x.live || x.newest.spec.command.empty() || !shall_run(x))
    return;
  auto& id = x.slot.id();
  if (!configured_ || !configured_->contains(id.strategy))
    return hold_back(x);
  auto r = x.newest;
  do
    r.spec.launch = r.first + ".r" + std::to_string(++r.restarts);
  while (x.slot.knows(r.spec.launch));
  r.spec.by = "restart policy";
  auto e = refuse_foreign(r.spec);
  if (!e)
    e = launch(x, r, [](const auto&) {});
  if (e)
    try_later(x, message_of(*e));
}

/// There is no launch whose end would bring the next try: a full disk may have
/// room in a minute, a person's own process may have ended.
void supervision::try_later(entry& x, const std::string& why) {
  auto wait = x.newest.spec.restart.backoff_max.count();
  if (!why.empty())
    x.status.error = why;
  back_off(x, shim::boottime_ms() + (wait > 0 ? wait : 60'000));
  spdlog::error("supervisor: [{}] cannot start {} again: {}",
                x.slot.id().strategy, to_string(x.slot.id().kind),
                x.status.error);
  publish(x);
}

/// The config does not name it, or is not known yet: it stays as it is until
/// `configure` says more.
void supervision::hold_back(entry& x) {
  auto& id = x.slot.id();
  x.held_back = x.status.error;
  x.status.restart_at.reset();
  std::string why = "it is started again when the config is known";
  if (configured_) {
    apply(x, process_event::give_up);
    why = "it is not started again, since the config does not name "
          + id.strategy + " any longer";
  }
  spdlog::warn("supervisor: [{}] {}: {}", id.strategy, to_string(id.kind), why);
  x.status.error += (x.status.error.empty() ? "" : "; ") + why;
  publish(x);
}

/// Forgets that a restart was held back.
void supervision::let_go(entry& x) {
  if (x.held_back)
    x.status.error = *x.held_back;
  x.held_back.reset();
}

void supervision::configure(const configured_strategies& q) {
  configured_.emplace(q.names.begin(), q.names.end());
  for (auto& [id, x] : entries_)
    if (x.held_back) {
      let_go(x);
      x.relaunch_due = shim::boottime_ms();
    }
}

} // namespace ftm
