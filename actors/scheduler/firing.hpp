#pragma once

#include "actors/scheduler/scheduler.hpp"

namespace ftm {

// The scheduler's own, apart from following the orchestrator.

using scheduler_self = scheduler_actor::stateful_pointer<scheduler_state>;

constexpr milliseconds first_backoff{50};
constexpr milliseconds last_backoff{2'000};

/// The wall clock.
timestamp clock_of(const scheduler_state& x);

/// Has the scheduler ticked after `backoff`, which it doubles; says when.
caf::actor_clock::time_point later(scheduler_self self, milliseconds& backoff);

/// Fires what is due, tells what is ahead, and sets the alarm. A firing is
/// written down before its run is asked for.
void look_at_clock(scheduler_self self);

} // namespace ftm
