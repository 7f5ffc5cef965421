#include "actors/supervisor/shim/keeper.hpp"

#include "actors/supervisor/shim/faults.hpp"
#include "actors/supervisor/shim/small_file.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ftm::shim {

keeper::keeper(place x, spec s, int status)
    : place_(std::move(x)), spec_(std::move(s)), status_(status),
      control_(place_.launch, spec_.generation) {
  state_.launch = place_.launch;
  log_.set_limit(spec_.log_limit);
}

void keeper::report(const std::string& line) {
  if (status_ < 0)
    return;
  write_all(status_, line);
  ::close(status_);
  status_ = -1;
}

int keeper::prepare() {
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
  auto e = signals_ < 0 ? errno : 0;
  if (e != 0)
    refuse("signalfd", e);
  else if ((e = reserve_exit(place_.folder)) != 0)
    refuse("no room for the exit record", e);
  else if (fault_point(adopted_ ? "adopt_reserved" : "reserved");
           (e = control_.open(place_.folder)) != 0)
    refuse("its socket", e);
  fault_point(adopted_ ? "adopt_bound" : "bound");
  return e;
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
  if (prepare() != 0)
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
  state_.cgroup = spec_.cgroup;
  fault_point("forked");
  auto e = write_small_file(place_.folder, "state.json", to_json(state_));
  if (e != 0) {
    ::close(c.gate);
    ::waitpid(c.id.pid, nullptr, 0);
    refuse("state.json", e);
    return false;
  }
  fault_point("on_disk");
  write_all(c.gate, "g");
  ::close(c.gate);
  fault_point("opened");
  exec_failed_ = c.failed;
  tree_ = {place_.launch,    spec_.slot,   c.id, true,
           place_.shim_lock, spec_.cgroup, {},   {}};
  return true;
}

bool keeper::adopt() {
  adopted_ = true;
  if (!parse_state(read_small_file(place_.folder, "state.json"), state_)
      || state_.main.pid <= 0) {
    report("error storage state.json is not readable");
    return false;
  }
  if (prepare() != 0)
    return false;
  parse_stop(read_small_file(place_.folder, "stop.json"), exit_.requested);
  state_.shim = identity_of(::getpid());
  write_small_file(place_.folder, "state.json", to_json(state_));
  fault_point("adopt_on_disk");
  tree_ = {place_.launch,    spec_.slot,    state_.main, false,
           place_.shim_lock, state_.cgroup, {},          {}};
  members(tree_); // those that leave no other trace are remembered
  main_pidfd_ = open_pidfd(state_.main);
  report("started " + std::to_string(state_.main.pid));
  return true;
}

void keeper::run() {
  while (phase_ != phase::done) {
    std::vector<pollfd> fds{{signals_, POLLIN, 0},
                            {exec_failed_, POLLIN, 0},
                            {main_alive_ ? main_pidfd_ : -1, POLLIN, 0},
                            {log_.written(), POLLIN, 0}};
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
    auto now = boottime_ms();
    if (fds[3].revents != 0)
      log_.on_written(now);
    control_.serve(*this);
    climb(now);
    sweep(now);
    look_at_log(now);
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
  if (phase_ == phase::running || phase_ == phase::sweeping)
    consider(log_.next_due());
  return static_cast<int>(y);
}

void keeper::look_at_log(int64_t now) {
  if (phase_ == phase::recording || phase_ == phase::done)
    return; // nobody writes any longer, and its room was given back
  log_.look(place_.shim_lock, now);
  if (auto full = log_.full_since() != 0; full != told_full_) {
    told_full_ = full;
    control_.tell("disk_full", "{" + space_json() + "}");
  }
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

void keeper::climb(int64_t now) {
  if (phase_ != phase::running)
    return;
  while (auto r = ladder_.due(now)) {
    if (adopted_) // who loses its parent now would leave no trace
      members(tree_);
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

} // namespace ftm::shim
