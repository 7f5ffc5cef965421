#pragma once

#include <cstdint>

namespace ftm::shim {

/// Keeps the newest bytes of out.log by punching its head away, in whole
/// blocks: offsets stay what they are for ever.
class log_limit {
public:
  /// 0 = keep all.
  void set(uint64_t bytes) {
    limit_ = bytes;
    next_ = 0;
  }

  /// When to look again, CLOCK_BOOTTIME in ms; -1 = never.
  int64_t next_due() const;

  /// Looks, and punches if there is more than the limit. The interval adapts
  /// to growth, 50 ms to 10 s.
  void look(int fd, int64_t now);

  /// False after the file system has refused.
  bool supported() const {
    return supported_;
  }

private:
  uint64_t limit_ = 0;
  uint64_t size_ = 0;    ///< when it was looked at last
  uint64_t punched_ = 0; ///< bytes below are gone
  int64_t next_ = 0;
  int64_t pause_ = 1000;
  bool supported_ = true;
};

} // namespace ftm::shim
