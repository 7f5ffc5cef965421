#pragma once

#include "shared/config/settings.hpp"

namespace ftm {

/// Where freqtrade keeps what the cycle reads and writes. All absolute.
struct strategy_places {
  std::filesystem::path user_data; ///< by its real name, if it exists
  std::filesystem::path results;   ///< <user_data>/hyperopt_results
  std::filesystem::path strategies;
  bool operator==(const strategy_places&) const = default;
};

/// freqtrade's own order: --userdir of the hyperopt's extra_args, then
/// `user_data_dir` of its config, then <directory>/user_data; `strategy_path`
/// of the config names another folder of strategies.
strategy_places places_of(const config::strategy_settings& x);

/// The .py below `folder` that defines the class `name`; empty if none does.
/// The first in order of paths, should there be several.
std::filesystem::path find_strategy(const std::filesystem::path& folder,
                                    const std::string& name);

/// Whether Python source defines the class at its outermost level.
bool defines_class(std::string_view source, std::string_view name);

} // namespace ftm
