#pragma once

#include "shared/protocol/processes.hpp"

namespace ftm {

enum class step_kind : uint8_t {
  stop_trade,
  download_data,
  backtest,
  cleanup_results,
  hyperopt,
  evaluate,
  extract,
  restart_trade
};

inline const char* to_string(step_kind x) {
  constexpr const char* names[] = {
      "stop_trade", "download_data", "backtest", "cleanup_results",
      "hyperopt",   "evaluate",      "extract",  "restart_trade"};
  return name_in(names, x);
}

enum class step_state : uint8_t {
  pending,
  waiting,
  running,
  done,
  skipped,
  failed
};

inline const char* to_string(step_state x) {
  constexpr const char* names[] = {"pending", "waiting", "running",
                                   "done",    "skipped", "failed"};
  return name_in(names, x);
}

enum class run_state : uint8_t { waiting, running, restoring, done, restored };

inline const char* to_string(run_state x) {
  constexpr const char* names[] = {"waiting", "running", "restoring", "done",
                                   "restored"};
  return name_in(names, x);
}

enum class run_trigger : uint8_t { manual, schedule, api };

inline const char* to_string(run_trigger x) {
  constexpr const char* names[] = {"manual", "schedule", "api"};
  return name_in(names, x);
}

/// Params to bring in: an epoch of a file, or a version of the vault.
struct params_source {
  std::string file;
  uint64_t line = 0;
  std::string version; ///< if set, it wins
  bool operator==(const params_source&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, params_source& x) {
  return f(caf::meta::type_name("ftm::params_source"), x.file, x.line,
           x.version);
}

/// The daily cycle, one-click extraction ({extract}) and rollback
/// ({extract, restart_trade} with a version) are all runs.
struct run_request {
  std::string id; ///< chosen by the caller: 1–48 of [A-Za-z0-9._-]
  std::string strategy;
  run_trigger trigger = run_trigger::manual;
  std::string by;
  std::vector<step_kind> steps;        ///< empty = as configured
  std::optional<params_source> params; ///< for a run without evaluate
  bool dry_run = false;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, run_request& x) {
  return f(caf::meta::type_name("ftm::run_request"), x.id, x.strategy,
           x.trigger, x.by, x.steps, x.params, x.dry_run);
}

struct step_status {
  step_kind kind = step_kind::stop_trade;
  step_state state = step_state::pending;
  std::optional<timestamp> started_at;
  std::optional<timestamp> ended_at;
  uint32_t attempts = 0;
  std::string launch; ///< "<run>.<step>.<attempt>"; "" = starts no process
  std::string error;
  std::string note;  ///< what it did, or in a dry run would do
  uint64_t done = 0; ///< progress; total 0 = unknown
  uint64_t total = 0;
  bool operator==(const step_status&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, step_status& x) {
  return f(caf::meta::type_name("ftm::step_status"), x.kind, x.state,
           x.started_at, x.ended_at, x.attempts, x.launch, x.error, x.note,
           x.done, x.total);
}

/// FACT of the orchestrator: each unfinished run and the last one of each
/// strategy.
struct run_status {
  std::string id;
  std::string strategy;
  run_trigger trigger = run_trigger::manual;
  std::string by;
  run_state state = run_state::waiting;
  timestamp started_at{};
  std::optional<timestamp> ended_at;
  std::string reason;  ///< why not done: failed, cancelled, timed_out …
  std::string outcome; ///< a sentence; while waiting: what for
  std::vector<step_status> steps;
  bool operator==(const run_status&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, run_status& x) {
  return f(caf::meta::type_name("ftm::run_status"), x.id, x.strategy, x.trigger,
           x.by, x.state, x.started_at, x.ended_at, x.reason, x.outcome,
           x.steps);
}

enum class run_action : uint8_t { cancel, resume, approve, reject };

inline const char* to_string(run_action x) {
  constexpr const char* names[] = {"cancel", "resume", "approve", "reject"};
  return name_in(names, x);
}

struct run_control {
  std::string run;
  run_action action = run_action::cancel;
  std::string by;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, run_control& x) {
  return f(caf::meta::type_name("ftm::run_control"), x.run, x.action, x.by);
}

/// Newest first.
struct runs_query {
  std::string strategy; ///< "" = all
  std::string run;      ///< only this one
  std::string before;   ///< run id; "" = from the newest
  uint32_t limit = 50;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, runs_query& x) {
  return f(caf::meta::type_name("ftm::runs_query"), x.strategy, x.run, x.before,
           x.limit);
}

struct decision_query {
  std::string run;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, decision_query& x) {
  return f(caf::meta::type_name("ftm::decision_query"), x.run);
}

/// Starts one process outside of any run; the orchestrator makes the command.
struct process_request {
  process_id id;
  std::string launch; ///< chosen by the caller, see process_spec
  std::string by;
  bool force = false; ///< although a foreign process was found
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, process_request& x) {
  return f(caf::meta::type_name("ftm::process_request"), x.id, x.launch, x.by,
           x.force);
}

struct params_query {
  std::string strategy;
  std::string version; ///< only this one, with its json
  uint32_t limit = 50;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, params_query& x) {
  return f(caf::meta::type_name("ftm::params_query"), x.strategy, x.version,
           x.limit);
}

struct params_version {
  std::string version; ///< sha256 of the file
  timestamp at{};
  bool live = false;
  std::string run; ///< "" = changed by hand
  params_source origin;
  std::string json; ///< "" unless asked for by version
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, params_version& x) {
  return f(caf::meta::type_name("ftm::params_version"), x.version, x.at, x.live,
           x.run, x.origin, x.json);
}

} // namespace ftm
