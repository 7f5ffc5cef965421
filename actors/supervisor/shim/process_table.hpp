#pragma once

#include "actors/supervisor/shim/identity.hpp"

#include <string_view>
#include <vector>

namespace ftm::shim {

/// A line of the process table, from /proc/PID/stat.
struct process_entry {
  identity id;
  pid_t parent = 0;
  pid_t group = 0;
  pid_t session = 0;
  char state = '?';
  uint64_t cpu_ticks = 0;    ///< user and system
  uint64_t reaped_ticks = 0; ///< of children that it has waited for
  uint64_t rss_pages = 0;
  uint32_t threads = 0;
  bool of_kernel = false; ///< a thread of the kernel

  bool dead() const {
    return state == 'Z' || state == 'X';
  }
};

/// Reads the text of /proc/PID/stat; the name in it may hold anything.
bool parse_stat(std::string_view x, process_entry& y);

/// One process; false if there is none.
bool read_process(pid_t x, process_entry& y);

/// All processes that we can see, by pid.
std::vector<process_entry> read_process_table();

/// The descendants of `roots` in `table`, without the roots.
std::vector<process_entry> descendants(const std::vector<process_entry>& table,
                                       const std::vector<pid_t>& roots);

enum class marks { found, none, unreadable };

/// Whether the process carries the marks of a launch in its environment.
/// `unreadable` also in the midst of an exec.
marks look_for_marks(pid_t x, const std::string& launch,
                     const std::string& slot);

/// The same; false if it cannot be read.
bool has_marks(pid_t x, const std::string& launch, const std::string& slot);

} // namespace ftm::shim
