#include "actors/supervisor/supervision.hpp"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <spdlog/spdlog.h>
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

caf::expected<process_status> supervision::reload(entry& x) {
  if (!x.live || x.status.state == process_state::stopping)
    return make_error(ec::conflict, "It does not run; it is "
                                        + std::string{to_string(x.status.state)}
                                        + ".");
  auto& spec = x.live->record.spec;
  if (spec.reload_command.empty())
    return make_error(ec::conflict,
                      "There is no reload command for it; stop and start it.");
  pid_t pid = 0;
  auto e = spawn_helper(spec, x.slot.log(spec.launch), pid);
  if (e != 0)
    return make_error(ec::spawn_failed,
                      "The reload command " + spec.reload_command[0]
                          + " cannot be started: " + std::strerror(e) + ".");
  auto fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (fd >= 0) {
    helpers_[fd] = pid;
    hooks_.watch(fd);
  }
  spdlog::info("supervisor: [{}] reloads {}", spec.id.strategy,
               to_string(spec.id.kind));
  return x.status;
}

bool supervision::on_helper_end(int pidfd) {
  auto i = helpers_.find(pidfd);
  if (i == helpers_.end())
    return false;
  auto status = 0;
  if (::waitpid(i->second, &status, WNOHANG) == 0) {
    hooks_.watch(pidfd);
    return true;
  }
  if (status != 0)
    spdlog::error("supervisor: a reload command failed with {} {}",
                  WIFEXITED(status) ? "exit code" : "signal",
                  WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
  hooks_.forget(pidfd);
  ::close(pidfd);
  helpers_.erase(i);
  return true;
}

} // namespace ftm
