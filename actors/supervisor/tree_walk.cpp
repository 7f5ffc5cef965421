#include "actors/supervisor/tree_walk.hpp"

#include "actors/supervisor/shim/small_file.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <set>
#include <unistd.h>

namespace ftm {

namespace {

/// Changes with each process and thread that is made; 0 = not known.
uint64_t newest_pid() {
  auto x = shim::read_small_file(AT_FDCWD, "/proc/loadavg");
  auto blank = x.rfind(' ');
  uint64_t y = 0;
  if (blank != std::string::npos)
    std::from_chars(x.data() + blank + 1, x.data() + x.size(), y);
  return y;
}

bool add_children_of_thread(pid_t process, pid_t thread,
                            std::vector<pid_t>& y) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/task/%d/children", process,
                thread);
  auto fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  char text[4096];
  std::string all;
  for (ssize_t n; (n = ::read(fd, text, sizeof text)) > 0;)
    all.append(text, static_cast<size_t>(n));
  ::close(fd);
  const char* p = all.data();
  auto end = p + all.size();
  for (pid_t pid = 0; p < end; ++p) { // each is followed by a blank
    auto r = std::from_chars(p, end, pid);
    if (r.ec != std::errc{})
      break;
    y.push_back(pid);
    p = r.ptr;
  }
  return true;
}

/// False if the kernel does not tell.
bool add_children(const shim::process_entry& x, std::vector<pid_t>& y) {
  auto pid = x.id.pid;
  if (x.threads <= 1)
    return add_children_of_thread(pid, pid, y);
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%d/task", pid);
  auto folder = ::opendir(path);
  if (folder == nullptr)
    return false;
  auto told = false;
  while (auto e = ::readdir(folder))
    if (e->d_name[0] != '.')
      told |= add_children_of_thread(pid, std::atoi(e->d_name), y);
  ::closedir(folder);
  return told;
}

} // namespace

process_tree tree_of(const std::vector<shim::process_entry>& table,
                     const tree_roots& roots) {
  process_tree y;
  std::vector<pid_t> found;
  auto main_lives = false;
  for (auto& e : table) {
    if (e.id == roots.keeper)
      y.keeper = e;
    main_lives |= e.id == roots.main;
    if (e.id == roots.main || e.id == roots.keeper)
      found.push_back(e.id.pid);
  }
  auto add = [&](const shim::process_entry& e) {
    if (e.id != roots.keeper
        && std::none_of(y.members.begin(), y.members.end(),
                        [&](auto& z) { return z.id == e.id; }))
      y.members.push_back(e);
  };
  for (auto& e : table)
    if (main_lives && (e.id == roots.main || e.session == roots.main.pid))
      add(e);
  for (auto& e : shim::descendants(table, found))
    add(e);
  return y;
}

/// Looks at the known processes of a tree, and at new children of theirs;
/// false if that cannot be done without the whole table.
bool tree_walk::look_again(const tree_roots& roots, process_tree& y,
                           bool children) {
  auto i = known_.find(roots);
  if (i == known_.end())
    return false;
  std::vector<pid_t> open;
  std::set<pid_t> seen;
  auto add = [&](const shim::process_entry& e) {
    if (!seen.insert(e.id.pid).second)
      return true;
    if (e.id == roots.keeper)
      y.keeper = e;
    else
      y.members.push_back(e);
    return !children || e.dead() || add_children(e, open);
  };
  shim::process_entry e;
  if (shim::read_process(roots.keeper.pid, e) && e.id == roots.keeper
      && !add(e))
    return false;
  for (auto& id : i->second)
    if (shim::read_process(id.pid, e) && e.id == id && !add(e) && !e.dead())
      return false;
  for (size_t k = 0; k < open.size(); ++k)
    if (!seen.contains(open[k]) && shim::read_process(open[k], e))
      add(e); // one that has just ended tells of no children
  return true;
}

std::vector<process_tree> tree_walk::look(const std::vector<tree_roots>& all) {
  std::vector<process_tree> y(all.size());
  auto newest = newest_pid(); // before the look: what comes later is news
  auto children = newest == 0 || newest != newest_pid_;
  newest_pid_ = newest;
  auto enough = looks_++ < looks_between;
  for (size_t i = 0; enough && i < all.size(); ++i)
    enough = look_again(all[i], y[i], children);
  if (!enough) {
    looks_ = 0;
    auto table = shim::read_process_table();
    for (size_t i = 0; i < all.size(); ++i)
      y[i] = tree_of(table, all[i]);
  }
  known_.clear();
  for (size_t i = 0; i < all.size(); ++i)
    for (auto& e : y[i].members)
      known_[all[i]].push_back(e.id);
  return y;
}

} // namespace ftm
