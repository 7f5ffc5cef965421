#include "actors/supervisor/shim/log_limit.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace ftm::shim {

namespace {

constexpr uint64_t block = 4096;
constexpr int64_t shortest_pause = 50, longest_pause = 10'000;

} // namespace

int64_t log_limit::next_due() const {
  return limit_ == 0 || !supported_ ? -1 : next_;
}

void log_limit::look(int fd, int64_t now) {
  if (limit_ == 0 || !supported_ || now < next_)
    return;
  struct stat s;
  if (::fstat(fd, &s) != 0)
    return;
  auto size = static_cast<uint64_t>(s.st_size);
  auto head = size > limit_ ? (size - limit_) / block * block : 0;
  if (head > punched_) {
    if (::fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
                    static_cast<off_t>(head))
        == 0)
      punched_ = head;
    else if (errno == EOPNOTSUPP || errno == ENOSYS)
      supported_ = false;
  }
  // At this pace, how long until an eighth of the limit has been added?
  auto grown = size - std::min(size, size_);
  size_ = size;
  pause_ = grown == 0 ? pause_ * 2
                      : static_cast<int64_t>(static_cast<double>(limit_) / 8
                                             * static_cast<double>(pause_)
                                             / static_cast<double>(grown));
  pause_ = std::clamp(pause_, shortest_pause, longest_pause);
  next_ = now + pause_;
}

} // namespace ftm::shim
