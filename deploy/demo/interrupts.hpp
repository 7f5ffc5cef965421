#pragma once

#include <csignal>
#include <cstdint>
#include <string>

namespace ftm::sim {

/// What Python raises for SIGINT (and, in trade, for SIGTERM).
struct keyboard_interrupt {};

/// freqtrade's OperationalException: the command ends with an ERROR line.
struct operational_error {
  std::string text;
};

/// sys.exit(code).
struct system_exit {
  int code;
};

/// Begins to notice SIGINT, unless it was ignored when the process was started
/// (as Python does). Call before any pause.
void watch_sigint();

/// From now on SIGTERM raises keyboard_interrupt as well (trade).
void watch_sigterm();

/// Ignores a signal for good (misbehaviour).
void ignore_signal(int signal);

/// Sleeps; throws keyboard_interrupt at once when a watched signal has come.
void pause_ms(std::int64_t ms);

/// Throws keyboard_interrupt if a watched signal has come; then forgets it.
void check_interrupt();

/// Sleeps through every watched signal (a slow stop).
void pause_deaf_ms(std::int64_t ms);

/// Ends this process by `signal`, with the default disposition.
[[noreturn]] void die_by(int signal);

} // namespace ftm::sim
