#pragma once

#include "actors/supervisor/shim/process_table.hpp"
#include "shared/protocol/processes.hpp"

namespace ftm {

/// What the processes of one tree use, and used at most. No I/O, no clock.
class tree_meter {
public:
  /// `tree` are its living processes now; `now_ms` only goes forward.
  /// CPU is percent of one core since the call before, 0 at the first.
  process_stats measure(const process_id& id,
                        const std::vector<shim::process_entry>& tree,
                        int64_t now_ms, int64_t ticks_per_second,
                        int64_t page_bytes);

private:
  std::map<pid_t, shim::process_entry> before_;
  int64_t measured_ms_ = 0;
  double peak_cpu_ = 0;
  uint64_t peak_rss_ = 0;
};

/// The living processes of a tree: main, what descends from it or from its
/// shim (but not the shim), and what shares main's session.
std::vector<shim::process_entry>
tree_of(const std::vector<shim::process_entry>& table,
        const shim::identity& main, const shim::identity& keeper);

} // namespace ftm
