#pragma once

#include "shared/protocol/epochs.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ftm {

/// The time in `strategy_<Strategy>_<YYYY-mm-dd_HH-MM-SS>.fthypt` as seconds of
/// the clock on the wall; none if `file` is not exactly such a name of exactly
/// this strategy (another one's name may contain it).
std::optional<std::chrono::local_seconds>
time_in_name(const std::string& file, const std::string& strategy);

/// Which file a hyperopt wrote, or why that cannot be said.
struct chosen_file {
  std::optional<result_file> file;
  std::string error;
};

/// The hyperopt whose result is looked for; times that are not known are not
/// compared.
struct result_writer {
  std::string launch;
  std::optional<timestamp> started;
  std::optional<timestamp> ended; ///< its process tree was gone
};

/// Of exactly this strategy, not among the `before` names, not named before the
/// launch started (freqtrade names it after that), not known to be of another
/// launch, and not changed after its end: there must be exactly one.
chosen_file choose_result(const std::vector<result_file>& files,
                          const std::vector<std::string>& before,
                          const std::string& strategy, const result_writer& by);

/// What a cleanup did.
struct cleaned {
  std::vector<std::string> removed;
  uint64_t bytes = 0;
  std::string error; ///< the first thing that failed
};

/// Removes the strategy's result files that are older than `days` both by
/// their name and by their last change. A missing folder is clean.
cleaned clean_results(const std::filesystem::path& folder,
                      const std::string& strategy, uint32_t days,
                      timestamp now);

/// As above, only telling.
cleaned old_results(const std::filesystem::path& folder,
                    const std::string& strategy, uint32_t days, timestamp now);

} // namespace ftm
