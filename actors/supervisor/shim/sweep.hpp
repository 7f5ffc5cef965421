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
  std::vector<identity> known;     ///< members, whatever they do since
  std::vector<identity> strangers; ///< looked at once, and not of the tree
};

/// All living processes of the tree, by pid: our descendants, main, who is in
/// the cgroup, and whoever carries the launch's marks or prints into its log,
/// with the descendants of each. Reaps dead children of ours but main, so that
/// its pid cannot become another's.
std::vector<identity> members(tree& x);

/// One pass of the sweep: stops all members until two walks agree (so that
/// none can fork away), kills them, and reaps. Returns how many were left
/// before it.
size_t sweep_once(tree& x);

/// Kills whoever still holds the tree lock of the log, by whatever descriptor:
/// one that no other trace leads to. Returns how many.
size_t kill_lock_holders(const tree& x);

/// Signals every member once, SIGCONT after it.
void signal_tree(tree& x, int signal);

/// Signals main's process group, SIGCONT after it.
void signal_group(const tree& x, int signal);

} // namespace ftm::shim
