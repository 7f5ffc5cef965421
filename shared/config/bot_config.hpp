#pragma once

#include "shared/config/settings.hpp"

#include <nlohmann/json.hpp>

namespace ftm::config {

/// JSON as freqtrade reads its configs: with // and /* */ comments and trailing
/// commas. Nothing, with a sentence in `error`, if it is no JSON object.
std::optional<nlohmann::json> parse_bot_config(std::string text,
                                               std::string& error);

/// A config of freqtrade with all its `add_config_files`; where both say
/// something, the file that adds the other wins (freqtrade's
/// load_config.load_from_files). Nothing, with a sentence that names the file
/// in `error`, if one cannot be read.
std::optional<nlohmann::json> read_bot_config(const std::filesystem::path& file,
                                              std::string& error);

/// What `freqtrade trade` of that strategy runs with: its config, further
/// --config options of trade_extra_args, FREQTRADE__ variables of its
/// environment, --dry-run and --db-url.
std::optional<nlohmann::json> trade_bot_config(const strategy_settings& x,
                                               std::string& error);

/// Whether its trade is with real money; nothing if the config cannot be read
/// or does not say (freqtrade then refuses to trade).
std::optional<bool> is_live(const strategy_settings& x);

} // namespace ftm::config
