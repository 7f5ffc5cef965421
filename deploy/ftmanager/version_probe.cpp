#include "deploy/ftmanager/version_probe.hpp"

#include "shared/config/freqtrade_version.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace ftm {

namespace {

using clock = std::chrono::steady_clock;

constexpr size_t most_output = 65'536;

struct asked {
  pid_t pid = -1;
  int fd = -1; ///< its output; -1 = has ended
  std::string output, why;
};

asked ask(const version_question& q) {
  asked y;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    y.why = std::strerror(errno);
    return y;
  }
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&files, ends[1], 1);
  ::posix_spawn_file_actions_adddup2(&files, ends[1], 2);
  ::posix_spawn_file_actions_addchdir_np(&files, q.folder.c_str());
  ::posix_spawnattr_setpgroup(&attributes, 0); // to be killed as a whole
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  auto file = q.executable.string();
  std::string option = "--version";
  char* argv[] = {file.data(), option.data(), nullptr};
  auto e =
      ::posix_spawn(&y.pid, file.c_str(), &files, &attributes, argv, environ);
  ::posix_spawn_file_actions_destroy(&files);
  ::posix_spawnattr_destroy(&attributes);
  ::close(ends[1]);
  if (e != 0) {
    y.pid = -1;
    y.why = std::strerror(e);
    ::close(ends[0]);
    return y;
  }
  y.fd = ends[0];
  return y;
}

void finish(asked& x, bool late) {
  ::close(x.fd);
  x.fd = -1;
  // It is our child and not reaped yet, so the group is still its own.
  ::kill(-x.pid, SIGKILL);
  auto status = 0;
  while (::waitpid(x.pid, &status, 0) < 0 && errno == EINTR)
    continue;
  if (late)
    x.why = "it has not answered in time";
  else if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
    x.why = "exit code " + std::to_string(WEXITSTATUS(status));
}

void read_some(asked& x) {
  char block[4096];
  auto n = ::read(x.fd, block, sizeof block);
  if (n < 0 && errno == EINTR)
    return;
  if (n > 0)
    x.output.append(block, static_cast<size_t>(n));
  if (n <= 0 || x.output.size() >= most_output)
    finish(x, false);
}

} // namespace

std::vector<version_answer>
ask_versions(const std::vector<version_question>& questions,
             std::chrono::milliseconds limit) {
  std::vector<asked> all;
  all.reserve(questions.size());
  for (auto& q : questions)
    all.push_back(ask(q));
  for (auto end = clock::now() + limit;;) {
    std::vector<pollfd> fds;
    std::vector<asked*> owners;
    for (auto& x : all)
      if (x.fd >= 0) {
        fds.push_back({x.fd, POLLIN, 0});
        owners.push_back(&x);
      }
    auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - clock::now());
    if (fds.empty() || left.count() <= 0)
      break;
    ::poll(fds.data(), fds.size(), static_cast<int>(left.count()));
    for (size_t i = 0; i < fds.size(); ++i)
      if (fds[i].revents != 0)
        read_some(*owners[i]);
  }
  std::vector<version_answer> y;
  for (auto& x : all) {
    if (x.fd >= 0)
      finish(x, true);
    auto version = config::parse_freqtrade_version(x.output);
    if (!version && x.why.empty())
      x.why = "it does not say one";
    y.push_back({version, version ? "" : x.why});
  }
  return y;
}

} // namespace ftm
