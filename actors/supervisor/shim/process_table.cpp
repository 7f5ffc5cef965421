#include "actors/supervisor/shim/process_table.hpp"

#include "actors/supervisor/shim/small_file.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace ftm::shim {

bool parse_stat(std::string_view x, process_entry& y) {
  auto open = x.find('(');
  auto close = x.rfind(')'); // the name may hold parentheses
  if (open == std::string_view::npos || close == std::string_view::npos
      || close + 2 >= x.size())
    return false;
  y.id.pid = std::atoi(std::string{x.substr(0, open)}.c_str());
  y.state = x[close + 2];
  uint64_t fields[25] = {}; // numbered as in proc(5), from 4 on
  auto p = x.data() + close + 3;
  auto end = x.data() + x.size();
  for (int i = 4; i < 25; ++i) {
    while (p < end && *p == ' ')
      ++p;
    auto negative = p < end && *p == '-';
    auto r = std::from_chars(negative ? p + 1 : p, end, fields[i]);
    if (r.ec != std::errc{})
      return false;
    p = r.ptr;
  }
  y.parent = static_cast<pid_t>(fields[4]);
  y.group = static_cast<pid_t>(fields[5]);
  y.session = static_cast<pid_t>(fields[6]);
  y.of_kernel = (fields[9] & 0x00200000) != 0; // PF_KTHREAD
  y.cpu_ticks = fields[14] + fields[15];
  y.reaped_ticks = fields[16] + fields[17];
  y.threads = static_cast<uint32_t>(fields[20]);
  y.id.start = fields[22];
  y.rss_pages = fields[24];
  return true;
}

bool read_process(pid_t x, process_entry& y) {
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%d/stat", x);
  char text[1024];
  auto fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  auto n = ::read(fd, text, sizeof text);
  ::close(fd);
  return n > 0 && parse_stat({text, static_cast<size_t>(n)}, y);
}

std::vector<process_entry> read_process_table() {
  std::vector<process_entry> y;
  auto folder = ::opendir("/proc");
  if (folder == nullptr)
    return y;
  while (auto entry = ::readdir(folder)) {
    if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
      continue;
    process_entry e;
    if (read_process(std::atoi(entry->d_name), e))
      y.push_back(e);
  }
  ::closedir(folder);
  std::sort(y.begin(), y.end(),
            [](auto& a, auto& b) { return a.id.pid < b.id.pid; });
  return y;
}

std::vector<process_entry> descendants(const std::vector<process_entry>& table,
                                       const std::vector<pid_t>& roots) {
  auto by_parent = table;
  std::sort(by_parent.begin(), by_parent.end(),
            [](auto& a, auto& b) { return a.parent < b.parent; });
  std::vector<process_entry> y;
  std::vector<bool> taken(by_parent.size());
  auto add_children = [&](pid_t parent) {
    auto i = std::lower_bound(
        by_parent.begin(), by_parent.end(), parent,
        [](const process_entry& a, pid_t b) { return a.parent < b; });
    for (; i != by_parent.end() && i->parent == parent; ++i)
      if (auto n = static_cast<size_t>(i - by_parent.begin()); !taken[n]) {
        taken[n] = true;
        y.push_back(*i);
      }
  };
  for (auto x : roots)
    add_children(x);
  for (size_t i = 0; i < y.size(); ++i)
    add_children(y[i].id.pid);
  return y;
}

marks look_for_marks(pid_t x, const std::string& launch,
                     const std::string& slot) {
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%d/environ", x);
  auto text = read_small_file(AT_FDCWD, path, 262'144);
  auto holds = [&](const std::string& mark) {
    for (auto i = text.find(mark); i != std::string::npos;
         i = text.find(mark, i + 1))
      if ((i == 0 || text[i - 1] == '\0')
          && (i + mark.size() == text.size() || text[i + mark.size()] == '\0'))
        return true;
    return false;
  };
  if (text.empty())
    return marks::unreadable;
  return holds("FTM_LAUNCH=" + launch) && holds("FTM_SLOT=" + slot)
             ? marks::found
             : marks::none;
}

bool has_marks(pid_t x, const std::string& launch, const std::string& slot) {
  return look_for_marks(x, launch, slot) == marks::found;
}

} // namespace ftm::shim
