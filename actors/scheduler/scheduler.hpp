#pragma once

#include "actors/scheduler/memory_file.hpp"
#include "actors/scheduler/wall_alarm.hpp"
#include "shared/protocol/part.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <filesystem>
#include <functional>
#include <memory>

namespace ftm {

struct scheduler_options {
  /// Holds schedule.json: what was fired when.
  std::filesystem::path state_dir;
  /// The wall clock; empty = the system's. With a clock of its own the
  /// scheduler is woken by the actor system's clock, at least each minute.
  std::function<timestamp()> now;
  /// A firing of cron that was missed by less than this is made up for.
  seconds grace{3600};
};

/// One strategy's schedule.
struct strategy_timer {
  schedule_rule rule;
  bool run_is_going = false;
  bool asking = false; ///< a run_request is under way
  milliseconds backoff{50};
  caf::actor_clock::time_point retry_at{};
  std::vector<timestamp> ahead;
  timestamp looked_at{}; ///< when `ahead` was last right
};

struct scheduler_state : part_base {
  scheduler_state() = default;

  static inline const char* name = "scheduler";
  scheduler_options options;
  orchestrator_actor orchestrator;
  std::unique_ptr<wall_alarm> alarm; ///< none with a clock of its own

  uint64_t revision = 0;
  std::optional<config::settings> config;
  milliseconds config_backoff{50};
  std::optional<caf::actor_clock::time_point> config_retry;

  stamp upto;
  bool knows_facts = false;
  milliseconds facts_backoff{50};
  std::optional<caf::actor_clock::time_point> facts_retry;
  std::map<std::string, strategy_status> switches;
  std::map<std::string, run_status> runs;

  std::map<std::string, strategy_timer> timers;
  schedule_memories memories;
  schedule_memories saved;
  std::optional<caf::actor_clock::time_point> tick_at; ///< instead of `alarm`
};

/// Starts each strategy's runs by its schedule, under ids that make a firing
/// that is sent twice one run. Learns rules and switches from `orchestrator`,
/// and keeps what it fired in the state folder. Facts: schedule_status.
scheduler_actor::behavior_type
scheduler(scheduler_actor::stateful_pointer<scheduler_state> self,
          scheduler_options options, orchestrator_actor orchestrator);

} // namespace ftm
