#include "deploy/ftmanager/part_spawner.hpp"

#include "deploy/ftmanager/host.hpp"
#include "shared/util/file.hpp"

#include <spdlog/spdlog.h>

#include <csignal>
#include <cstring>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ftm {

std::vector<std::string> part_command(const suite_options& x,
                                      const std::string& part,
                                      const std::string& strategy, bool again) {
  std::vector<std::string> y{(program_folder() / "ftmanager").string(),
                             "actor",
                             part,
                             "--config",
                             x.config.string(),
                             "--state-dir",
                             x.state_dir.string()};
  auto add = [&](const char* option, const std::string& value) {
    y.emplace_back(option);
    y.push_back(value);
  };
  if (!strategy.empty())
    add("--strategy", strategy);
  if (x.host)
    add("--host", *x.host);
  if (x.port)
    add("--port", std::to_string(*x.port));
  if (again && part == "orchestrator")
    y.emplace_back("--keep-config");
  if (x.demo)
    y.emplace_back("--demo");
  return y;
}

part_process spawn_part_process(const std::string& name,
                                const std::vector<std::string>& command) {
  std::vector<char*> argv;
  argv.reserve(command.size() + 1);
  for (auto& x : command)
    argv.push_back(const_cast<char*>(x.c_str()));
  argv.push_back(nullptr);
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t files;
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_init(&files);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK
                                            | POSIX_SPAWN_SETSIGDEF
                                            | POSIX_SPAWN_SETPGROUP);
  posix_spawn_file_actions_addclosefrom_np(&files, 3);
  part_process y;
  y.identity.part = name;
  auto e = posix_spawn(&y.identity.pid, argv[0], &files, &attributes,
                       argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (e != 0) {
    spdlog::error("warden: cannot start {}: {}", argv[0], std::strerror(e));
    return y;
  }
  y.pidfd = static_cast<int>(::syscall(SYS_pidfd_open, y.identity.pid, 0));
  y.identity.start_ticks = start_ticks_of(y.identity.pid);
  return y;
}

void leave_refusal(const std::filesystem::path& folder, const std::string& part,
                   const std::string& why) {
  if (auto e = write_file_durably(folder / (part + ".refusal"), why))
    spdlog::warn("{}: cannot write why it does not run: {}", part, e.message());
}

std::optional<std::string> take_refusal(const std::filesystem::path& folder,
                                        const std::string& part) {
  auto path = folder / (part + ".refusal");
  auto y = read_file(path);
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  return y;
}

void signal_part(const part_process& x, int signal) {
  if (x.pidfd >= 0)
    ::syscall(SYS_pidfd_send_signal, x.pidfd, signal, nullptr, 0);
}

std::string reap_part(const part_process& x, int& exit_code) {
  int status = 0;
  if (::waitpid(x.identity.pid, &status, WNOHANG) != x.identity.pid)
    return {};
  exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (WIFEXITED(status))
    return "exit code " + std::to_string(exit_code);
  auto number = WTERMSIG(status);
  return "signal " + std::to_string(number) + " (" + strsignal(number) + ")";
}

} // namespace ftm
