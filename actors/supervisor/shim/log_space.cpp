#include "actors/supervisor/shim/log_space.hpp"

#include "actors/supervisor/shim/faults.hpp"
#include "actors/supervisor/shim/identity.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ftm::shim {

namespace {

constexpr uint64_t block = 4096;
constexpr uint64_t most_ahead = 1'048'576;

// While it grows: so often that an eighth of the limit is not overrun.
constexpr int64_t shortest_pause = 5, growing_pause = 50;
// Without inotify.
constexpr int64_t longest_pause = 10'000;
constexpr int64_t full_pause = 1000;

uint64_t size_of(int fd) {
  struct stat s;
  return ::fstat(fd, &s) == 0 ? static_cast<uint64_t>(s.st_size) : 0;
}

bool is_full(int error) {
  return error == ENOSPC || error == EDQUOT;
}

} // namespace

void log_space::look(int fd, int64_t now) {
  if (next_ < 0 || now < next_)
    return;
  auto size = size_of(fd);
  bound(fd, size);
  reserve(fd, size);
  auto grown = size - std::min(size, size_);
  auto passed = std::max(now - looked_, int64_t{1});
  size_ = size;
  looked_ = now;
  if (grown > 0) {
    pause_ = growing_pause;
    if (limit_ > 0)
      pause_ = static_cast<int64_t>(static_cast<double>(limit_) / 16
                                    * static_cast<double>(passed)
                                    / static_cast<double>(grown));
    pause_ = std::clamp(pause_, shortest_pause, growing_pause);
    next_ = now + pause_;
    return;
  }
  watch(fd);
  pause_ = std::clamp(2 * pause_, growing_pause, longest_pause);
  next_ = inotify_ < 0 ? now + pause_ : -1;
  if (full_since_ != 0)
    next_ = now + full_pause;
  if (size_of(fd) != size) // written to before it was watched
    next_ = now + growing_pause;
}

/// Tells once when it is written to.
void log_space::watch(int fd) {
  if (inotify_ < 0)
    inotify_ = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  char path[32];
  std::snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  if (inotify_ >= 0
      && ::inotify_add_watch(inotify_, path, IN_MODIFY | IN_ONESHOT) < 0) {
    ::close(inotify_);
    inotify_ = -1;
  }
}

void log_space::on_written(int64_t now) {
  alignas(inotify_event) char events[1024];
  while (::read(inotify_, events, sizeof events) > 0) {
  }
  looked_ = now;
  next_ =
      next_ < 0 ? now + shortest_pause : std::min(next_, now + shortest_pause);
}

bool log_space::punch(int fd, uint64_t end) {
  if (!can_punch_ || end <= punched_)
    return false;
  errno = EOPNOTSUPP;
  auto done = !fault_error("punch")
              && ::fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
                             static_cast<off_t>(end))
                     == 0;
  if (done)
    punched_ = end;
  else if (errno == EOPNOTSUPP || errno == ENOSYS)
    can_punch_ = false;
  return done;
}

void log_space::bound(int fd, uint64_t size) {
  if (limit_ > 0 && size > limit_)
    punch(fd, (size - limit_) / block * block);
}

/// Keeps room ahead of the end. Where there is none, the oldest half of the log
/// makes some.
void log_space::reserve(int fd, uint64_t size) {
  auto ahead = most_ahead;
  if (limit_ > 0)
    ahead = std::clamp(limit_ / 8 / block * block, block, most_ahead);
  if (!can_reserve_ || size + ahead / 2 <= reserved_)
    return;
  auto try_it = [&] {
    if (::fallocate(fd, FALLOC_FL_KEEP_SIZE, static_cast<off_t>(size),
                    static_cast<off_t>(ahead))
        == 0)
      return true;
    if (!is_full(errno))
      can_reserve_ = false; // as the file system, so on its own
    return false;
  };
  auto done = try_it();
  // Once for each time that it becomes full: what others take in place of what
  // was freed must not cost the other half too.
  if (!done && can_reserve_ && full_since_ == 0) {
    auto half = (punched_ + (size - std::min(size, punched_)) / 2);
    if (size - half >= ahead && punch(fd, half / block * block))
      done = try_it();
  }
  if (done)
    reserved_ = size + ahead;
  if (!can_reserve_)
    done = true;
  auto now = wall_ns();
  if (!done && full_since_ == 0) {
    full_since_ = now;
    if (missing_since_ == 0)
      missing_since_ = now;
  } else if (done && full_since_ != 0) {
    full_since_ = 0;
    missing_until_ = now;
  }
}

void log_space::release(int fd) {
  if (full_since_ != 0)
    missing_until_ = wall_ns();
  // To the size that it has: what is reserved lies beyond.
  [[maybe_unused]] auto kept = ::ftruncate(fd, static_cast<off_t>(size_of(fd)));
}

} // namespace ftm::shim
