#pragma once

#include <functional>
#include <memory>

namespace ftm {

/// Tells when a descriptor becomes readable (or hung up), from one thread of
/// its own that sleeps in epoll. One shot: after a call nothing more is told
/// about that descriptor until `rearm`. The callback runs on the watcher's
/// thread, and should do no more than send a message to its actor, which then
/// reads what there is and rearms. All members may be called by any thread;
/// after `remove` has returned the callback is not running and never will.
class fd_watcher {
public:
  fd_watcher();
  ~fd_watcher();
  fd_watcher(const fd_watcher&) = delete;
  fd_watcher& operator=(const fd_watcher&) = delete;

  /// Begins to watch `fd`, which stays the caller's, who must call `remove`
  /// before closing it. Adding a watched descriptor replaces its callback.
  void add(int fd, std::function<void()> on_readable);
  /// Wants to be told again. Unknown descriptors are ignored.
  void rearm(int fd);
  void remove(int fd);

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace ftm
