#pragma once

#include "shared/config/settings.hpp"

namespace ftm {

/// Where freqtrade keeps what the cycle reads and writes. All absolute.
struct strategy_places {
  std::filesystem::path user_data; ///< by its real name, if it exists
  std::filesystem::path results;   ///< <user_data>/hyperopt_results
  /// Folders of strategies in the order in which freqtrade looks through them.
  std::vector<std::filesystem::path> strategies;
  bool recursive = false; ///< and through what is below them
  bool operator==(const strategy_places&) const = default;
};

/// freqtrade's own order: --userdir of the hyperopt's extra_args, then
/// `user_data_dir` of its config, then <directory>/user_data. `strategy_path`
/// of the config is looked through before <user_data>/strategies, and folders
/// below them only with `recursive_strategy_search` (freqtrade 2024.9,
/// StrategyResolver.search_all_objects).
strategy_places places_of(const config::strategy_settings& x);

/// The .py that defines the class `name` for freqtrade; empty if none does. A
/// folder's own files come before those below it, each in order of paths.
std::filesystem::path find_strategy(const strategy_places& where,
                                    const std::string& name);

/// Whether Python source defines the class at its outermost level.
bool defines_class(std::string_view source, std::string_view name);

} // namespace ftm
