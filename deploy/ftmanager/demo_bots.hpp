#pragma once

#include "shared/protocol/actors.hpp"

#include <caf/actor_system.hpp>

namespace ftm {

/// Starts the demo's bots that are known to be dry runs, once for ever: the
/// launches' ids are fixed, and a known launch is never started again, so
/// whoever stopped a bot finds it stopped after the next start, too. Returns at
/// once.
void start_demo_bots(caf::actor_system& system,
                     const orchestrator_actor& orchestrator);

} // namespace ftm
