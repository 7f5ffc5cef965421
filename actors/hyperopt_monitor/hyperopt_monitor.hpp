#pragma once

#include "shared/protocol/part.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <string>

namespace ftm {

struct monitor_options {
  std::string strategy;
  /// Off in tests: then nothing happens but at ticks.
  bool inotify = true;
};

struct monitor_room;

struct monitor_state : part_base {
  static inline const char* name = "hyperopt_monitor";

  monitor_state();
  ~monitor_state();

  std::unique_ptr<monitor_room> room;
};

/// Watches the hyperopt results of one strategy: reads them as they grow,
/// judges them by the configured criteria, and answers for them. Part
/// `monitor-<slot name>`; owns nothing durable.
monitor_actor::behavior_type
hyperopt_monitor(monitor_actor::stateful_pointer<monitor_state> self,
                 monitor_options options, supervisor_actor supervisor,
                 orchestrator_actor orchestrator);

} // namespace ftm
