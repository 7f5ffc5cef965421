#include "actors/supervisor/shim/launch.hpp"

#include "actors/supervisor/shim/cgroup.hpp"
#include "actors/supervisor/shim/faults.hpp"
#include "actors/supervisor/shim/locks.hpp"
#include "actors/supervisor/shim/priority.hpp"
#include "actors/supervisor/shim/small_file.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ftm::shim {

namespace {

/// Calls `f(name, folder fd)` for the launches of a slot until it says true.
template <class F>
std::string find_launch(int slot, F f) {
  std::string y;
  auto fd = ::openat(slot, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  auto folder = fd < 0 ? nullptr : ::fdopendir(fd);
  if (folder == nullptr)
    return y;
  while (auto entry = ::readdir(folder)) {
    if (entry->d_name[0] == '.')
      continue;
    auto launch =
        ::openat(slot, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (launch < 0)
      continue;
    auto found = f(entry->d_name, launch);
    ::close(launch);
    if (found) {
      y = entry->d_name;
      break;
    }
  }
  ::closedir(folder);
  return y;
}

bool log_locked(int folder, int byte) {
  auto fd = ::openat(folder, "out.log", O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  auto y = is_locked(fd, byte);
  ::close(fd);
  return y;
}

std::string storage_error(const char* what) {
  return std::string{"error storage "} + what + ": " + std::strerror(errno);
}

[[noreturn]] void fail(int fd, const char* what) {
  auto text = std::to_string(errno) + " " + what;
  write_all(fd, text);
  ::_exit(127);
}

/// The manager raised its own; programs that use select() must not inherit
/// that.
void limit_files(uint64_t most) {
  rlimit x{};
  if (most == 0 || ::getrlimit(RLIMIT_NOFILE, &x) != 0)
    return;
  x.rlim_cur = std::min<rlim_t>(most, x.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &x);
}

[[noreturn]] void run_main(const place& x, const spec& s, int log, int gate,
                           int failed) {
  ::setsid();
  join_cgroup(s.cgroup);
  yield_to_others(s);
  auto null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null < 0 || ::dup2(null, 0) < 0 || ::dup2(log, 1) < 0
      || ::dup2(log, 2) < 0)
    fail(failed, "its input and output");
  if (::chdir(s.folder.c_str()) != 0)
    fail(failed, ("its folder " + s.folder).c_str());
  std::vector<std::string> environment{"FTM_LAUNCH=" + x.launch,
                                       "FTM_SLOT=" + s.slot};
  environment.insert(environment.end(), s.environment.begin(),
                     s.environment.end());
  std::vector<char*> words, variables;
  for (auto& w : s.command)
    words.push_back(const_cast<char*>(w.c_str()));
  for (auto& v : environment)
    variables.push_back(v.data());
  words.push_back(nullptr);
  variables.push_back(nullptr);
  // What was ignored would stay ignored: freqtrade would not hear SIGINT.
  for (int i = 1; i < NSIG; ++i)
    ::signal(i, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  limit_files(s.file_limit);
  ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
  fault_point("main_at_gate");
  char go = 0;
  ssize_t n;
  while ((n = ::read(gate, &go, 1)) < 0 && errno == EINTR) {
  }
  if (n != 1)
    ::_exit(127); // nothing is on disk, so nothing may run
  environ = variables.data();
  if (s.command[0].find('/') != std::string::npos)
    ::execve(words[0], words.data(), variables.data());
  else
    ::execvp(words[0], words.data());
  fail(failed, s.command[0].c_str());
}

} // namespace

std::string occupy(place& x, const char* folder) {
  x.folder = ::open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (x.folder < 0)
    return storage_error(folder);
  x.slot = ::openat(x.folder, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  x.shim_lock = ::openat(x.folder, "out.log",
                         O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  x.slot_lock = ::openat(x.slot, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (x.slot < 0 || x.shim_lock < 0 || x.slot_lock < 0)
    return storage_error("the run folder");
  if (!try_lock(x.shim_lock, shim_byte))
    return "busy " + x.launch;
  fault_point("shim_locked");
  if (try_lock(x.slot_lock, slot_byte))
    return {};
  auto holder = find_launch(x.slot, [&](const char* name, int launch) {
    return name != x.launch && log_locked(launch, shim_byte);
  });
  return "busy " + (holder.empty() ? "?" : holder);
}

std::string living_sibling(const place& x) {
  auto boot = boot_id();
  auto names = pid_namespace();
  return find_launch(x.slot, [&](const char* name, int launch) {
    if (name == x.launch || ::faccessat(launch, "exit", F_OK, 0) == 0)
      return false;
    if (log_locked(launch, tree_byte))
      return true;
    state_record s;
    return parse_state(read_small_file(launch, "state.json"), s)
           && s.boot == boot && s.pid_namespace == names && alive(s.main);
  });
}

int fork_main(const place& x, const spec& s, child& y) {
  auto log = ::openat(x.folder, "out.log", O_WRONLY | O_APPEND | O_CLOEXEC);
  int gate[2], failed[2];
  if (log < 0 || !try_lock(log, tree_byte) || ::pipe2(gate, O_CLOEXEC) != 0
      || ::pipe2(failed, O_CLOEXEC) != 0)
    return errno;
  fault_point("tree_locked");
  auto pid = ::fork();
  if (pid < 0)
    return errno;
  if (pid == 0) {
    ::close(gate[1]); // else its own copy would keep the gate from EOF
    run_main(x, s, log, gate[0], failed[1]);
  }
  ::close(log); // from now on the lock lives and dies with the tree
  ::close(gate[0]);
  ::close(failed[1]);
  y = {identity_of(pid), gate[1], failed[0]};
  return 0;
}

} // namespace ftm::shim
