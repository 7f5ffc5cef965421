#pragma once

#include "actors/supervisor/search_worker.hpp"
#include "actors/supervisor/state_lock.hpp"
#include "actors/supervisor/supervision.hpp"
#include "shared/protocol/part.hpp"
#include "shared/util/fd_watcher.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <deque>
#include <mutex>

namespace ftm {

/// Descriptors that became readable, on their way from the watcher's thread to
/// the actor.
class event_inbox {
public:
  /// Returns whether the actor must be told: it was empty.
  bool put(int fd);
  std::vector<int> take();

private:
  std::mutex mutex_;
  std::vector<int> fds_;
};

/// A question for launches that takes more than one turn.
struct open_listing {
  launch_list list;
  caf::typed_response_promise<std::vector<process_status>> asker;
};

/// The supervisor's actor: a thin shell around supervision.
struct supervisor_state : part_base {
  supervisor_state() = default;

  supervisor_options options;
  std::optional<state_lock> lock;
  std::string refused; ///< why it does not supervise; "" = it does
  caf::actor_clock::time_point lock_due{}; ///< next try, while another has it
  std::optional<configured_strategies> configured;
  std::shared_ptr<event_inbox> inbox = std::make_shared<event_inbox>();
  std::unique_ptr<fd_watcher> watcher;
  parked_reads<output_range, output_chunk> output;
  std::unique_ptr<supervision> processes; ///< goes before the watcher
  std::unique_ptr<search_worker> searcher;
  std::map<uint64_t, caf::typed_response_promise<output_matches>>
      searches; ///< by ticket
  std::deque<open_listing> listings;
  int64_t wake_at = -1; ///< CLOCK_BOOTTIME, ms
};

/// Owns every freqtrade process of a state folder. While another supervisor
/// holds the folder it reports `failed` with the holder's name, and tries again
/// every 2 s; it ends if another has taken it over.
supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_state> self,
           supervisor_options options);

} // namespace ftm
