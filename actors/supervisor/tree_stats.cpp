#include "actors/supervisor/tree_stats.hpp"

#include <algorithm>

namespace ftm {

process_stats tree_meter::measure(const process_id& id,
                                  const std::vector<shim::process_entry>& tree,
                                  int64_t now_ms, int64_t ticks_per_second,
                                  int64_t page_bytes) {
  process_stats y;
  y.id = id;
  uint64_t ticks = 0;
  std::map<pid_t, shim::process_entry> now;
  for (auto& e : tree) {
    // One that is new since last time has used all of its time since then.
    auto i = before_.find(e.id.pid);
    auto known = i != before_.end() && i->second.id == e.id;
    auto used = known ? i->second.cpu_ticks : 0;
    ticks += e.cpu_ticks > used ? e.cpu_ticks - used : 0;
    y.rss_bytes += e.rss_pages * static_cast<uint64_t>(page_bytes);
    y.threads += e.threads;
    ++y.processes;
    now.emplace(e.id.pid, e);
  }
  if (measured_ms_ > 0 && now_ms > measured_ms_)
    y.cpu_pct = static_cast<double>(ticks) * 100'000
                / static_cast<double>(ticks_per_second)
                / static_cast<double>(now_ms - measured_ms_);
  before_.swap(now);
  measured_ms_ = now_ms;
  peak_cpu_ = std::max(peak_cpu_, y.cpu_pct.value);
  peak_rss_ = std::max(peak_rss_, y.rss_bytes);
  y.peak_cpu_pct = peak_cpu_;
  y.peak_rss_bytes = peak_rss_;
  return y;
}

std::vector<shim::process_entry>
tree_of(const std::vector<shim::process_entry>& table,
        const shim::identity& main, const shim::identity& keeper) {
  std::vector<pid_t> roots;
  std::vector<shim::process_entry> y;
  for (auto& e : table)
    if (e.id == main || e.id == keeper)
      roots.push_back(e.id.pid);
  auto add = [&](const shim::process_entry& e) {
    if (!e.dead() && e.id != keeper
        && std::none_of(y.begin(), y.end(),
                        [&](auto& z) { return z.id == e.id; }))
      y.push_back(e);
  };
  auto main_lives =
      std::find(roots.begin(), roots.end(), main.pid) != roots.end();
  for (auto& e : table)
    if (main_lives && (e.id == main || e.session == main.pid))
      add(e);
  for (auto& e : shim::descendants(table, roots))
    add(e);
  return y;
}

} // namespace ftm
