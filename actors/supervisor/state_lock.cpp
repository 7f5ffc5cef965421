#include "actors/supervisor/state_lock.hpp"

#include "actors/supervisor/shim/identity.hpp"
#include "actors/supervisor/shim/locks.hpp"
#include "shared/util/clock.hpp"
#include "shared/util/file.hpp"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace ftm {

namespace fs = std::filesystem;

namespace {

using nlohmann::json;

json read_holder(const fs::path& x) {
  auto text = read_file(x).value_or("");
  // A crash while it was written may have left more behind the line.
  auto y = json::parse(text.substr(0, text.find('\n')), nullptr, false);
  return y.is_object() ? y : json::object();
}

std::string name_holder(const fs::path& state_dir, const json& x) {
  auto pid = x.value("pid", 0);
  auto since = x.value("since", std::string{});
  return "The state folder " + state_dir.string() + " is in use by process "
         + (pid > 0 ? std::to_string(pid) : std::string{"unknown"})
         + (since.empty() ? "" : " since " + since) + ".";
}

/// In place, since a lock file must never be renamed; and over the old line, so
/// that a full disk or a crash never leaves no generation at all.
bool write_holder(int fd, uint64_t generation) {
  auto self = shim::identity_of(::getpid());
  json x{{"v", 1},
         {"generation", generation},
         {"pid", self.pid},
         {"start", self.start},
         {"since", to_rfc3339(std::chrono::system_clock::now())}};
  auto text = x.dump() + "\n";
  return ::pwrite(fd, text.data(), text.size(), 0)
             == static_cast<ssize_t>(text.size())
         && ::ftruncate(fd, static_cast<off_t>(text.size())) == 0
         && ::fsync(fd) == 0;
}

} // namespace

state_lock::~state_lock() {
  if (fd_ >= 0)
    ::close(fd_);
}

bool state_lock::outrank(uint64_t seen) {
  struct stat ours, named;
  if (::fstat(fd_, &ours) != 0 || ::stat(path_.c_str(), &named) != 0
      || ours.st_ino != named.st_ino || ours.st_dev != named.st_dev)
    return false;
  auto next = std::max(seen, generation_) + 1;
  if (!write_holder(fd_, next))
    return false;
  generation_ = next;
  return true;
}

std::variant<state_lock, std::string>
lock_state_folder(const fs::path& state_dir) {
  auto path = state_dir / "supervisor.lock";
  auto failed = [&](const char* what) {
    return std::string{what} + " " + path.string() + ": " + std::strerror(errno)
           + ".";
  };
  if (auto e = make_private_folder(state_dir))
    return "Cannot make " + state_dir.string() + ": " + e.message() + ".";
  auto fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return failed("Cannot open");
  auto before = read_holder(path);
  if (!shim::try_lock(fd, shim::slot_byte)) {
    ::close(fd);
    return name_holder(state_dir, before);
  }
  before = read_holder(path); // it may have been taken and left meanwhile
  auto generation = before.value("generation", uint64_t{0}) + 1;
  if (!write_holder(fd, generation)) {
    auto y = failed("Cannot write");
    ::close(fd);
    return y;
  }
  return state_lock{fd, path, generation};
}

std::string holder_of_state_folder(const fs::path& state_dir) {
  auto path = state_dir / "supervisor.lock";
  auto fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return {};
  auto busy = shim::is_locked(fd, shim::slot_byte);
  ::close(fd);
  return busy ? name_holder(state_dir, read_holder(path)) : std::string{};
}

} // namespace ftm
