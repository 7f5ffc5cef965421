#pragma once

#include "actors/supervisor/gpu/figures.hpp"
#include "actors/supervisor/process_figures.hpp"
#include "shared/protocol/processes.hpp"

namespace ftm {

/// A process of a tree, and what it uses.
struct measured_process {
  shim::process_entry entry;
  process_figures figures;
  bool keeper = false; ///< the shim: counts only for what it has waited for
};

/// One look at a tree.
struct tree_look {
  std::vector<measured_process> processes; ///< those that have ended included
  gpu_use gpu;
  int64_t at_ms = 0; ///< only goes forward
};

/// What the processes of one tree use, and used at most. No I/O, no clock.
class tree_meter {
public:
  tree_meter(int64_t ticks_per_second, int64_t page_bytes)
      : ticks_per_second_(ticks_per_second), page_bytes_(page_bytes) {}

  /// CPU is percent of one core since the look before, rates are per second
  /// since then; 0 at the first. What processes used that began and ended
  /// between two looks is in there. Bytes read and written never go back.
  process_stats measure(const process_id& id, const tree_look& x);

private:
  uint64_t ticks_since(const tree_look& x) const;
  io_bytes io_since(const tree_look& x) const;
  void keep_peaks(process_stats& y);

  int64_t ticks_per_second_;
  int64_t page_bytes_;
  std::map<shim::identity, measured_process> before_;
  int64_t measured_ms_ = 0;
  io_bytes io_; ///< since the launch began
  process_stats peaks_;
};

} // namespace ftm
