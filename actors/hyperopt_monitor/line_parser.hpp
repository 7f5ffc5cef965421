#pragma once

#include "shared/protocol/epochs.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace ftm {

/// Reads the scalars of one line of a .fthypt file (freqtrade 2023.2 and
/// 2024.9) without looking into its trades, nor into anything else that is not
/// asked for: see is_readable(). Keeps its buffers from line to line. No I/O.
class line_parser {
public:
  line_parser();
  ~line_parser();
  line_parser(const line_parser&) = delete;
  line_parser& operator=(const line_parser&) = delete;

  /// The epoch of `line`, its `line` number left 0; nothing if it is not one.
  std::optional<epoch_row> parse(std::string_view line);

  /// Gives back buffers that a long line made.
  void shrink();

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

/// Seconds of Python's str(timedelta) ("2 days, 20:48:00", "14:47:00"), also as
/// pandas prints it ("0 days 07:32:00"); NaN if it is none.
double seconds_of(std::string_view timedelta);

} // namespace ftm
