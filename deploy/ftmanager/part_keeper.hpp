#pragma once

#include "shared/protocol/facts.hpp"

#include <chrono>
#include <deque>

namespace ftm {

struct keeper_policy {
  /// So many ends within `period` and the part is "failed" for `pause`; people
  /// see that, and it is tried again afterwards.
  size_t intensity = 5;
  milliseconds period{60'000};
  milliseconds pause{60'000};
  milliseconds backoff{50}; ///< before the first restart, then doubled
  milliseconds backoff_max{5'000};
  uint32_t misses = 3;        ///< unanswered questions, then it is killed
  milliseconds grace{15'000}; ///< to answer for the first time
  /// Before the next start of a part that said that it cannot run; then
  /// doubled up to `pause`.
  milliseconds refusal{5'000};
};

/// When to start a part's process again, and when to kill it since it does not
/// answer. No I/O, no clock, no actor.
class part_keeper {
public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit part_keeper(keeper_policy x = {}) : policy_(x) {}

  void started(time_point now);
  /// Its process is gone. Returns how long to wait before the next start.
  milliseconds ended(time_point now);
  /// As above, after it said that it cannot run as things are: "failed" at
  /// once, since a start that follows soon would end the same way.
  milliseconds refused();
  /// It says that it is in this state. It is only as well as it says.
  void answered(part_state said);
  /// A question was not answered. Returns whether the process is to be killed.
  bool missed(time_point now);

  /// Whether it was ready once, in whichever process.
  bool ever_ready() const {
    return ever_ready_;
  }
  part_state state() const {
    return state_;
  }
  uint32_t restarts() const {
    return restarts_;
  }

private:
  keeper_policy policy_;
  part_state state_ = part_state::starting;
  uint32_t restarts_ = 0;
  uint32_t missed_ = 0;
  uint32_t refusals_ = 0; ///< one after the other
  bool ever_answered_ = false;
  bool ever_ready_ = false;
  time_point started_at_{};
  std::deque<time_point> ends_;
};

} // namespace ftm
