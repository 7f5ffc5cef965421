// ftm-shim: the parent of one freqtrade process. It outlives the manager.
//
//   ftm-shim FOLDER LAUNCH          starts the launch whose spec is on fd 4
//   ftm-shim --adopt FOLDER LAUNCH  supervises what a lost shim has left
//
// One line on fd 3 tells how it went: `started PID`, `busy LAUNCH`, `ended`
// (the launch has an exit record), `error exec TEXT` or `error storage TEXT`.

#include "actors/supervisor/shim/faults.hpp"
#include "actors/supervisor/shim/keeper.hpp"
#include "actors/supervisor/shim/small_file.hpp"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr int status_fd = 3;
constexpr int spec_fd = 4;

using namespace ftm::shim;

std::string read_spec() {
  std::string y;
  char block[4096];
  for (;;) {
    auto n = ::read(spec_fd, block, sizeof block);
    if (n <= 0)
      break;
    y.append(block, static_cast<size_t>(n));
  }
  ::close(spec_fd);
  return y;
}

/// Only SIGKILL shall end it, and only SIGSTOP stop it. Main has them restored.
void ignore_signals() {
  for (auto s : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGALRM, SIGUSR1,
                 SIGUSR2, SIGTSTP, SIGTTIN, SIGTTOU, SIGVTALRM, SIGPROF, SIGIO,
                 SIGPWR, SIGXCPU, SIGXFSZ})
    ::signal(s, SIG_IGN);
}

int say(const std::string& x) {
  write_all(status_fd, x);
  return 1;
}

int keep(bool adopting, const char* folder, const char* launch) {
  auto s = parse_spec(read_spec());
  place p;
  p.launch = launch;
  fault_point(adopting ? "adopt_began" : "began");
  if (auto why = occupy(p, folder); !why.empty())
    return say(why);
  fault_point(adopting ? "adopt_locked" : "locked");
  if (::chdir("/") != 0) // it must not hold the manager's folder
    return say("error exec chdir /");
  if (::faccessat(p.folder, "exit", F_OK, 0) == 0)
    return say("ended");
  if (auto other = living_sibling(p); !other.empty())
    return say("busy " + other);
  if (!adopting && s.command.empty())
    return say("error exec there is no command");
  keeper k{std::move(p), std::move(s), status_fd};
  if (!(adopting ? k.adopt() : k.start()))
    return 1;
  k.run();
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  auto adopting = argc == 4 && std::strcmp(argv[1], "--adopt") == 0;
  if (!adopting && argc != 3) {
    const char usage[] = "usage: ftm-shim [--adopt] FOLDER LAUNCH\n"
                         "It is started by ftmanager.\n";
    write_all(2, usage);
    return 2;
  }
  // Second half of the double fork: the supervisor reaps this process at once,
  // and is nobody's parent.
  switch (::fork()) {
  case -1:
    return say("error exec fork: no process can be made");
  case 0:
    break;
  default:
    ::_exit(0);
  }
  ::setsid();
  ignore_signals();
  ::fcntl(status_fd, F_SETFD, FD_CLOEXEC);
  return keep(adopting, argv[argc - 2], argv[argc - 1]);
}
