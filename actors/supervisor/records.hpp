#pragma once

#include "shared/protocol/processes.hpp"

#include <optional>
#include <string>

namespace ftm {

/// `exit` of a launch: how it ended.
struct launch_exit {
  std::string launch;
  std::string reason; ///< exited, signaled, exec_failed, never_started,
                      ///< shim_lost, machine_down
  std::optional<int32_t> code;
  std::optional<int32_t> signal;
  bool requested = false;
  std::string who, why; ///< of the request
  timestamp ended_at{};
  int64_t duration_ms = 0; ///< 0 = not known
  uint64_t log_end = 0;
  std::string error; ///< of exec
};

/// `wanted.json` of a slot: whether trade shall run.
struct wanted_record {
  bool wanted = false;
  std::string held_by; ///< the run that pauses it; "" = none
  std::string by;      ///< who said so last
  timestamp at{};
  bool operator==(const wanted_record&) const = default;
};

/// When a process was started again: what the next restart is judged by. Only
/// of that boot, since CLOCK_BOOTTIME begins anew with each.
struct restart_history {
  std::string boot;
  std::vector<int64_t> at_ms;
  bool operator==(const restart_history&) const = default;
};

/// `launch.json`: what was asked for, and its place among the slot's launches.
struct launch_record {
  uint64_t seq = 0;
  process_spec spec;
  std::string first;     ///< the launch that somebody asked for
  uint32_t restarts = 0; ///< relaunches by policy since then
  /// Trade that a run has started again: the first launch of what it paused.
  std::string resumes = {};
  restart_history history = {}; ///< up to this launch's own restart
};

// Readers ignore unknown keys; nothing if the text is not theirs.
std::string to_json(const launch_record& x);
std::optional<launch_record> parse_launch(const std::string& x);
/// Only the place among the slot's launches; stops reading there.
std::optional<uint64_t> parse_seq(const std::string& launch);
std::string to_json(const wanted_record& x);
std::optional<wanted_record> parse_wanted(const std::string& x);
std::string to_json(const launch_exit& x);
std::optional<launch_exit> parse_exit(const std::string& x);

} // namespace ftm
