#pragma once

#include "shared/protocol/epochs.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ftm {

/// Epochs as hyperopt prints them: table rows of 2023.x (one line each) and of
/// 2024.x (also squeezed into several lines), and the progress line. A fallback
/// for a launch whose file cannot be read. What the console does not say, or
/// cuts off, is NaN: a missing drawdown is never 0. A row whose counts are cut
/// off is none. No I/O.
class console_parser {
public:
  /// Any piece of the output; half lines are kept for the next call.
  void feed(std::string_view bytes);

  /// What was told and not taken yet, by epoch number, each once.
  std::vector<epoch_row> rows() const;
  /// The same, which are not kept any more.
  std::vector<epoch_row> take();
  uint64_t wanted() const {
    return wanted_;
  }
  /// Epochs that are done, as far as the console tells.
  uint64_t done() const {
    return done_;
  }

private:
  using cells = std::vector<std::string>;

  void take_line(std::string_view line);
  bool take_progress(std::string_view line);
  void flush();

  std::string half_;
  bool too_long_ = false; ///< the half line; nothing of it is kept
  cells pending_;
  std::map<uint64_t, epoch_row> rows_;
  uint64_t wanted_ = 0;
  uint64_t done_ = 0;
};

} // namespace ftm
