#pragma once

#include "actors/supervisor/shim/identity.hpp"

#include <string>
#include <string_view>

namespace ftm::shim {

/// state.json: who runs.
struct state_record {
  std::string launch;
  std::string boot;
  uint64_t pid_namespace = 0;
  identity shim;
  identity main;
  int64_t started_at = 0;          ///< UTC, nanoseconds
  int64_t started_boottime_ms = 0; ///< CLOCK_BOOTTIME
  std::string cgroup{};            ///< of its own; "" = none
};

std::string to_json(const state_record& x);

/// Reads what to_json wrote; false if `main` is not in it.
bool parse_state(std::string_view x, state_record& y);

/// stop.json: who asked for the end.
struct stop_record {
  std::string who;
  std::string why;
  int64_t at = 0; ///< UTC, nanoseconds; 0 = nobody asked
};

std::string to_json(const stop_record& x);
bool parse_stop(std::string_view x, stop_record& y);

/// exit: how it ended. Absent numbers are -1 here and null in the file.
struct exit_record {
  std::string launch;
  const char* reason = "exited";
  int code = -1;
  int signal = -1;
  stop_record requested;
  int64_t ended_at = 0;
  int64_t duration_ms = 0;
  int64_t log_end = 0;
  int64_t user_ms = 0, system_ms = 0, max_rss_kb = 0;
  std::string error;                            ///< of exec
  int64_t missing_since = 0, missing_until = 0; ///< the disk was full; 0 = no
};

std::string to_json(const exit_record& x);

/// A JSON string, quoted; control characters escaped.
std::string quoted(std::string_view x);

/// Makes exit.tmp and reserves 4 KiB for it; 0 or errno.
int reserve_exit(int folder);

/// Writes the record into the reserved file and names it `exit`, durably;
/// 0 or errno. May be repeated.
int write_exit(int folder, const exit_record& x);

/// The same with a record that is text already.
int write_exit_text(int folder, std::string_view text);

} // namespace ftm::shim
