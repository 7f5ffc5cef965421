#include "actors/scheduler/wall_alarm.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace ftm {

wall_alarm::wall_alarm(std::function<void()> ring)
    : fd_(timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC)) {
  if (fd_ >= 0)
    watcher_.add(fd_, std::move(ring));
}

wall_alarm::~wall_alarm() {
  if (fd_ < 0)
    return;
  watcher_.remove(fd_);
  close(fd_);
}

void wall_alarm::set(std::optional<timestamp> x) {
  if (fd_ < 0 || x == armed_)
    return;
  using namespace std::chrono;
  itimerspec spec{};
  if (x) {
    // 0 would disarm it
    auto ns = std::max<int64_t>(
        duration_cast<nanoseconds>(x->time_since_epoch()).count(), 1);
    spec.it_value.tv_sec = ns / 1'000'000'000;
    spec.it_value.tv_nsec = ns % 1'000'000'000;
  }
  // Setting the clock makes the descriptor readable (timerfd_create(2)). The
  // call itself answers ECANCELED when that just happened, yet it is armed.
  auto failed =
      timerfd_settime(fd_, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec,
                      nullptr)
          != 0
      && errno != ECANCELED;
  if (!failed)
    armed_ = x;
}

void wall_alarm::heard() {
  if (fd_ < 0)
    return;
  uint64_t rings = 0;
  auto n = read(fd_, &rings, sizeof rings);
  if (n >= 0 || errno != EAGAIN)
    armed_.reset(); // it rang, or the clock was set (ECANCELED)
  watcher_.rearm(fd_);
}

} // namespace ftm
