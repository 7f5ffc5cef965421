#include "actors/supervisor/shim/identity.hpp"

#include "actors/supervisor/shim/process_table.hpp"
#include "actors/supervisor/shim/small_file.hpp"

#include <csignal>
#include <ctime>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ftm::shim {

identity identity_of(pid_t x) {
  process_entry e;
  if (x <= 0 || !read_process(x, e))
    return {x, 0};
  return e.id;
}

bool alive(const identity& x) {
  process_entry e;
  return x.pid > 0 && read_process(x.pid, e) && e.id == x && !e.dead();
}

std::string boot_id() {
  auto y = read_small_file(AT_FDCWD, "/proc/sys/kernel/random/boot_id");
  while (!y.empty() && y.back() == '\n')
    y.pop_back();
  return y;
}

uint64_t pid_namespace() {
  struct stat x;
  return ::stat("/proc/self/ns/pid", &x) == 0 ? x.st_ino : 0;
}

int open_pidfd(const identity& x) {
  if (x.pid <= 0)
    return -1;
  auto fd = static_cast<int>(::syscall(SYS_pidfd_open, x.pid, 0));
  // Checked after opening: from here on the pid cannot become another's.
  if (fd >= 0 && identity_of(x.pid) != x) {
    ::close(fd);
    return -1;
  }
  return fd;
}

bool send_signal(const identity& x, int signal, bool then_continue) {
  auto fd = open_pidfd(x);
  if (fd < 0)
    return false;
  auto sent = ::syscall(SYS_pidfd_send_signal, fd, signal, nullptr, 0) == 0;
  if (sent && then_continue)
    ::syscall(SYS_pidfd_send_signal, fd, SIGCONT, nullptr, 0);
  ::close(fd);
  return sent;
}

namespace {

int64_t nanoseconds(clockid_t clock) {
  timespec x{};
  ::clock_gettime(clock, &x);
  return int64_t{x.tv_sec} * 1'000'000'000 + x.tv_nsec;
}

} // namespace

int64_t boottime_ms() {
  return nanoseconds(CLOCK_BOOTTIME) / 1'000'000;
}

int64_t wall_ns() {
  return nanoseconds(CLOCK_REALTIME);
}

} // namespace ftm::shim
