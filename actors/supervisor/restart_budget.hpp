#pragma once

#include "actors/supervisor/process_lifecycle.hpp"

#include <deque>

namespace ftm {

/// How often a process was started again. Times are CLOCK_BOOTTIME, ms.
class restart_budget {
public:
  restart_budget() = default;
  /// As it was written down with a launch.
  explicit restart_budget(const restart_history& x)
      : restarts_(x.at_ms.begin(), x.at_ms.end()) {}

  /// The wait before the next restart, which is counted; nothing if the policy
  /// allows none any more. `jitter` in [0, 1) shortens the wait by up to 10 %.
  std::optional<milliseconds> next(const restart_policy& policy, int64_t now,
                                   double jitter);

  void reset() {
    restarts_.clear();
  }

  /// To be written down with the next launch of boot `boot`.
  restart_history history(std::string boot) const {
    return {std::move(boot), {restarts_.begin(), restarts_.end()}};
  }

private:
  std::deque<int64_t> restarts_;
};

/// Whether that policy starts again after such an end.
bool restarts_after(restart_mode mode, process_event end);

/// In [0, 1), always the same for a launch: who comes back to its end finds the
/// wait that was begun.
double jitter_of(const std::string& launch);

/// When a launch of this boot ended, CLOCK_BOOTTIME in ms: by its length if
/// that is known, else by the wall clock. Never after `now_ms`.
int64_t end_of(const launch_exit& x, int64_t started_ms, int64_t now_ms,
               timestamp now);

/// Whether trade that is wanted and does not run is started at once when a
/// supervisor comes back: after a boot, and when a run's pause has ended.
/// Else its policy says what follows such an end, as if it had just come.
/// `of_this_boot`: the machine has not gone down since its newest launch.
bool starts_on_return(const launch_verdict& v, bool of_this_boot);

} // namespace ftm
