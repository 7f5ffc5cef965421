#pragma once

#include "shared/config/section.hpp"
#include "shared/config/settings.hpp"

namespace ftm::config {

/// A strategy as far as it is known: the defaults, then the top level of the
/// file, then what the strategy itself says.
struct strategy_draft {
  strategy_settings value;
  std::string venv = ".venv";
  std::string config; ///< "" = not said
  std::string trade_config, download_config, backtest_config, hyperopt_config;
};

/// Reads what both the top level and a strategy may say. `base` is the folder
/// of config.yaml.
void read_common(section& in, const std::filesystem::path& base,
                 strategy_draft& out);

/// Reads how the processes are stopped, started again and watched, and what
/// they may use: `stop` to `environment`.
void read_care(section& in, strategy_settings& out);

/// Reads one item of `strategies` over what `defaults` says.
strategy_settings read_strategy(section& in, const std::filesystem::path& base,
                                const strategy_draft& defaults);

/// Reads `epoch_criteria`; a list of a strategy replaces the inherited one.
void read_criteria(section& in, std::vector<criterion>& out);

/// Which steps the settings switch on, in the cycle's order.
std::vector<step_kind> steps_of(const strategy_settings& x);

} // namespace ftm::config
