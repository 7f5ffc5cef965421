#pragma once

#include "actors/supervisor/console_scanner.hpp"
#include "actors/supervisor/records.hpp"

namespace ftm {

/// What can happen to a process.
enum class process_event : uint8_t {
  spawned,     ///< a launch was made
  started,     ///< its command runs
  ready,       ///< the console says that it trades
  hung,        ///< no sign of life for too long
  stop,        ///< the stop ladder has begun
  main_ended,  ///< its command has ended, its tree is swept
  shim_lost,   ///< it goes on without the shim that knows its exit code
  ended_asked, ///< the tree is gone, as asked
  ended_held,  ///< the tree is gone, as a run asked that pauses trade
  ended_well,  ///< the tree is gone, and the work is done
  ended_badly, ///< the tree is gone, and nobody asked for it
  retry,       ///< it will be started again in a while
  give_up,     ///< restarts are used up
  released,    ///< the run's pause is over
  suspended    ///< it runs, but does not trade: somebody told it so
};

inline const char* to_string(process_event x) {
  constexpr const char* names[] = {
      "spawned",     "started",   "ready",       "hung",       "stop",
      "main_ended",  "shim_lost", "ended_asked", "ended_held", "ended_well",
      "ended_badly", "retry",     "give_up",     "released",   "suspended"};
  return name_in(names, x);
}

/// The state after an event; nothing if the event means nothing in `x`.
std::optional<process_state> next_state(process_state x, process_event e);

/// Whether a launch in that state may have processes.
bool is_alive(process_state x);

/// How a launch ended, and the sentence for people ("" if all is well).
struct launch_verdict {
  process_event event = process_event::ended_well;
  std::string error;
  bool hopeless = false; ///< another start would end the same way
  bool operator==(const launch_verdict&) const = default;
};

/// Judges an end. Any end of trade that nobody asked for is bad whatever its
/// code; so is an exit code 0 against which the console speaks (freqtrade-
/// facts: an interrupted or locked-out hyperopt exits 0). Trade that never
/// became ready because its configuration is wrong is hopeless; what a signal
/// ended never is, whatever the console had said before.
launch_verdict judge(const process_spec& spec, const launch_exit& x,
                     const console_findings& console);

/// Why `stop` was asked by the supervisor itself.
inline constexpr auto time_limit_reason = "timeout";
inline constexpr auto hung_reason = "hung";
inline constexpr auto busy_port_reason = "busy_port";

} // namespace ftm
