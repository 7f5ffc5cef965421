#pragma once

#include "actors/supervisor/trade_console.hpp"

namespace ftm {

/// What freqtrade's console has said so far.
struct console_findings {
  bool ready = false; ///< trade has begun, and was not stopped since
  /// Its last ERROR, or the exception that ended it; "" = none since trade has
  /// gone on well.
  std::string error;
  bool configuration_error = false; ///< `error` is one that no start can cure
  std::string failure; ///< a sentence that means failure with exit code 0
};

/// Reads the console of freqtrade 2023.x and 2024.x as it grows; takes any
/// bytes, however they are cut. Texts are valid UTF-8, redacted and at most
/// 500 bytes.
class console_scanner {
public:
  void feed(std::string_view bytes);

  const console_findings& findings() const {
    return findings_;
  }
  const trade_console& trade() const {
    return trade_;
  }

private:
  void take_line(std::string_view x);
  void take_error(std::string_view message);

  console_findings findings_;
  trade_console trade_;
  std::string half_;   ///< the line that has no end yet
  uint64_t beats_ = 0; ///< heartbeats of trade when the error came
  bool cut_ = false;   ///< the line was longer than what is looked at
  bool skipping_ = false;
  bool in_traceback_ = false;
};

} // namespace ftm
