#pragma once

#include <chrono>
#include <cstddef>

namespace ftm {

/// Keeps what strangers can cause from flooding a log: so many lines in a
/// period, and how many were left out since. No clock, no lock.
class line_limit {
public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit line_limit(size_t most = 10,
                      std::chrono::seconds period = std::chrono::minutes{1})
      : most_(most), period_(period) {}

  /// Whether a line may be written now. If it may, `left_out` is how many were
  /// not since the last one that was.
  bool allows(time_point now, size_t& left_out) {
    if (now - began_ >= period_) {
      began_ = now;
      written_ = 0;
    }
    if (written_ >= most_) {
      ++left_out_;
      return false;
    }
    ++written_;
    left_out = left_out_;
    left_out_ = 0;
    return true;
  }

private:
  size_t most_;
  std::chrono::seconds period_;
  time_point began_{};
  size_t written_ = 0, left_out_ = 0;
};

} // namespace ftm
