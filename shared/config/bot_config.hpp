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

/// What a freqtrade command in `folder` runs with: all its --config options,
/// the FREQTRADE__ variables of `environment`, and what --userdir,
/// --strategy-path, --db-url and --dry-run of its `words` say. Nothing, with a
/// sentence in `error`, if a config cannot be read or a word is unclear.
std::optional<nlohmann::json> command_config(
    const std::vector<std::string>& words, const std::filesystem::path& folder,
    const std::map<std::string, std::string>& environment, std::string& error);

/// The same without its configs; unclear words say nothing.
nlohmann::json
said_beside_configs(const std::vector<std::string>& words,
                    const std::map<std::string, std::string>& environment);

/// The words of `freqtrade trade` of that strategy that choose its configs.
std::vector<std::string> trade_words(const strategy_settings& x);

/// What `freqtrade trade` of that strategy runs with.
std::optional<nlohmann::json> trade_bot_config(const strategy_settings& x,
                                               std::string& error);

/// Whether its trade is with real money; nothing if the config cannot be read
/// or does not say (freqtrade then refuses to trade).
std::optional<bool> is_live(const strategy_settings& x);

/// The same of a trade command as it is started.
std::optional<bool> is_live(const process_spec& x);

} // namespace ftm::config
