#pragma once

#include <cstdint>
#include <deque>
#include <string_view>

namespace ftm {

/// How far apart the heartbeats on a console are, by the times that its lines
/// carry: so they are known of those as well that were printed before anybody
/// listened.
class heartbeat_pace {
public:
  /// The line of a heartbeat.
  void beat(std::string_view line);

  /// What it does now is something else: the time up to its next heartbeat says
  /// nothing.
  void pause();

  /// ms, the newest at last; those of lines without a time are missing.
  const std::deque<int64_t>& intervals() const {
    return intervals_;
  }

private:
  int64_t last_ = -1;
  std::deque<int64_t> intervals_;
};

} // namespace ftm
