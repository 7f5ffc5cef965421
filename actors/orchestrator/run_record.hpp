#pragma once

#include "shared/protocol/runs.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ftm {

/// What a run must not forget, so that it can be finished or undone after a
/// crash. Journaled before each effect.
struct run_memory {
  std::optional<params_source> params; ///< brought in from outside
  uint64_t revision = 0;               ///< of the config it began with

  // Trade.
  bool trade_ran = false;   ///< when the run began
  std::string trade_launch; ///< that ran then
  std::string worker_state; ///< of trade, when it was last seen; "" = unknown
  bool hold = false;        ///< a hold was asked for
  uint32_t restore_attempts = 0;
  std::string restore_launch; ///< newest launch that is to bring trade back

  // Params. Versions of the vault; "" = not known.
  std::string params_file;   ///< real path; "" = not looked for yet
  std::string params_before; ///< "" = the run has changed nothing
  std::string params_after;  ///< what the run left there; "" = not checked yet
  std::optional<timestamp> params_touched; ///< a process may write it since
  /// Trade's loaded_at at the first change; none = it did not run, or loaded.
  std::optional<timestamp> loaded_before;

  // Hyperopt.
  std::vector<std::string> files_before;
  std::string file;
  uint64_t inode = 0;
  uint64_t bytes = 0;
  uint64_t line = 0;           ///< the winner's; 0 = none
  uint32_t new_bests = 0;      ///< launches beside hyperopt
  std::string new_best_launch; ///< the one that may be alive; "" = none
  bool operator==(const run_memory&) const = default;
};

struct run_record {
  run_status status;
  run_memory memory;
};

/// JSON; unknown keys are ignored, missing ones keep their default.
std::string encode_memory(const run_memory& x);
std::optional<run_memory> decode_memory(const std::string& x);

} // namespace ftm
