#include "actors/supervisor/supervision.hpp"
#include "actors/supervisor/wanted.hpp"

namespace ftm {

// What a new supervisor finds. Whatever runs comes first, and is found without
// a look into the history, of which there may be thousands of launches.

void supervision::open() {
  for (auto& id : slots_of(options_.state_dir))
    adopt_slot(entry_of(id));
  for (auto& [id, x] : entries_)
    if (!x.live)
      read_slot(x);
  for (auto& [id, x] : entries_)
    if (!x.live && x.wanted.wanted && x.wanted.held_by.empty()
        && x.relaunch_due < 0 && !x.newest.spec.command.empty())
      come_back(x);
  plan_garbage();
}

/// Settles the launches that have no exit record, until one is alive.
void supervision::adopt_slot(entry& x) {
  for (auto& r : x.slot.open_launches()) {
    fill(x, r);
    if (settle(x, r))
      return returned(x);
  }
}

/// How the launch ended, or that it is asked to end.
launch_exit supervision::stop_of(const entry& x,
                                 const std::string& launch) const {
  if (auto y = end_of_launch(x, launch))
    return *y;
  launch_exit y;
  x.slot.stop_was_asked(launch, y);
  return y;
}

/// The launch in `x.live` has outlived the supervisor before us.
void supervision::returned(entry& x) {
  recall_wanted(x, stop_of(x, x.status.launch));
  remember(x);
  publish(x);
}

/// Nothing of it is alive: what became of its newest launch.
void supervision::read_slot(entry& x) {
  auto r = x.slot.newest();
  if (!r)
    return;
  fill(x, *r);
  if (!x.slot.exit_of(r->spec.launch) && settle(x, *r))
    return returned(x); // whatever its record was, it is alive
  auto stop = stop_of(x, r->spec.launch);
  auto known = recall_wanted(x, stop);
  x.relaunch_due = -1; // what came of it meanwhile is judged by its files
  auto live = x.status.live;
  x.status = read_status(x, *r);
  x.status.live = live;
  if (x.status.state == process_state::stopped && !x.wanted.held_by.empty())
    x.status.state = process_state::held;
  if (!known && x.slot.id().kind == process_kind::trade && !stop.requested)
    x.status.error += "; it is not started by itself, since wanted.json is "
                      "missing or damaged";
  publish(x);
}

/// Whether trade shall run; false if its file cannot be read.
bool supervision::recall_wanted(entry& x, const launch_exit& stop) {
  auto file = x.slot.wanted();
  auto y = wanted_on_return(file, x.live != nullptr, stop);
  store_wanted(x, y.wanted, y.held_by, x.newest.spec.by);
  return file.has_value();
}

} // namespace ftm
