#pragma once

#include "actors/broadcaster/broadcaster.hpp"
#include "actors/supervisor/supervisor_options.hpp"
#include "deploy/ftmanager/monitors_router.hpp"
#include "deploy/ftmanager/serve.hpp"

#include <caf/actor_system.hpp>

namespace ftm {

/// Those parts of the suite that one process talks to: its own actors, or
/// links to other processes' actors. Empty = not needed here.
struct suite_handles {
  supervisor_actor supervisor;
  orchestrator_actor orchestrator;
  monitors_router_actor monitors;
  scheduler_actor scheduler;
  broadcaster_actor broadcaster;
  gateway_actor gateway;
  warden_actor warden;
};

supervisor_options supervisor_options_of(const suite_options& x);

supervisor_actor spawn_supervisor(caf::actor_system& system,
                                  const suite_options& x);
orchestrator_actor spawn_orchestrator(caf::actor_system& system,
                                      const suite_options& x,
                                      const suite_handles& peers);
scheduler_actor spawn_scheduler(caf::actor_system& system,
                                const suite_options& x,
                                const suite_handles& peers);
/// Follows every part that `peers` names, and the monitors.
broadcaster_actor spawn_broadcaster(caf::actor_system& system,
                                    const suite_handles& peers);

/// Asks the orchestrator for the config first, since host, port and TLS stand
/// in it; an error if it has none within 10 s, or if the port is taken.
caf::expected<gateway_actor> spawn_gateway(caf::actor_system& system,
                                           const suite_options& x,
                                           const suite_handles& peers);

/// The config in force, asked for again and again for at most 10 s.
caf::expected<config_text> wait_for_config(caf::actor_system& system,
                                           const orchestrator_actor& whom);

/// Has the orchestrator read config.yaml again (SIGHUP), and logs what came of
/// it.
void reload_config(caf::actor_system& system, const orchestrator_actor& x);

} // namespace ftm
