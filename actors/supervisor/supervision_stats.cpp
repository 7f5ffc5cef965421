#include "actors/supervisor/supervision.hpp"

#include <algorithm>
#include <unistd.h>

namespace ftm {

tree_meter supervision::make_meter() {
  return {::sysconf(_SC_CLK_TCK), ::sysconf(_SC_PAGESIZE)};
}

/// Looks at all trees at once.
void supervision::measure(int64_t now) {
  std::vector<tree_roots> roots;
  std::vector<entry*> running;
  for (auto& [id, x] : entries_)
    if (x.live && x.live->state.main.pid > 0) {
      roots.push_back({x.live->state.main, x.live->state.shim});
      running.push_back(&x);
    }
  if (roots.empty())
    return;
  auto trees = walk_.look(roots);
  auto gpu = gpu_.look();
  figures_.begin();
  for (size_t i = 0; i < trees.size(); ++i) {
    auto& t = trees[i];
    if (std::all_of(t.members.begin(), t.members.end(),
                    [](auto& e) { return e.dead(); }))
      continue; // its end is about to be told
    tree_look look;
    look.at_ms = now;
    std::vector<pid_t> pids;
    for (auto& e : t.members) {
      look.processes.push_back({e, figures_.read(e, e.dead()), false});
      pids.push_back(e.id.pid);
    }
    if (t.keeper)
      look.processes.push_back(
          {*t.keeper, figures_.read(*t.keeper, true), true});
    if (gpu)
      look.gpu = sum_of(*gpu, pids);
    auto& x = *running[i];
    auto y = x.live->meter.measure(x.slot.id(), look);
    x.history.add(x.live->record.spec.launch, std::chrono::system_clock::now(),
                  y);
    hooks_.put(std::move(y));
  }
}

stats_history supervision::stats(const stats_query& q) const {
  stats_history y;
  y.interval = options_.stats_interval;
  if (auto x = find(q.id); x != nullptr) {
    y.launch = x->status.launch;
    y.points = x->history.of(y.launch);
  }
  return y;
}

} // namespace ftm
