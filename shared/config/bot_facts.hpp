#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace ftm::config {

/// What a bot should have for itself, and how it can be reached and watched,
/// by its config. Holds no secret.
struct bot_facts {
  std::string db_url;   ///< its scheme, host and name, as people may see it
  std::string database; ///< the same for all who use it; "" = in memory
  bool has_api = false;
  std::string port;                   ///< of its API
  std::string address;                ///< that its API listens on
  bool everybody_reaches_api = false; ///< beyond this machine
  bool weak_password = false;  ///< of its API: none, short, or an example's
  bool example_secret = false; ///< jwt_secret_key that signs its logins
  std::string exchange;        ///< in lower case
  std::string key_digest;      ///< of the exchange's key; "" = none
  std::string initial_state; ///< "running", …; freqtrade's default: "stopped"
  double heartbeat_s = 60;   ///< between signs of life on its console; 0 = none
  bool operator==(const bot_facts&) const = default;
};

/// The facts of what `freqtrade trade` runs with in `folder`. Pure: defaults
/// are freqtrade's (constants.py, worker.py), relative paths start in `folder`.
bot_facts facts_of(const nlohmann::json& config,
                   const std::filesystem::path& folder);

} // namespace ftm::config
