#pragma once

#include "actors/supervisor/shim/process_table.hpp"

#include <string>
#include <vector>

namespace ftm::shim {

/// The tree of a launch: what must be gone before "stopped" is said.
struct tree {
  std::string launch;
  std::string slot;
  identity main;
  bool ours = true; ///< main is our child, and we are the subreaper
  int log = -1;     ///< out.log: who prints into it belongs to the tree
  std::string cgroup;
};

/// All living processes of the tree: our descendants, main, and whoever
/// carries the launch's marks or prints into its log. Reaps dead children of
/// ours but main, so that its pid cannot become another's.
std::vector<identity> members(const tree& x);

/// One pass of the sweep: stops all members until two walks agree (so that
/// none can fork away), kills them, and reaps. Returns how many were left
/// before it.
size_t sweep_once(const tree& x);

/// Signals every member once, SIGCONT after it.
void signal_tree(const tree& x, int signal);

/// Signals main's process group, SIGCONT after it.
void signal_group(const tree& x, int signal);

} // namespace ftm::shim
