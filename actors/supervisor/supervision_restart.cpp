#include "actors/supervisor/supervision.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

// Whatever is started without anybody asking for it now: by a launch's policy,
// after a boot, when a run lets go of trade. By the launch's own command, and
// only what the config names.

/// Whether nobody wants it not to run.
bool supervision::shall_run(const entry& x) const {
  return x.slot.id().kind != process_kind::trade
         || (x.wanted.wanted && x.wanted.held_by.empty());
}

/// The restart policy.
void supervision::after_end(entry& x, const launch_verdict& v,
                            const launch_record& r) {
  auto& policy = r.spec.restart;
  if (!restarts_after(policy.mode, v.event) || !shall_run(x))
    return;
  if (v.hopeless) {
    apply(x, process_event::give_up);
    return;
  }
  auto now = shim::boottime_ms();
  auto jitter = static_cast<double>(random_() % 1000) / 1000;
  if (auto wait = x.budget.next(policy, now, jitter)) {
    x.relaunch_due = now + wait->count();
    apply(x, process_event::retry);
  } else {
    apply(x, process_event::give_up);
    x.status.error +=
        " (given up after " + std::to_string(policy.intensity) + " restarts)";
  }
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
  if (!e)
    return;
  // There is no launch whose end would bring the next try: a full disk may
  // have room in a minute, a person's own process may have ended.
  auto wait = r.spec.restart.backoff_max.count();
  if (wait <= 0)
    wait = 60'000;
  x.relaunch_due = shim::boottime_ms() + wait;
  x.status.state = process_state::backing_off;
  if (auto text = e->context(); text.match_elements<std::string>())
    x.status.error = text.get_as<std::string>(0);
  spdlog::error("supervisor: [{}] cannot start {} again: {}", id.strategy,
                to_string(id.kind), x.status.error);
  publish(x);
}

/// The config does not name it, or is not known yet: it stays as it is until
/// `configure` says more.
void supervision::hold_back(entry& x) {
  auto& id = x.slot.id();
  x.held_back = x.status.error;
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
