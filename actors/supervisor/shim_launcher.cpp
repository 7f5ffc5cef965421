#include "actors/supervisor/shim_launcher.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ftm {

namespace {

/// The sequence of entries that shim/spec.hpp describes.
std::string spec_text(const shim_order& x) {
  std::string y;
  auto add = [&](const char* key, const std::string& value) {
    y.append(key).append("=").append(value).push_back('\0');
  };
  add("generation", std::to_string(x.generation));
  add("slot", x.folder.parent_path().string());
  add("folder", x.spec.folder);
  add("log_limit", std::to_string(x.spec.log_limit));
  add("file_limit", std::to_string(x.file_limit));
  add("cgroup", x.cgroup);
  auto& p = x.spec.priority;
  add("nice", std::to_string(p.nice));
  add("io_class", std::to_string(p.io_class));
  add("io_level", std::to_string(p.io_level));
  add("oom_score_adj", std::to_string(p.oom_score_adj));
  for (auto& w : x.spec.command)
    add("arg", w);
  for (auto& [name, value] : x.spec.environment)
    add("env", name + "=" + value);
  return y;
}

int text_descriptor(const std::string& x) {
  auto fd = ::memfd_create("ftm-spec", MFD_CLOEXEC);
  if (fd < 0)
    return -1;
  if (::write(fd, x.data(), x.size()) != static_cast<ssize_t>(x.size())
      || ::lseek(fd, 0, SEEK_SET) != 0) {
    ::close(fd);
    return -1;
  }
  return fd;
}

struct spawn_rules {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;

  spawn_rules() {
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
  }
  spawn_rules(const spawn_rules&) = delete;
  spawn_rules& operator=(const spawn_rules&) = delete;
  ~spawn_rules() {
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
  }
};

} // namespace

shim_report parse_report(const std::string& line) {
  using what = shim_report::what;
  auto space = line.find(' ');
  auto word = line.substr(0, space);
  auto rest = space == std::string::npos ? "" : line.substr(space + 1);
  if (word == "started")
    return {what::started, std::atoi(rest.c_str()), {}, false};
  if (word == "busy")
    return {what::busy, 0, rest, false};
  if (word == "ended")
    return {what::ended, 0, {}, false};
  if (word == "error") { // KIND TEXT
    auto kind = rest.substr(0, rest.find(' '));
    return {what::failed, 0,
            rest.substr(std::min(kind.size() + 1, rest.size())),
            kind == "storage"};
  }
  return {what::silent, 0, line, false};
}

shim_launch::~shim_launch() {
  ::close(fd_);
  // It exits right after its fork, long before the other half reports.
  if (first_ > 0)
    ::waitpid(first_, nullptr, 0);
}

shim_report shim_launch::read() {
  char line[4096];
  auto n = ::read(fd_, line, sizeof line);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return {};
  if (n <= 0)
    return {shim_report::what::silent, 0, "ftm-shim ended without a word",
            false};
  return parse_report({line, static_cast<size_t>(n)});
}

std::unique_ptr<shim_launch> spawn_shim(const shim_order& x, int& error) {
  int report[2];
  auto spec = text_descriptor(spec_text(x));
  if (spec < 0 || ::pipe2(report, O_CLOEXEC) != 0) {
    error = errno;
    if (spec >= 0)
      ::close(spec);
    return nullptr;
  }
  // Away from 3 and 4, so that neither dup2 overwrites the other's source.
  auto from_report = ::fcntl(report[1], F_DUPFD_CLOEXEC, 10);
  auto from_spec = ::fcntl(spec, F_DUPFD_CLOEXEC, 10);
  ::close(report[1]);
  ::close(spec);
  spawn_rules rules;
  ::posix_spawn_file_actions_addopen(&rules.files, 0, "/dev/null", O_RDWR, 0);
  ::posix_spawn_file_actions_adddup2(&rules.files, 0, 1);
  ::posix_spawn_file_actions_adddup2(&rules.files, 0, 2);
  ::posix_spawn_file_actions_adddup2(&rules.files, from_report, 3);
  ::posix_spawn_file_actions_adddup2(&rules.files, from_spec, 4);
  ::posix_spawn_file_actions_addclosefrom_np(&rules.files, 5);
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&rules.attributes, &none);
  ::posix_spawnattr_setsigdefault(&rules.attributes, &all);
  ::posix_spawnattr_setflags(&rules.attributes, POSIX_SPAWN_SETSID
                                                    | POSIX_SPAWN_SETSIGMASK
                                                    | POSIX_SPAWN_SETSIGDEF);
  std::vector<std::string> words{x.shim.string()};
  if (x.adopt)
    words.emplace_back("--adopt");
  words.push_back(x.folder.string());
  words.push_back(x.folder.filename().string());
  std::vector<char*> argv;
  for (auto& w : words)
    argv.push_back(w.data());
  argv.push_back(nullptr);
  char* no_environment[] = {nullptr};
  pid_t pid = 0;
  error = ::posix_spawn(&pid, x.shim.c_str(), &rules.files, &rules.attributes,
                        argv.data(), no_environment);
  ::close(from_report);
  ::close(from_spec);
  if (error != 0) {
    ::close(report[0]);
    return nullptr;
  }
  ::fcntl(report[0], F_SETFL, O_NONBLOCK);
  return std::make_unique<shim_launch>(report[0], pid);
}

std::string ladder_text(const std::vector<stop_step>& x) {
  std::string y;
  for (auto& s : x) {
    if (!y.empty())
      y += ',';
    y += std::to_string(s.signal) + ":" + to_string(s.target) + ":"
         + std::to_string(s.patience.count());
  }
  return y.empty() ? "INT:main:10000,TERM:group:5000,KILL:tree:0" : y;
}

std::map<std::string, std::string>
child_environment(const std::map<std::string, std::string>& added) {
  std::map<std::string, std::string> y{
      {"PYTHONUNBUFFERED", "1"}, {"COLUMNS", "220"}, {"NO_COLOR", "1"}};
  for (auto name :
       {"PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "USER", "LOGNAME",
        "SHELL", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY",
        "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"})
    if (auto value = std::getenv(name))
      y.emplace(name, value);
  y.emplace("PATH", "/usr/local/bin:/usr/bin:/bin");
  for (auto& [name, value] : added)
    y[name] = value;
  return y;
}

} // namespace ftm
