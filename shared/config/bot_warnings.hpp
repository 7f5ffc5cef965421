#pragma once

#include "shared/config/bot_facts.hpp"
#include "shared/config/settings.hpp"

namespace ftm::config {

/// A bot that is enabled, and which keys of config.yaml its facts come from.
struct checked_bot {
  size_t index = 0; ///< among the strategies that are looked at
  std::string name;
  std::string folder;   ///< where freqtrade runs, without symbolic links
  std::string strategy; ///< its class
  bot_facts facts;
  std::string config_key;   ///< trade_config, or config
  std::string database_key; ///< the same, or what outranks it
};

struct bot_warning {
  size_t index = 0;
  std::string key, found, expected;
  bool operator==(const bot_warning&) const = default;
};

/// What two bots share that each should have for itself; the later one of a
/// pair is warned of. Pure.
std::vector<bot_warning> clashes(const std::vector<checked_bot>& bots);

/// What is unsafe about one bot's API, and why nobody could tell that it hangs.
/// Pure.
std::vector<bot_warning> warnings_of(const checked_bot& x,
                                     const health_settings& health);

} // namespace ftm::config
