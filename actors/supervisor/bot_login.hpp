#pragma once

#include "shared/protocol/processes.hpp"

#include <nlohmann/json_fwd.hpp>

namespace ftm {

/// Where a bot's REST is, and what lets us in. Secret: never logged or told.
struct bot_login {
  std::string address; ///< numeric, of this machine
  uint16_t port = 0;
  std::string authorization; ///< value of the header
  bool operator==(const bot_login&) const = default;

  /// For people: "127.0.0.1:8080".
  std::string place() const;
};

/// What a config says of its REST: on with a login, off, or not to be called.
struct bot_access {
  std::optional<bot_login> login;
  std::string error; ///< why it cannot be called; "" = it can, or it is off
  bool operator==(const bot_access&) const = default;
};

/// Reads `api_server` of freqtrade's merged config. `own` are the numeric
/// addresses of this machine: no others are ever called, and none is resolved.
bot_access read_access(const nlohmann::json& config,
                       const std::vector<std::string>& own);

/// The numeric addresses of this machine's interfaces.
std::vector<std::string> own_addresses();

/// What the trade command of `spec` runs with. Reads its configs.
bot_access access_of(const process_spec& spec);

} // namespace ftm
