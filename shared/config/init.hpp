#pragma once

#include "shared/config/settings.hpp"

#include <set>

namespace ftm::config {

struct found_strategy {
  std::string name;           ///< of the class
  std::filesystem::path file; ///< relative to the folder
};

/// What a freqtrade folder holds, in a stable order.
struct freqtrade_folder {
  std::filesystem::path path;
  std::string venv; ///< relative to `path`; "" = none with a freqtrade in it
  std::vector<found_strategy> strategies;
  std::vector<std::string> configs; ///< relative to `path`; the likeliest first
  std::set<uint16_t> ports;         ///< that the configs name for the bots' API
};

/// Looks through a folder: venvs (.venv, venv, env, or its own bin), classes
/// that derive from IStrategy below user_data/strategies, and JSON files of the
/// folder and user_data that look like configs. What cannot be read is left
/// out; files above 1 MiB and beyond the 2,000th too.
freqtrade_folder look_through(const std::filesystem::path& folder);

/// A commented config.yaml for what was found, to be written to `target`.
/// parse() accepts it without a problem, and its port is none of the bots'.
/// Schedules are switched off in it, and all strategies but the first, so that
/// nothing starts unasked.
std::string make_config(const freqtrade_folder& x,
                        const std::filesystem::path& target);

} // namespace ftm::config
