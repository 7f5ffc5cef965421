#include "deploy/demo/workers.hpp"
#include "deploy/demo/console.hpp"
#include "deploy/demo/interrupts.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ftm::sim {

namespace {

pid_t spawn(std::vector<std::string> words, std::vector<int> kept) {
  words.insert(words.begin(), "/usr/bin/python3");
  std::vector<char*> argv;
  for (auto& x : words)
    argv.push_back(x.data());
  argv.push_back(nullptr);
  auto pid = ::fork();
  if (pid != 0)
    return pid;
  for (auto fd : kept)
    ::fcntl(fd, F_SETFD, 0);
  ::execv("/proc/self/exe", argv.data());
  std::_Exit(127);
}

/// The descriptor of the control pipe, from `--pipe N` or `main(N…`.
int control_of(const std::vector<std::string>& words) {
  auto& last = words.back();
  auto open = last.find("main(");
  return std::atoi(open == last.npos ? last.c_str() : last.c_str() + open + 5);
}

/// Waits for the parent's end; true if it said goodbye.
bool dismissed(int control) {
  char x = 0;
  ssize_t n = 0;
  while ((n = ::read(control, &x, 1)) < 0 && errno == EINTR) {
  }
  return n == 1;
}

} // namespace

worker_pool::worker_pool(int jobs) {
  int control[2], tracked[2];
  if (jobs < 2 || ::pipe2(control, O_CLOEXEC) != 0
      || ::pipe2(tracked, O_CLOEXEC) != 0)
    return;
  control_ = control[1];
  tracked_ = tracked[1];
  auto n = std::to_string(tracked[0]);
  for (auto& code :
       {"from joblib.externals.loky.backend.resource_tracker "
        "import main; main("
            + n + ", False)",
        "from multiprocessing.resource_tracker import main;main(" + n + ")"})
    trackers_.push_back(spawn({"-B", "-c", code}, {tracked[0]}));
  for (int i = 1; i <= jobs; ++i)
    workers_.push_back(
        spawn({"-m", "joblib.externals.loky.backend.popen_loky_posix",
               "--process-name", "LokyProcess-" + std::to_string(i), "--pipe",
               std::to_string(control[0])},
              {control[0], tracked[1]}));
  ::close(control[0]);
  ::close(tracked[0]);
}

worker_pool::~worker_pool() {
  auto dismiss = [](int pipe, const std::vector<pid_t>& group) {
    if (pipe < 0)
      return;
    write_all(pipe, std::string(group.size(), 'q'));
    ::close(pipe);
    for (auto pid : group)
      ::waitpid(pid, nullptr, 0);
  };
  dismiss(control_, workers_);
  dismiss(tracked_, trackers_);
}

bool run_as_worker(const std::vector<std::string>& words) {
  if (words.size() < 3 || (words[0] != "-m" && words[0] != "-B"))
    return false;
  // loky's idle workers end by themselves after some 5 minutes.
  constexpr int idle_ms = 330'000;
  auto tracker = words[0] == "-B";
  if (tracker) {
    ignore_signal(SIGINT);
    ignore_signal(SIGTERM);
  }
  if (!dismissed(control_of(words))) {
    if (!tracker)
      pause_deaf_ms(idle_ms);
    else
      raw_err("resource_tracker.py:310: UserWarning: resource_tracker: There "
              "appear to be 8 leaked semlock objects to clean up at "
              "shutdown\n  warnings.warn(\n");
  }
  return true;
}

} // namespace ftm::sim
