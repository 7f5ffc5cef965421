#include "actors/supervisor/shim/sweep.hpp"

#include "actors/supervisor/shim/small_file.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ftm::shim {

namespace {

bool prints_into(pid_t x, const struct stat& log) {
  for (auto fd : {1, 2}) {
    char path[32];
    std::snprintf(path, sizeof path, "/proc/%d/fd/%d", x, fd);
    struct stat s;
    if (::stat(path, &s) == 0 && s.st_dev == log.st_dev
        && s.st_ino == log.st_ino)
      return true;
  }
  return false;
}

bool contains(const std::vector<identity>& xs, const identity& x) {
  return std::find(xs.begin(), xs.end(), x) != xs.end();
}

/// Kernel's own sweep, where the launch has a cgroup of its own.
void kill_cgroup(const tree& x) {
  if (x.cgroup.empty())
    return;
  auto fd = ::open((x.cgroup + "/cgroup.kill").c_str(), O_WRONLY | O_CLOEXEC);
  if (fd >= 0) {
    write_all(fd, "1");
    ::close(fd);
  }
}

} // namespace

std::vector<identity> members(const tree& x) {
  auto table = read_process_table();
  auto self = ::getpid();
  std::vector<identity> y;
  auto add = [&](const process_entry& e) {
    if (!e.dead() && e.id.pid != self && !contains(y, e.id))
      y.push_back(e.id);
  };
  std::vector<pid_t> roots{self};
  for (auto& e : table)
    if (e.id == x.main) // else its pid may be another's by now
      roots.push_back(x.main.pid);
  for (auto& e : descendants(table, roots))
    if (!e.dead())
      add(e);
    else if (e.parent == self && e.id.pid != x.main.pid)
      ::waitpid(e.id.pid, nullptr, WNOHANG);
  struct stat log;
  auto has_log = x.log >= 0 && ::fstat(x.log, &log) == 0;
  for (auto& e : table)
    if (e.id == x.main || has_marks(e.id.pid, x.launch, x.slot)
        || (has_log && prints_into(e.id.pid, log)))
      add(e);
  return y;
}

size_t sweep_once(const tree& x) {
  kill_cgroup(x);
  auto found = members(x);
  auto before = found.size();
  std::vector<identity> stopped;
  for (int walk = 0; walk < 100 && !found.empty(); ++walk) {
    auto news = false;
    for (auto& m : found)
      if (!contains(stopped, m)) {
        send_signal(m, SIGSTOP);
        stopped.push_back(m);
        news = true;
      }
    if (!news)
      break;
    found = members(x);
  }
  for (auto& m : stopped)
    send_signal(m, SIGKILL);
  return before;
}

void signal_tree(const tree& x, int signal) {
  for (auto& m : members(x))
    send_signal(m, signal, true);
}

void signal_group(const tree& x, int signal) {
  if (x.ours) {
    // Main is not reaped yet, so the group is still its own.
    ::kill(-x.main.pid, signal);
    ::kill(-x.main.pid, SIGCONT);
    return;
  }
  for (auto& e : read_process_table())
    if (e.group == x.main.pid && e.session == x.main.pid)
      send_signal(e.id, signal, true);
}

} // namespace ftm::shim
