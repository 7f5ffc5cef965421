#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>

namespace ftm {

/// `<state>/supervisor.lock`, held: nobody else supervises this state folder.
class state_lock {
public:
  state_lock(int fd, std::filesystem::path path, uint64_t generation)
      : fd_(fd), path_(std::move(path)), generation_(generation) {}
  state_lock(state_lock&& x) noexcept
      : fd_(std::exchange(x.fd_, -1)), path_(std::move(x.path_)),
        generation_(x.generation_) {}
  state_lock& operator=(state_lock&& x) noexcept {
    std::swap(fd_, x.fd_);
    std::swap(path_, x.path_);
    std::swap(generation_, x.generation_);
    return *this;
  }
  ~state_lock();

  /// Incremented by each holder: shims obey the highest they have seen.
  uint64_t generation() const {
    return generation_;
  }

  /// A shim has seen generation `seen`, so ours was lost: takes a higher one.
  /// False if it cannot be written, or if the file that we hold is no longer
  /// the one that others find: then another may be right.
  bool outrank(uint64_t seen);

private:
  int fd_;
  std::filesystem::path path_;
  uint64_t generation_;
};

/// Takes the lock, or says in a sentence who holds it (pid, since when) or why
/// it cannot be taken.
std::variant<state_lock, std::string>
lock_state_folder(const std::filesystem::path& state_dir);

/// "" if the lock is free; else a sentence that names its holder. Never takes
/// it: for a `serve` that wants to refuse before it starts anything.
std::string holder_of_state_folder(const std::filesystem::path& state_dir);

} // namespace ftm
