#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

/// The cgroup (v2) of one launch, where the manager's own is delegated to it.
/// "" stands for none, and then nothing is done.
namespace ftm::shim {

/// Puts this process into it.
void join_cgroup(const std::string& x);

/// Kills all of it, its children too.
void kill_cgroup(const std::string& x);

/// Who is in it. Those in cgroups that they have made below it are not told.
std::vector<pid_t> cgroup_members(const std::string& x);

/// Whether anybody is in it or below it.
bool is_populated(const std::string& x);

/// Removes an empty one.
void remove_cgroup(const std::string& x);

} // namespace ftm::shim
