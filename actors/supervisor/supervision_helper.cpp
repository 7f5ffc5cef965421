#include "actors/supervisor/supervision.hpp"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ftm {

namespace {

/// Starts a short command beside a process, in its folder; what it prints goes
/// into the process's log. 0 or errno.
int spawn_helper(const process_spec& spec, const std::filesystem::path& log,
                 pid_t& pid) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  // Not an open file description of the tree's: it holds no lock.
  ::posix_spawn_file_actions_addopen(&files, 1, log.c_str(),
                                     O_WRONLY | O_APPEND, 0);
  ::posix_spawn_file_actions_adddup2(&files, 1, 2);
  ::posix_spawn_file_actions_addchdir_np(&files, spec.folder.c_str());
  ::posix_spawn_file_actions_addclosefrom_np(&files, 3);
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID
                                              | POSIX_SPAWN_SETSIGMASK
                                              | POSIX_SPAWN_SETSIGDEF);
  auto words = spec.reload_command;
  std::vector<std::string> variables;
  for (auto& [name, value] : child_environment(spec.environment))
    variables.push_back(name + "=" + value);
  std::vector<char*> argv, environment;
  for (auto& w : words)
    argv.push_back(w.data());
  for (auto& v : variables)
    environment.push_back(v.data());
  argv.push_back(nullptr);
  environment.push_back(nullptr);
  auto y = ::posix_spawnp(&pid, argv[0], &files, &attributes, argv.data(),
                          environment.data());
  ::posix_spawn_file_actions_destroy(&files);
  ::posix_spawnattr_destroy(&attributes);
  return y;
}

} // namespace

// The commands that tell a bot to reload. They live no longer than the reload
// that they are for.

void supervision::run_reload_command(entry& x) {
  auto& l = *x.live;
  auto& spec = l.record.spec;
  l.reload.by_command = true;
  auto fails = [&](const char* how, int e) {
    finish_reload(x, reload_state::failed,
                  "the reload command " + spec.reload_command[0] + " cannot be "
                      + how + ": " + std::strerror(e));
  };
  pid_t pid = 0;
  if (auto e = spawn_helper(spec, x.slot.log(spec.launch), pid); e != 0)
    return fails("started", e);
  auto fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (fd < 0) {
    auto e = errno;
    ::kill(-pid, SIGKILL);
    return fails("watched", e);
  }
  helpers_[fd] = {pid, spec.id, x.status.reload_id};
  hooks_.watch(fd);
}

/// Whoever still waits for an answer of the bot. Each leads a session of its
/// own; its pid is nobody else's before on_helper_end has reaped it.
void supervision::kill_helpers(const entry& x) {
  for (auto& [fd, h] : helpers_)
    if (h.id == x.slot.id())
      ::kill(-h.pid, SIGKILL);
}

bool supervision::on_helper_end(int pidfd) {
  auto i = helpers_.find(pidfd);
  if (i == helpers_.end())
    return false;
  auto status = 0;
  if (::waitpid(i->second.pid, &status, WNOHANG) == 0) {
    hooks_.watch(pidfd);
    return true;
  }
  auto h = i->second;
  hooks_.forget(pidfd);
  ::close(pidfd);
  helpers_.erase(i);
  auto& x = entry_of(h.id);
  if (status != 0 && x.live && x.live->reload.running
      && x.live->reload.by_command && x.status.reload_id == h.reload)
    finish_reload(
        x, reload_state::failed,
        // It prints into the log, so that it is swept away with the tree.
        WIFSIGNALED(status) && !shim::alive(x.live->state.main)
            ? "it ended meanwhile"
            : "the reload command failed with "
                  + (WIFEXITED(status)
                         ? "exit code " + std::to_string(WEXITSTATUS(status))
                         : "signal " + std::to_string(WTERMSIG(status))));
  return true;
}

} // namespace ftm
