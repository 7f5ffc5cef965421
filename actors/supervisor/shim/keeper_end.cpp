#include "actors/supervisor/shim/cgroup.hpp"
#include "actors/supervisor/shim/faults.hpp"
#include "actors/supervisor/shim/keeper.hpp"
#include "actors/supervisor/shim/locks.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ftm::shim {

namespace {

constexpr int64_t unkillable_after_ms = 10'000;
constexpr int64_t retry_ms = 1000;

int64_t milliseconds(const timeval& x) {
  return int64_t{x.tv_sec} * 1000 + x.tv_usec / 1000;
}

std::string number_or_null(int x) {
  return x < 0 ? "null" : std::to_string(x);
}

} // namespace

void keeper::look_at_main() {
  if (!main_alive_)
    return;
  if (adopted_) {
    if (!alive(state_.main))
      main_ended(-1, -1);
    return;
  }
  for (;;) {
    siginfo_t x{};
    if (::waitid(P_PID, static_cast<id_t>(state_.main.pid), &x,
                 WEXITED | WNOHANG | WNOWAIT)
            == 0
        && x.si_pid != 0) {
      if (exec_failed_ >= 0)
        watch_exec();
      if (x.si_code == CLD_EXITED)
        main_ended(x.si_status, -1);
      else
        main_ended(-1, x.si_status);
      return;
    }
    // Orphans that came to us and died; main is only looked at (WNOWAIT).
    x = {};
    if (::waitid(P_ALL, 0, &x, WEXITED | WNOHANG | WNOWAIT) != 0
        || x.si_pid == 0)
      return;
    if (x.si_pid != state_.main.pid)
      ::waitpid(x.si_pid, nullptr, WNOHANG);
  }
}

void keeper::main_ended(int code, int signal) {
  fault_point("main_ended");
  main_alive_ = false;
  auto exec_failed = std::strcmp(exit_.reason, "exec_failed") == 0;
  if (adopted_)
    exit_.reason = "shim_lost";
  else if (signal >= 0)
    exit_.reason = "signaled";
  exit_.code = exec_failed ? -1 : code;
  exit_.signal = signal;
  control_.tell("main_exited", "{\"code\":" + number_or_null(code)
                                   + ",\"signal\":" + number_or_null(signal)
                                   + "}");
  if (phase_ == phase::running) {
    phase_ = phase::sweeping;
    sweep_began_ = boottime_ms();
  }
  next_ = 0;
}

void keeper::sweep(int64_t now) {
  if (phase_ != phase::sweeping || now < next_)
    return;
  auto left = sweep_once(tree_);
  look_at_main();
  auto locked = adopted_ && is_locked(place_.shim_lock, tree_byte);
  if (left == 0 && locked)
    kill_lock_holders(tree_);
  auto gone = left == 0 && !main_alive_ && !locked
              && !is_populated(tree_.cgroup) && reap_all();
  if (gone) {
    phase_ = phase::recording;
    next_ = 0;
    struct stat s;
    exit_.launch = place_.launch;
    exit_.ended_at = wall_ns();
    exit_.duration_ms = now - state_.started_boottime_ms;
    exit_.log_end = ::fstat(place_.shim_lock, &s) == 0 ? s.st_size : 0;
    remove_cgroup(tree_.cgroup);
    log_.release(place_.shim_lock);
    exit_.missing_since = log_.missing_since();
    exit_.missing_until = log_.missing_until();
    control_.tell("tree_gone", status_json());
    fault_point("tree_gone");
    return;
  }
  if (!unkillable_ && now - sweep_began_ >= unkillable_after_ms) {
    unkillable_ = true;
    control_.tell("unkillable", status_json());
  }
  next_ = now + sweep_pause_;
  sweep_pause_ = std::min(sweep_pause_ * 2, retry_ms);
}

bool keeper::reap_all() {
  if (!adopted_) {
    rusage used{};
    if (::wait4(state_.main.pid, nullptr, WNOHANG, &used) == state_.main.pid) {
      exit_.user_ms = milliseconds(used.ru_utime);
      exit_.system_ms = milliseconds(used.ru_stime);
      exit_.max_rss_kb = used.ru_maxrss;
    }
  }
  for (;;) {
    auto x = ::waitpid(-1, nullptr, WNOHANG);
    if (x == 0)
      return false; // somebody lives whom /proc did not show
    if (x < 0 && errno != EINTR)
      return true;
  }
}

void keeper::finish(int64_t now) {
  if (phase_ != phase::recording || now < next_)
    return;
  auto error = write_exit(place_.folder, exit_);
  auto news = error != record_error_;
  record_error_ = error;
  struct stat s;
  // Somebody deleted the run folder: nobody can ever read the record.
  auto deleted = ::fstat(place_.folder, &s) == 0 && s.st_nlink == 0;
  if (record_error_ != 0 && !deleted) {
    if (news)
      control_.tell("unwritten", status_json());
    next_ = now + retry_ms;
    return;
  }
  phase_ = phase::done;
  ::unlinkat(place_.folder, "ctl", 0);
  // Before the sockets: who sees them close may take the slot at once.
  ::close(place_.shim_lock);
  ::close(place_.slot_lock);
}

} // namespace ftm::shim
