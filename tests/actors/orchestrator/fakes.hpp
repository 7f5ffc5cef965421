#pragma once

#include "shared/protocol/part.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <deque>
#include <functional>
#include <memory>

namespace ftm::test {

/// What becomes of a process that is started.
struct process_plan {
  milliseconds lasts{10'000}; ///< trade: until somebody stops it
  process_state end = process_state::completed;
  std::optional<int32_t> code = 0;
  std::string error;
  std::string output = "ok\n";
  bool ready = true;                ///< trade: says so after 4 s
  std::string comes_up = "running"; ///< trade: as its config says
  bool dies = false;                ///< trade: ends by itself after `lasts`
  caf::error refused;               ///< start answers this
  std::function<void(const process_spec&)> at_end;
};

/// What becomes of a reload.
struct reload_plan {
  milliseconds lasts{3000};
  reload_state end = reload_state::done; ///< running = never ends
  std::string note = "by its REST; it has loaded the params";
  caf::error refused; ///< control answers this
};

/// A supervisor without processes; the test may look at and change everything
/// between two steps of the scheduler.
struct fake_supervisor_state : part_base {
  fake_supervisor_state() = default;

  std::map<process_kind, std::deque<process_plan>> plans; ///< else the default
  std::map<process_kind, process_plan> usual;
  std::map<process_id, process_status> newest;
  std::map<std::string, process_status> launches;
  std::map<std::string, process_plan> plan_of;
  std::vector<process_spec> started; ///< really, not just asked again
  std::vector<process_control> controls;
  std::vector<std::vector<std::string>> configured; ///< what it was told
  milliseconds stop_takes{1000};
  reload_plan reload;
  /// What happens just before a start is looked at.
  std::function<void(const process_spec&)> before_start;
  int deaf = 0; ///< so many requests are answered "unavailable"
  /// What control answers instead, if that is an error.
  std::function<caf::error(const process_control&)> refuse;
  std::multimap<caf::actor_clock::time_point, std::function<void()>> timers;
  std::function<void(process_status)> put; ///< only inside the actor
  std::vector<process_status> outside;     ///< put at the next tick

  size_t count(process_kind kind) const;
  const process_spec* last(process_kind kind) const;
};

supervisor_actor::behavior_type
fake_supervisor(supervisor_actor::stateful_pointer<fake_supervisor_state> self,
                fake_supervisor_state** inside);

struct fake_monitor_state : part_base {
  fake_monitor_state() = default;

  std::vector<result_file> files;
  std::map<std::string, ranking> rankings; ///< by file
  std::map<std::pair<std::string, uint64_t>, std::string> epochs;
  std::vector<question> questions;
  int deaf = 0;
  bool questions_unanswered = false;    ///< "unavailable"
  std::vector<hyperopt_status> outside; ///< put at the next tick
};

monitor_actor::behavior_type
fake_monitor(monitor_actor::stateful_pointer<fake_monitor_state> self,
             fake_monitor_state** inside);

} // namespace ftm::test
