#pragma once

#include "shared/config/settings.hpp"

namespace ftm {

/// Where freqtrade writes the hyperopt results of a strategy, absolute:
/// below --userdir of the hyperopt's extra_args, else `user_data_dir` of its
/// config, else <directory>/user_data.
std::filesystem::path results_folder(const config::strategy_settings& x);

} // namespace ftm
