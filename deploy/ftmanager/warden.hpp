#pragma once

#include "deploy/ftmanager/part_keeper.hpp"
#include "deploy/ftmanager/part_spawner.hpp"
#include "deploy/ftmanager/serve.hpp"
#include "shared/protocol/part.hpp"
#include "shared/util/fd_watcher.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <map>
#include <memory>

namespace ftm {

/// The WARDEN: a part that keeps the other parts' processes.
using warden_self_actor = part_actor::extend<
    // INTERNAL: end all parts in order; answered when none is left.
    caf::replies_to<atom::control>::with<part_status>,
    // INTERNAL: time to ask every part how it is.
    caf::reacts_to<atom::get, uint64_t>>;

struct warden_state : part_base {
  warden_state() = default;
  static inline const char* name = "warden";

  struct kept_part {
    std::string strategy; ///< of a monitor
    part_process process;
    part_keeper keeper;
    std::string note;       ///< of its fact
    std::string unrecorded; ///< why it could not be written down; "" = it is
    part_actor link;
    caf::actor_clock::time_point next_start{};
    bool unwanted = false; ///< its strategy left the config
  };

  suite_options options;
  std::filesystem::path folder; ///< of the sockets
  std::map<std::string, kept_part> parts;
  std::unique_ptr<fd_watcher> watcher;
  orchestrator_actor orchestrator;
  uint64_t config_revision = 0;
  bool following = false; ///< a read of the config is under way
  std::vector<std::vector<std::string>> to_end; ///< groups, last one first
  caf::actor_clock::time_point patience{};
  bool killed = false;
  caf::typed_response_promise<part_status> ended;
  bool ending = false;
};

/// Starts each part in a process of its own, and again when it dies (bounded
/// intensity, backoff) or does not answer; follows the config for which
/// monitors there shall be.
warden_self_actor::behavior_type
warden(warden_self_actor::stateful_pointer<warden_state> self,
       suite_options options, std::filesystem::path folder);

} // namespace ftm
