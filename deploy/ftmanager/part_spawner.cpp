#include "deploy/ftmanager/part_spawner.hpp"

#include "deploy/ftmanager/host.hpp"
#include "shared/util/file.hpp"

#include <spdlog/spdlog.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ftm {

namespace {

constexpr int gate_fd = 3;

} // namespace

std::vector<std::string> part_command(const suite_options& x,
                                      const std::string& part,
                                      const std::string& strategy, bool again) {
  std::vector<std::string> y{(program_folder() / "ftmanager").string(),
                             "actor",
                             part,
                             "--config",
                             x.config.string(),
                             "--state-dir",
                             x.state_dir.string(),
                             "--gated"};
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
  part_process y;
  y.identity.part = name;
  int gate[2];
  if (::pipe2(gate, O_CLOEXEC) != 0) {
    spdlog::error("warden: cannot start {}: {}", name, std::strerror(errno));
    return y;
  }
  // dup2 onto itself would leave it CLOEXEC.
  auto source = ::fcntl(gate[0], F_DUPFD_CLOEXEC, gate_fd + 1);
  ::close(gate[0]);
  posix_spawn_file_actions_adddup2(&files, source, gate_fd);
  posix_spawn_file_actions_addclosefrom_np(&files, gate_fd + 1);
  auto e = posix_spawn(&y.identity.pid, argv[0], &files, &attributes,
                       argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  ::close(source);
  if (e != 0) {
    ::close(gate[1]);
    spdlog::error("warden: cannot start {}: {}", argv[0], std::strerror(e));
    return y;
  }
  y.gate = gate[1];
  y.pidfd = static_cast<int>(::syscall(SYS_pidfd_open, y.identity.pid, 0));
  y.identity.start_ticks = start_ticks_of(y.identity.pid);
  return y;
}

void open_gate(part_process& x) {
  if (x.gate < 0)
    return;
  // It may have died already: then there is nobody to let in.
  if (::write(x.gate, "g", 1) != 1)
    spdlog::warn("warden: {} did not wait at its gate", x.identity.part);
  close_gate(x);
}

void close_gate(part_process& x) {
  if (x.gate >= 0)
    ::close(x.gate);
  x.gate = -1;
}

bool pass_gate() {
  char go = 0;
  ssize_t n;
  while ((n = ::read(gate_fd, &go, 1)) < 0 && errno == EINTR) {
  }
  ::close(gate_fd);
  return n == 1;
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
