#include "actors/supervisor/shim/cgroup.hpp"

#include "actors/supervisor/shim/small_file.hpp"

#include <cstdlib>
#include <unistd.h>

namespace ftm::shim {

namespace {

void write_to(const std::string& x, const char* name, const char* text) {
  if (x.empty())
    return;
  auto fd = ::open((x + name).c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0)
    return;
  write_all(fd, text);
  ::close(fd);
}

} // namespace

void join_cgroup(const std::string& x) {
  write_to(x, "/cgroup.procs", "0");
}

void kill_cgroup(const std::string& x) {
  write_to(x, "/cgroup.kill", "1");
}

std::vector<pid_t> cgroup_members(const std::string& x) {
  std::vector<pid_t> y;
  if (x.empty())
    return y;
  auto text = read_small_file(AT_FDCWD, (x + "/cgroup.procs").c_str());
  for (auto p = text.c_str(); *p != '\0';) {
    char* end = nullptr;
    auto pid = static_cast<pid_t>(std::strtol(p, &end, 10));
    if (end == p)
      break;
    if (pid > 0) // 0 = of another pid namespace
      y.push_back(pid);
    for (p = end; *p == '\n';)
      ++p;
  }
  return y;
}

bool is_populated(const std::string& x) {
  return !x.empty()
         && read_small_file(AT_FDCWD, (x + "/cgroup.events").c_str())
                    .find("populated 1")
                != std::string::npos;
}

void remove_cgroup(const std::string& x) {
  if (!x.empty())
    ::rmdir(x.c_str());
}

} // namespace ftm::shim
