#include "actors/supervisor/state_lock.hpp"

#include "actors/supervisor/shim/identity.hpp"
#include "actors/supervisor/shim/locks.hpp"
#include "shared/util/clock.hpp"
#include "shared/util/file.hpp"

#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace ftm {

namespace fs = std::filesystem;

namespace {

using nlohmann::json;

json read_holder(const fs::path& x) {
  auto text = read_file(x);
  auto y = json::parse(text ? *text : "{}", nullptr, false);
  return y.is_object() ? y : json::object();
}

std::string name_holder(const fs::path& state_dir, const json& x) {
  auto pid = x.value("pid", 0);
  auto since = x.value("since", std::string{});
  return "The state folder " + state_dir.string() + " is in use by process "
         + (pid > 0 ? std::to_string(pid) : std::string{"unknown"})
         + (since.empty() ? "" : " since " + since) + ".";
}

/// In place, since a lock file must never be renamed.
bool write_holder(int fd, const json& x) {
  auto text = x.dump() + "\n";
  return ::ftruncate(fd, 0) == 0
         && ::pwrite(fd, text.data(), text.size(), 0)
                == static_cast<ssize_t>(text.size())
         && ::fsync(fd) == 0;
}

} // namespace

state_lock::~state_lock() {
  if (fd_ >= 0)
    ::close(fd_);
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
  auto self = shim::identity_of(::getpid());
  json now{{"v", 1},
           {"generation", generation},
           {"pid", self.pid},
           {"start", self.start},
           {"since", to_rfc3339(std::chrono::system_clock::now())}};
  if (!write_holder(fd, now)) {
    auto y = failed("Cannot write");
    ::close(fd);
    return y;
  }
  return state_lock{fd, generation};
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
