#include "actors/supervisor/launch_cgroup.hpp"

#include "shared/util/file.hpp"

#include <cerrno>
#include <functional>
#include <sstream>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace ftm {

namespace fs = std::filesystem;

namespace {

/// systemd's word that it will leave what is below alone.
bool is_marked_delegated(const fs::path& x) {
  char value = 0;
  for (auto name : {"user.delegate", "trusted.delegate"})
    if (::getxattr(x.c_str(), name, &value, 1) == 1 && value == '1')
      return true;
  return false;
}

bool is_writable(const fs::path& x) {
  return ::access(x.c_str(), W_OK) == 0;
}

} // namespace

fs::path own_cgroup(const std::string& cgroup, const std::string& mountinfo) {
  std::istringstream lines{cgroup};
  std::string line, own;
  while (std::getline(lines, line))
    if (line.starts_with("0::/"))
      own = line.substr(3);
  std::istringstream mounts{mountinfo};
  // ID PARENT DEVICE ROOT POINT OPTIONS … - TYPE …
  while (!own.empty() && std::getline(mounts, line)) {
    if (line.find(" - cgroup2 ") == std::string::npos)
      continue;
    std::istringstream words{line};
    std::string skipped, root, point;
    words >> skipped >> skipped >> skipped >> root >> point;
    if (root == "/")
      root.clear();
    if (own.starts_with(root))
      return fs::path{point}
             / fs::path{own.substr(root.size())}.relative_path();
  }
  return {};
}

fs::path delegated_cgroup() {
  auto x = own_cgroup(read_file("/proc/self/cgroup").value_or(""),
                      read_file("/proc/self/mountinfo").value_or(""));
  // The root of all has no cgroup.kill, and is nobody's to divide.
  if (x.empty() || !is_writable(x / "cgroup.procs")
      || !is_writable(x / "cgroup.kill"))
    return {};
  auto systemd = ::access("/run/systemd/system", F_OK) == 0;
  return systemd && !is_marked_delegated(x) ? fs::path{} : x;
}

std::string make_launch_cgroup(const fs::path& base, const fs::path& launch) {
  if (base.empty())
    return {};
  // Launch ids are unique in their slot only.
  auto slot = std::hash<std::string>{}(launch.parent_path().string());
  auto y =
      base / ("ftm-" + std::to_string(slot) + "-" + launch.filename().string());
  if (::mkdir(y.c_str(), 0700) != 0 && errno != EEXIST)
    return {};
  if (is_writable(y / "cgroup.kill") && is_writable(y / "cgroup.procs"))
    return y.string();
  ::rmdir(y.c_str());
  return {};
}

} // namespace ftm
