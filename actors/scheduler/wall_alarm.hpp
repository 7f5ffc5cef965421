#pragma once

#include "shared/protocol/base.hpp"
#include "shared/util/fd_watcher.hpp"

#include <functional>
#include <optional>

namespace ftm {

/// Rings at a time of the wall clock, and whenever that clock is set. Costs
/// nothing while it waits. `ring` is called on another thread: it sends a
/// message to the actor, which then calls `heard` and sets the alarm anew.
class wall_alarm {
public:
  explicit wall_alarm(std::function<void()> ring);
  ~wall_alarm();
  wall_alarm(const wall_alarm&) = delete;
  wall_alarm& operator=(const wall_alarm&) = delete;

  /// Whether the system has such timers.
  explicit operator bool() const {
    return fd_ >= 0;
  }

  /// Nothing = do not ring. A time that has passed rings at once.
  void set(std::optional<timestamp> x);

  /// To be called after each ring, and harmless at any other time.
  void heard();

private:
  int fd_ = -1;
  std::optional<timestamp> armed_;
  fd_watcher watcher_;
};

} // namespace ftm
