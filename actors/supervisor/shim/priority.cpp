#include "actors/supervisor/shim/priority.hpp"

#include "actors/supervisor/shim/small_file.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ftm::shim {

namespace {

// linux/ioprio.h, which Debian 12's headers for user space lack in part.
constexpr int io_of_process = 1;
constexpr int io_class_shift = 13;

/// What cannot be written leaves things as they are.
void write_number(const char* file, int x) {
  auto fd = ::open(file, O_WRONLY | O_CLOEXEC);
  if (fd < 0)
    return;
  write_all(fd, std::to_string(x));
  ::close(fd);
}

void raise_oom_score(int most) {
  constexpr auto file = "/proc/self/oom_score_adj";
  if (std::atoi(read_small_file(AT_FDCWD, file).c_str()) < most)
    write_number(file, most);
}

} // namespace

void yield_to_others(const spec& x) {
  if (x.nice > ::getpriority(PRIO_PROCESS, 0)) {
    ::setpriority(PRIO_PROCESS, 0, x.nice);
    // Its session is an autogroup of its own, and where the kernel has these a
    // nice value counts within one only (sched(7)).
    write_number("/proc/self/autogroup", x.nice);
  }
  if (x.io_class > 0)
    ::syscall(SYS_ioprio_set, io_of_process, 0,
              x.io_class << io_class_shift | x.io_level);
  if (x.oom_score_adj > 0)
    raise_oom_score(x.oom_score_adj);
}

} // namespace ftm::shim
