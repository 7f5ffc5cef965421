#pragma once

#include "shared/protocol/part.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <map>
#include <string>
#include <vector>

namespace ftm {

/// An owner of facts that the broadcaster reads.
struct followed_part {
  std::string name; ///< as in its part_status
  part_actor owner;
  std::string strategy; ///< only facts about it or about none; "" = all
};

/// One owner, and how far its facts were read.
struct follower {
  followed_part part;
  stamp at;
  std::map<std::string, uint64_t> had; ///< keys of the facts it told
  milliseconds backoff{50};
  bool unreachable = false;
};

struct broadcaster_state : part_base {
  broadcaster_state();

  static inline const char* name = "broadcaster";
  monitor_actor monitors;
  orchestrator_actor config;
  uint64_t revision = 0; ///< of the config that named the strategies
  milliseconds config_backoff{50};
  uint64_t next_follower = 0;
  /// By a number that is never used twice, so that an answer to a follower that
  /// is gone finds nobody.
  std::map<uint64_t, follower> followers;
  std::map<std::string, uint64_t> by_strategy; ///< the monitors among them
  /// What is to be asked again, and when; `config_reader` is the config.
  std::map<uint64_t, parked_reads<facts_after, fact_page>::time_point> retries;
};

/// The one picture of now: reads the facts of every fixed part and, through
/// the router `monitors`, those of each strategy's monitor, and numbers each
/// change for its own readers. Keeps 1,000 lines and 10,000 replaced facts, and
/// nothing on disk. `config` tells which strategies there are.
broadcaster_actor::behavior_type
broadcaster(broadcaster_actor::stateful_pointer<broadcaster_state> self,
            std::vector<followed_part> fixed, monitor_actor monitors,
            orchestrator_actor config);

} // namespace ftm
