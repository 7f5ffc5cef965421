#pragma once

#include "shared/config/settings.hpp"

namespace ftm::config {

/// Where freqtrade keeps what the cycle reads and writes. All absolute.
struct strategy_places {
  std::filesystem::path user_data; ///< by its real name, if it exists
  std::filesystem::path results;   ///< <user_data>/hyperopt_results
  /// Folders of strategies in the order in which freqtrade looks through them.
  std::vector<std::filesystem::path> strategies;
  bool recursive = false; ///< and through what is below them
  bool operator==(const strategy_places&) const = default;
};

/// Of the hyperopt command: freqtrade's own order is --userdir of extra_args,
/// then `user_data_dir` of FREQTRADE__ variables and its configs, then
/// <directory>/user_data. `strategy_path` is looked through before
/// <user_data>/strategies, and folders below them only with
/// `recursive_strategy_search` (freqtrade 2024.9,
/// StrategyResolver.search_all_objects).
/// A config that cannot be read says nothing: such a hyperopt fails anyway.
strategy_places places_of(const strategy_settings& x);

} // namespace ftm::config
