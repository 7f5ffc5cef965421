#include "actors/supervisor/shim/keeper.hpp"

#include "actors/supervisor/shim/locks.hpp"
#include "actors/supervisor/shim/small_file.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
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

keeper::keeper(place x, spec s, int status)
    : place_(std::move(x)), spec_(std::move(s)), status_(status),
      control_(place_.launch, spec_.generation) {
  state_.launch = place_.launch;
  log_.set(spec_.log_limit);
}

void keeper::report(const std::string& line) {
  if (status_ < 0)
    return;
  write_all(status_, line);
  ::close(status_);
  status_ = -1;
}

bool keeper::prepare() {
  for (auto s : {SIGHUP, SIGINT, SIGTERM, SIGPIPE})
    ::signal(s, SIG_IGN);
  struct sigaction child {};
  child.sa_handler = SIG_DFL;
  child.sa_flags = SA_NOCLDSTOP;
  ::sigaction(SIGCHLD, &child, nullptr);
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGCHLD);
  ::sigprocmask(SIG_SETMASK, &set, nullptr);
  signals_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  auto e = reserve_exit(place_.folder);
  if (e != 0)
    refuse("no room for the exit record", e);
  else if ((e = control_.open(place_.folder)) != 0)
    refuse("its socket", e);
  else if (signals_ < 0)
    refuse("signalfd", e = errno);
  return e == 0;
}

void keeper::refuse(const char* what, int error) {
  exit_.launch = place_.launch;
  exit_.reason = "never_started";
  exit_.ended_at = wall_ns();
  exit_.error = std::string{what} + ": " + std::strerror(error);
  if (!adopted_) // else there is a tree, and another may keep it
    write_exit(place_.folder, exit_);
  auto lacks = error == EAGAIN || error == ENOMEM || error == EMFILE
               || error == ENFILE; // of the kernel's, not of the disk
  report((lacks ? "error exec " : "error storage ") + exit_.error);
}

bool keeper::start() {
  if (!prepare())
    return false;
  child c;
  if (auto e = fork_main(place_, spec_, c); e != 0) {
    refuse("fork", e);
    return false;
  }
  state_.boot = boot_id();
  state_.pid_namespace = pid_namespace();
  state_.shim = identity_of(::getpid());
  state_.main = c.id;
  state_.started_at = wall_ns();
  state_.started_boottime_ms = boottime_ms();
  auto e = write_small_file(place_.folder, "state.json", to_json(state_));
  if (e != 0) {
    ::close(c.gate);
    ::waitpid(c.id.pid, nullptr, 0);
    refuse("state.json", e);
    return false;
  }
  write_all(c.gate, "g");
  ::close(c.gate);
  exec_failed_ = c.failed;
  tree_ = {place_.launch, spec_.slot,       c.id,
           true,          place_.shim_lock, spec_.cgroup};
  return true;
}

bool keeper::adopt() {
  adopted_ = true;
  if (!parse_state(read_small_file(place_.folder, "state.json"), state_)
      || !prepare()) {
    report("error storage state.json is not readable");
    return false;
  }
  parse_stop(read_small_file(place_.folder, "stop.json"), exit_.requested);
  state_.shim = identity_of(::getpid());
  write_small_file(place_.folder, "state.json", to_json(state_));
  tree_ = {place_.launch, spec_.slot,       state_.main,
           false,         place_.shim_lock, spec_.cgroup};
  main_pidfd_ = open_pidfd(state_.main);
  report("started " + std::to_string(state_.main.pid));
  return true;
}

void keeper::run() {
  while (phase_ != phase::done) {
    std::vector<pollfd> fds{{signals_, POLLIN, 0},
                            {exec_failed_, POLLIN, 0},
                            {main_alive_ ? main_pidfd_ : -1, POLLIN, 0}};
    control_.add_to(fds);
    ::poll(fds.data(), fds.size(), wait_ms(boottime_ms()));
    if ((fds[0].revents & POLLIN) != 0) {
      signalfd_siginfo x[8];
      while (::read(signals_, x, sizeof x) > 0) {
      }
      if (phase_ == phase::sweeping)
        next_ = 0; // somebody died: look again now
    }
    if (fds[1].revents != 0)
      watch_exec();
    look_at_main();
    control_.serve(*this);
    auto now = boottime_ms();
    climb(now);
    sweep(now);
    log_.look(place_.shim_lock, now);
    finish(now);
  }
}

int keeper::wait_ms(int64_t now) const {
  int64_t y = -1;
  auto consider = [&](int64_t due) {
    if (due >= 0)
      y = std::clamp(due - now, int64_t{0}, y < 0 ? int64_t{60'000} : y);
  };
  if (phase_ != phase::running)
    consider(next_);
  else
    consider(ladder_.next_due());
  consider(log_.next_due());
  return static_cast<int>(y);
}

void keeper::watch_exec() {
  char text[512];
  auto n = ::read(exec_failed_, text, sizeof text - 1);
  if (n < 0 && errno == EINTR)
    return;
  ::close(exec_failed_);
  exec_failed_ = -1;
  if (n <= 0) {
    report("started " + std::to_string(state_.main.pid));
    return;
  }
  text[n] = '\0';
  auto what = std::strchr(text, ' ');
  exit_.reason = "exec_failed";
  exit_.error = std::string{what == nullptr ? "?" : what + 1} + ": "
                + std::strerror(std::atoi(text));
  report("error exec " + exit_.error);
}

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

void keeper::climb(int64_t now) {
  if (phase_ != phase::running)
    return;
  while (auto r = ladder_.due(now)) {
    if (r->to == target::tree && r->signal == SIGKILL) {
      phase_ = phase::sweeping;
      sweep_began_ = now;
      next_ = 0;
    } else if (r->to == target::tree) {
      signal_tree(tree_, r->signal);
    } else if (r->to == target::group) {
      signal_group(tree_, r->signal);
    } else {
      send_signal(state_.main, r->signal, true);
    }
    control_.tell("stopping", "{\"rung\":" + std::to_string(ladder_.current())
                                  + ",\"signal\":" + std::to_string(r->signal)
                                  + ",\"target\":\"" + name_of(r->to) + "\"}");
  }
}

void keeper::sweep(int64_t now) {
  if (phase_ != phase::sweeping || now < next_)
    return;
  auto left = sweep_once(tree_);
  look_at_main();
  auto gone = left == 0 && !main_alive_
              && !(adopted_ && is_locked(place_.shim_lock, tree_byte))
              && reap_all();
  if (gone) {
    phase_ = phase::recording;
    next_ = 0;
    struct stat s;
    exit_.launch = place_.launch;
    exit_.ended_at = wall_ns();
    exit_.duration_ms = now - state_.started_boottime_ms;
    exit_.log_end = ::fstat(place_.shim_lock, &s) == 0 ? s.st_size : 0;
    control_.tell("tree_gone", status_json());
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
  record_error_ = write_exit(place_.folder, exit_);
  struct stat s;
  // Somebody deleted the run folder: nobody can ever read the record.
  auto deleted = ::fstat(place_.folder, &s) == 0 && s.st_nlink == 0;
  if (record_error_ != 0 && !deleted) {
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
