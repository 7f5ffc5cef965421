#pragma once

#include "shared/config/settings.hpp"

namespace ftm::config {

/// Where freqtrade keeps what the cycle reads and writes. All absolute.
struct strategy_places {
  std::filesystem::path user_data; ///< by its real name, if it exists
  std::filesystem::path results;   ///< <user_data>/hyperopt_results
  std::filesystem::path strategies;
  bool operator==(const strategy_places&) const = default;
};

/// Of the hyperopt command: freqtrade's own order is --userdir of extra_args,
/// then `user_data_dir` of FREQTRADE__ variables and its configs, then
/// <directory>/user_data; `strategy_path` names another folder of strategies.
/// A config that cannot be read says nothing: such a hyperopt fails anyway.
strategy_places places_of(const strategy_settings& x);

} // namespace ftm::config
