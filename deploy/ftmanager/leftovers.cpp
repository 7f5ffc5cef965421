#include "deploy/ftmanager/leftovers.hpp"

#include "shared/util/clock.hpp"
#include "shared/util/file.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ftm {

namespace fs = std::filesystem;

namespace {

constexpr auto file_name = "warden.json";

void end_process(const process_identity& x) {
  auto fd = static_cast<int>(::syscall(SYS_pidfd_open, x.pid, 0));
  if (fd < 0)
    return;
  // Checked after the pidfd was opened: from here on it is this process.
  if (start_ticks_of(x.pid) == x.start_ticks) {
    spdlog::warn("warden: ended {} (pid {}), left behind by a killed one",
                 x.part, x.pid);
    ::syscall(SYS_pidfd_send_signal, fd, SIGKILL, nullptr, 0);
    pollfd p{fd, POLLIN, 0};
    ::poll(&p, 1, 5000);
  }
  ::close(fd);
}

} // namespace

serve_lock::serve_lock(const fs::path& state_dir)
    : fd_(::open((state_dir / "serve.lock").c_str(),
                 O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (fd_ < 0) {
    holder_ = std::string{"nobody we could ask: "} + std::strerror(errno);
    return;
  }
  struct flock x {};
  x.l_type = F_WRLCK;
  x.l_whence = SEEK_SET;
  x.l_len = 1;
  if (::fcntl(fd_, F_OFD_SETLK, &x) != 0) {
    char who[128] = {};
    auto n = ::pread(fd_, who, sizeof who - 1, 0);
    holder_ = n > 0 ? std::string{who, static_cast<size_t>(n)}
                    : "another ftmanager serve";
    while (!holder_.empty() && holder_.back() == '\n')
      holder_.pop_back();
    return;
  }
  auto text = "ftmanager serve, pid " + std::to_string(::getpid())
              + ", started " + to_rfc3339(std::chrono::system_clock::now())
              + "\n";
  if (::ftruncate(fd_, 0) != 0
      || ::pwrite(fd_, text.data(), text.size(), 0)
             != static_cast<ssize_t>(text.size()))
    spdlog::warn("serve: cannot write {}", (state_dir / "serve.lock").string());
}

serve_lock::~serve_lock() {
  if (fd_ >= 0)
    ::close(fd_);
}

uint64_t start_ticks_of(pid_t pid) {
  auto stat = read_file("/proc/" + std::to_string(pid) + "/stat");
  if (!stat)
    return 0;
  // The name in parentheses may hold anything; field 3 follows the last one.
  auto i = stat->rfind(')');
  if (i == std::string::npos)
    return 0;
  for (int field = 2; field < 22; ++field) {
    i = stat->find(' ', i + 1);
    if (i == std::string::npos)
      return 0;
  }
  return std::strtoull(stat->c_str() + i + 1, nullptr, 10);
}

std::string record_parts(const fs::path& state_dir,
                         const std::vector<process_identity>& parts) {
  auto list = nlohmann::json::array();
  for (auto& x : parts)
    list.push_back(
        {{"part", x.part}, {"pid", x.pid}, {"start", x.start_ticks}});
  nlohmann::json y{{"v", 1}, {"boot_id", boot_id()}, {"parts", list}};
  auto file = state_dir / file_name;
  if (auto e = write_file_durably(file, y.dump()))
    return "Cannot write " + file.string() + ": " + e.message() + ".";
  return {};
}

void replace_leftovers(const fs::path& state_dir) {
  auto text = read_file(state_dir / file_name);
  if (!text)
    return;
  auto x = nlohmann::json::parse(*text, nullptr, false);
  if (x.is_object() && x.value("boot_id", "") == boot_id()
      && x.contains("parts") && x["parts"].is_array())
    for (auto& p : x["parts"])
      if (p.is_object())
        end_process({p.value("part", ""), p.value("pid", 0),
                     p.value("start", uint64_t{0})});
  std::error_code ignored;
  fs::remove(state_dir / file_name, ignored);
}

} // namespace ftm
