#pragma once

#include "shared/protocol/part.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <map>

namespace ftm {

/// A monitor for those who ask, with one message more: who has the config.
using monitors_router_actor = monitor_actor::extend<
    // INTERNAL: the orchestrator, once it is there.
    caf::reacts_to<atom::set, caf::strong_actor_ptr>>;

/// Makes the monitor of a strategy: spawns it, or a link to its process.
using make_monitor = std::function<monitor_actor(
    caf::local_actor*, const std::string& strategy, const orchestrator_actor&)>;

struct monitors_router_state : part_base {
  monitors_router_state() = default;
  static inline const char* name = "monitors";
  make_monitor make;
  orchestrator_actor orchestrator;
  bool configured = false;
  uint64_t revision = 0;
  std::map<std::string, monitor_actor> monitors;
  milliseconds backoff{50};
};

/// Looks like a hyperopt monitor and hands each question to that of its
/// strategy. Follows the config: makes monitors of new strategies, ends those
/// of vanished ones. The end of a monitor that nobody asked for is its own.
monitors_router_actor::behavior_type monitors_router(
    monitors_router_actor::stateful_pointer<monitors_router_state> self,
    make_monitor make);

} // namespace ftm
