#include "actors/supervisor/shim/sweep.hpp"

#include "actors/supervisor/shim/cgroup.hpp"
#include "actors/supervisor/shim/small_file.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <iterator>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ftm::shim {

namespace {

bool before(const identity& a, const identity& b) {
  return a.pid != b.pid ? a.pid < b.pid : a.start < b.start;
}

bool contains(const std::vector<identity>& sorted, const identity& x) {
  return std::binary_search(sorted.begin(), sorted.end(), x, before);
}

void sort_once(std::vector<identity>& x) {
  std::sort(x.begin(), x.end(), before);
  x.erase(std::unique(x.begin(), x.end()), x.end());
}

bool is_log(const char* path, const struct stat& log) {
  struct stat s;
  return ::stat(path, &s) == 0 && s.st_dev == log.st_dev
         && s.st_ino == log.st_ino;
}

bool prints_into(pid_t x, const struct stat& log) {
  for (auto fd : {1, 2}) {
    char path[32];
    std::snprintf(path, sizeof path, "/proc/%d/fd/%d", x, fd);
    if (is_log(path, log))
      return true;
  }
  return false;
}

/// Roots of what descends from no other: those with marks, those that print
/// into the log, those in the cgroup. Each process of the machine is looked at
/// once in its life, since nobody becomes one of these who was not born so.
std::vector<pid_t> marked(tree& x, const std::vector<process_entry>& table) {
  struct stat log;
  auto has_log = x.log >= 0 && ::fstat(x.log, &log) == 0;
  auto in_cgroup = cgroup_members(x.cgroup);
  std::sort(in_cgroup.begin(), in_cgroup.end());
  std::vector<pid_t> y;
  std::vector<identity> strangers;
  for (auto& e : table) {
    if (e.dead() || e.of_kernel || contains(x.known, e.id))
      continue;
    if (std::binary_search(in_cgroup.begin(), in_cgroup.end(), e.id.pid)) {
      y.push_back(e.id.pid);
      continue;
    }
    if (contains(x.strangers, e.id)) {
      strangers.push_back(e.id);
      continue;
    }
    auto found = look_for_marks(e.id.pid, x.launch, x.slot);
    if (found == marks::found || (has_log && prints_into(e.id.pid, log)))
      y.push_back(e.id.pid);
    else if (found == marks::none)
      strangers.push_back(e.id);
  }
  x.strangers.swap(strangers); // by pid, as the table is
  return y;
}

/// Whether a descriptor of the process holds a lock of the log's first byte.
bool holds_lock(pid_t x, const struct stat& log) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/fd", x);
  auto folder = ::opendir(path);
  if (folder == nullptr)
    return false;
  auto y = false;
  while (auto entry = ::readdir(folder)) {
    std::snprintf(path, sizeof path, "/proc/%d/fd/%.16s", x, entry->d_name);
    if (entry->d_name[0] == '.' || !is_log(path, log))
      continue;
    std::snprintf(path, sizeof path, "/proc/%d/fdinfo/%.16s", x, entry->d_name);
    auto text = read_small_file(AT_FDCWD, path);
    if (text.find("OFDLCK") != std::string::npos
        && text.find(" 0 0\n") != std::string::npos)
      y = true;
  }
  ::closedir(folder);
  return y;
}

} // namespace

std::vector<identity> members(tree& x) {
  auto table = read_process_table();
  auto self = ::getpid();
  auto found = marked(x, table);
  std::vector<pid_t> roots{self};
  std::vector<identity> y;
  auto add = [&](const process_entry& e) {
    if (!e.dead() && e.id.pid != self)
      y.push_back(e.id);
  };
  for (auto& e : table)
    if (e.id == x.main || contains(x.known, e.id)
        || std::binary_search(found.begin(), found.end(), e.id.pid)) {
      roots.push_back(e.id.pid);
      add(e);
    }
  for (auto& e : descendants(table, roots)) {
    add(e);
    if (e.dead() && e.parent == self && e.id.pid != x.main.pid)
      ::waitpid(e.id.pid, nullptr, WNOHANG);
  }
  sort_once(y);
  x.known = y;
  return y;
}

size_t sweep_once(tree& x) {
  kill_cgroup(x.cgroup);
  auto found = members(x);
  auto left = found.size();
  std::vector<identity> stopped;
  for (int walk = 0; walk < 100 && !found.empty(); ++walk) {
    std::vector<identity> news;
    std::set_difference(found.begin(), found.end(), stopped.begin(),
                        stopped.end(), std::back_inserter(news), before);
    if (news.empty())
      break;
    for (auto& m : news)
      send_signal(m, SIGSTOP);
    stopped.insert(stopped.end(), news.begin(), news.end());
    sort_once(stopped);
    found = members(x);
  }
  for (auto& m : stopped)
    send_signal(m, SIGKILL);
  return left;
}

size_t kill_lock_holders(const tree& x) {
  struct stat log;
  if (::fstat(x.log, &log) != 0)
    return 0;
  size_t y = 0;
  for (auto& e : read_process_table())
    if (e.id.pid != ::getpid() && !e.dead() && !e.of_kernel
        && holds_lock(e.id.pid, log)) {
      send_signal(e.id, SIGKILL);
      ++y;
    }
  return y;
}

void signal_tree(tree& x, int signal) {
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
