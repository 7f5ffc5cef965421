#pragma once

#include "shared/config/settings.hpp"
#include "shared/protocol/part.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace ftm {

/// Where the gateway can be reached.
struct gateway_address {
  uint16_t port = 0;
  std::string url;  ///< "http://127.0.0.1:8080"
  std::string link; ///< the url that logs a browser in; holds the token
};

struct gateway_options {
  std::filesystem::path state_dir; ///< the token file lies there
  config::web_settings web;
  bool demo = false;
  /// Called once, by the gateway's thread, when the port is open …
  std::function<void(const gateway_address&)> on_ready;
  /// … or with a sentence when that failed; the gateway then ends.
  std::function<void(const std::string&)> on_failed;
};

class gateway_room;

struct gateway_state : part_base {
  static inline const char* name = "gateway";
  gateway_state();
  ~gateway_state();
  std::unique_ptr<gateway_room> room;
};

/// The GATEWAY: front door, REST and WebSocket for everybody outside; the only
/// bridge between HTTP threads and actors. Facts: its health.
gateway_actor::behavior_type
gateway(gateway_actor::stateful_pointer<gateway_state> self,
        gateway_options options, orchestrator_actor orchestrator,
        supervisor_actor supervisor, monitor_actor monitors,
        broadcaster_actor broadcaster);

} // namespace ftm
