#pragma once

#include "actors/supervisor/shim/process_table.hpp"

#include <map>
#include <optional>

namespace ftm {

/// Who keeps a launch's processes together.
struct tree_roots {
  shim::identity main;
  shim::identity keeper; ///< its shim
  auto operator<=>(const tree_roots&) const = default;
};

/// The processes of a launch, those that wait to be waited for included.
struct process_tree {
  std::vector<shim::process_entry> members;
  std::optional<shim::process_entry> keeper; ///< no member
};

/// Main, what descends from it or from its shim, and what shares main's
/// session.
process_tree tree_of(const std::vector<shim::process_entry>& table,
                     const tree_roots& roots);

/// Finds trees again and again while reading as little of /proc as possible:
/// the whole process table now and then, else the children of known processes,
/// and only themselves while no process has been made on this machine.
class tree_walk {
public:
  static constexpr uint32_t looks_between = 30; ///< at the whole table

  std::vector<process_tree> look(const std::vector<tree_roots>& all);

private:
  bool look_again(const tree_roots& roots, process_tree& y, bool children);

  std::map<tree_roots, std::vector<shim::identity>> known_;
  uint64_t newest_pid_ = 0; ///< that the kernel has given out
  uint32_t looks_ = 0;      ///< since that at the whole table
};

} // namespace ftm
