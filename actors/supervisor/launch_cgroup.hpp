#pragma once

#include <filesystem>
#include <string>

namespace ftm {

/// The cgroup (v2) of this process, if it is delegated to us so that we may
/// make others in it; "" if not, or if there is no cgroup.kill. Under systemd
/// that needs Delegate=yes.
std::filesystem::path delegated_cgroup();

/// The same, told from the texts of /proc/self/cgroup and mountinfo: where it
/// should be.
std::filesystem::path own_cgroup(const std::string& cgroup,
                                 const std::string& mountinfo);

/// Makes the cgroup of one launch below `base`; "" if that cannot be, and then
/// the launch does without.
std::string make_launch_cgroup(const std::filesystem::path& base,
                               const std::filesystem::path& launch);

} // namespace ftm
