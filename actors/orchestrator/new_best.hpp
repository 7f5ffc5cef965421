#pragma once

#include "shared/protocol/epochs.hpp"
#include "shared/protocol/runs.hpp"

namespace ftm {

/// Which epoch is brought in next while its hyperopt still runs: one at a time,
/// always the newest winner; what was overtaken meanwhile is left out. No I/O,
/// no clock, no actor.
class new_best {
public:
  /// Notes the winner so far. True if it is another one than before; epochs of
  /// the console have no line in a file and never count.
  bool winner(const std::string& file, const epoch_row& x) {
    params_source y{file, x.line, ""};
    auto console = (x.flags & static_cast<uint8_t>(epoch_flag::from_console));
    if (file.empty() || x.line == 0 || console != 0 || y == newest_)
      return false;
    newest_ = y;
    waits_ = true;
    return true;
  }

  /// What to begin now, if anything.
  std::optional<params_source> begin() {
    if (busy_ || closed_ || !waits_)
      return {};
    busy_ = true;
    waits_ = false;
    return newest_;
  }

  /// Whether what was begun is worth another attempt.
  bool worthwhile() const {
    return !closed_ && !waits_;
  }

  void ended(bool brought_in) {
    busy_ = false;
    count_ += brought_in ? 1 : 0;
  }

  /// Nothing is begun any longer.
  void close() {
    closed_ = true;
  }

  /// How many were brought in.
  uint32_t count() const {
    return count_;
  }

private:
  params_source newest_;
  bool waits_ = false;
  bool busy_ = false;
  bool closed_ = false;
  uint32_t count_ = 0;
};

} // namespace ftm
