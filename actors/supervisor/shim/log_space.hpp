#pragma once

#include <cstdint>

namespace ftm::shim {

/// The room that out.log takes on the disk: bounded at its old end, by punching
/// its head away in whole blocks (offsets stay what they are for ever), and
/// reserved ahead of its new end, so that a full disk is noticed before the
/// tree's own output is lost. Nobody's writing is ever held up.
class log_space {
public:
  /// Bytes kept; 0 = all.
  void set_limit(uint64_t bytes) {
    limit_ = bytes;
    next_ = 0;
  }

  /// Looks at the log; 0 <= `now` is CLOCK_BOOTTIME in ms. Nothing if it is not
  /// due yet.
  void look(int fd, int64_t now);

  /// When to look again; -1 = not before it is written to, which the descriptor
  /// `written` tells.
  int64_t next_due() const {
    return next_;
  }

  /// An inotify descriptor, or -1: then it is looked at by time alone.
  int written() const {
    return inotify_;
  }

  /// `written` is readable.
  void on_written(int64_t now);

  /// Gives back what is reserved. Only after nobody writes any longer.
  void release(int fd);

  /// False after the file system has refused to punch.
  bool can_punch() const {
    return can_punch_;
  }

  /// UTC in ns: since when there has been no room ahead; 0 = there is.
  int64_t full_since() const {
    return full_since_;
  }

  /// The times in between which output may be missing, or 0: all of them are
  /// one interval, the first to the last.
  int64_t missing_since() const {
    return missing_since_;
  }
  int64_t missing_until() const {
    return missing_until_;
  }

private:
  void bound(int fd, uint64_t size);
  void reserve(int fd, uint64_t size);
  bool punch(int fd, uint64_t end);
  void watch(int fd);

  uint64_t limit_ = 0;
  uint64_t size_ = 0;     ///< when it was looked at last
  uint64_t punched_ = 0;  ///< bytes below are gone
  uint64_t reserved_ = 0; ///< bytes below have their room on the disk
  int64_t next_ = 0;
  int64_t looked_ = 0;
  int64_t pause_ = 0;
  int inotify_ = -1;
  bool can_punch_ = true;
  bool can_reserve_ = true;
  int64_t full_since_ = 0, missing_since_ = 0, missing_until_ = 0;
};

} // namespace ftm::shim
