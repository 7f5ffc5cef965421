#pragma once

#include "shared/protocol/processes.hpp"

#include <deque>

namespace ftm {

/// The newest looks at the newest launch of a process: kept after its end,
/// until there are some at another launch.
class stats_ring {
public:
  static constexpr size_t most = 150;

  void add(const std::string& launch, timestamp at, const process_stats& x) {
    if (launch != launch_) {
      points_.clear();
      launch_ = launch;
    }
    if (points_.size() == most)
      points_.pop_front();
    points_.push_back(
        {at, x.cpu_pct, x.rss_bytes, x.read_rate, x.write_rate, x.gpu_pct});
  }

  /// Oldest first; none of another launch.
  std::vector<stats_point> of(const std::string& launch) const {
    if (launch != launch_)
      return {};
    return {points_.begin(), points_.end()};
  }

private:
  std::string launch_;
  std::deque<stats_point> points_;
};

} // namespace ftm
