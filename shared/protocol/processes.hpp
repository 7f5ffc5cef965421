#pragma once

#include "shared/protocol/base.hpp"

#include <map>

namespace ftm {

enum class process_kind : uint8_t {
  trade,
  download_data,
  backtest,
  hyperopt,
  hyperopt_show
};

inline const char* to_string(process_kind x) {
  constexpr const char* names[] = {"trade", "download_data", "backtest",
                                   "hyperopt", "hyperopt_show"};
  return name_in(names, x);
}

enum class process_state : uint8_t {
  idle,
  starting,
  running,
  ready,
  hung,
  stopping,
  backing_off,
  stopped,
  completed,
  failed,
  given_up,
  held,  ///< trade, paused by a run
  unkept ///< its shim was lost; exit code will be unknown
};

inline const char* to_string(process_state x) {
  constexpr const char* names[] = {
      "idle",     "starting",    "running", "ready",     "hung",
      "stopping", "backing_off", "stopped", "completed", "failed",
      "given_up", "held",        "unkept"};
  return name_in(names, x);
}

/// At most one launch of it is alive at any time.
struct process_id {
  std::string strategy;
  process_kind kind = process_kind::trade;
  auto operator<=>(const process_id&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, process_id& x) {
  return f(caf::meta::type_name("ftm::process_id"), x.strategy, x.kind);
}

enum class stop_target : uint8_t { main, group, tree };

inline const char* to_string(stop_target x) {
  constexpr const char* names[] = {"main", "group", "tree"};
  return name_in(names, x);
}

/// One rung of the stop ladder; the shim runs it.
struct stop_step {
  int32_t signal = 0;
  stop_target target = stop_target::main;
  milliseconds patience{}; ///< before the next rung
  bool operator==(const stop_step&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, stop_step& x) {
  return f(caf::meta::type_name("ftm::stop_step"), x.signal, x.target,
           x.patience);
}

enum class restart_mode : uint8_t { off, on_failure, always };

inline const char* to_string(restart_mode x) {
  constexpr const char* names[] = {"off", "on_failure", "always"};
  return name_in(names, x);
}

struct restart_policy {
  restart_mode mode = restart_mode::off;
  uint32_t intensity = 5; ///< restarts within `period`, then given up
  seconds period{600};
  milliseconds backoff{1000}; ///< doubled each time
  milliseconds backoff_max{60000};
  seconds stable{300}; ///< after so long a life all restarts are forgotten
  bool operator==(const restart_policy&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, restart_policy& x) {
  return f(caf::meta::type_name("ftm::restart_policy"), x.mode, x.intensity,
           x.period, x.backoff, x.backoff_max, x.stable);
}

/// Who yields when the machine is short. All zero = as the manager itself.
struct process_priority {
  int32_t nice = 0;          ///< 0 to 19
  int32_t io_class = 0;      ///< 0 = inherited, 2 = best effort, 3 = idle
  int32_t io_level = 0;      ///< of best effort, 0 to 7; 7 yields most
  int32_t oom_score_adj = 0; ///< 0 to 1000; the highest is killed first
  bool operator==(const process_priority&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, process_priority& x) {
  return f(caf::meta::type_name("ftm::process_priority"), x.nice, x.io_class,
           x.io_level, x.oom_score_adj);
}

/// All a supervisor needs to start, watch, stop and restart a process. It keeps
/// it in the run folder, so it needs no config to adopt.
struct process_spec {
  process_id id;
  std::string launch; ///< chosen by the caller: 1–80 of [A-Za-z0-9._-]
  std::vector<std::string> command;
  std::string folder; ///< absolute; the command's cwd
  std::map<std::string, std::string> environment; ///< added to a clean one
  std::vector<stop_step> stop_ladder;
  restart_policy restart;
  seconds time_limit{};      ///< 0 = none
  seconds hung_after{};      ///< no heartbeat for so long; 0 = never
  bool restart_hung = false; ///< stop and start it then
  milliseconds bot_poll{};   ///< between questions to its REST; 0 = none
  process_priority priority;
  std::string bot_config; ///< freqtrade's config with api_server; "" = no REST
  std::vector<std::string> reload_command; ///< used if the REST cannot
  uint64_t log_limit = 0;                  ///< bytes kept of out.log; 0 = all
  std::string by;                          ///< who asked
  std::string run;                         ///< the run it belongs to; "" = none
  bool force = false; ///< although a foreign process was found
  bool operator==(const process_spec&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, process_spec& x) {
  return f(caf::meta::type_name("ftm::process_spec"), x.id, x.launch, x.command,
           x.folder, x.environment, x.stop_ladder, x.restart, x.time_limit,
           x.hung_after, x.restart_hung, x.bot_poll, x.priority, x.bot_config,
           x.reload_command, x.log_limit, x.by, x.run, x.force);
}

/// What became of the newest reload of a launch.
enum class reload_state : uint8_t { none, running, done, failed };

inline const char* to_string(reload_state x) {
  constexpr const char* names[] = {"none", "running", "done", "failed"};
  return name_in(names, x);
}

/// FACT of the supervisor, one for each process_id: its newest launch.
struct process_status {
  process_id id;
  std::string launch;    ///< "" = never started
  uint32_t restarts = 0; ///< relaunches by policy since `launch` was asked for
  process_state state = process_state::idle;
  std::optional<int32_t> pid;
  std::vector<std::string> command; ///< redacted
  std::optional<timestamp> started_at;
  std::optional<timestamp> ended_at;
  std::optional<timestamp> deadline_at;
  std::optional<timestamp> restart_at; ///< backing_off: when it starts again
  std::optional<int32_t> exit_code;
  std::optional<int32_t> exit_signal;
  std::string error;   ///< set whenever the console or the exit says failure
  bool wanted = false; ///< trade: shall run
  std::string held_by; ///< trade: the run that pauses it; "" = none
  std::optional<bool> live; ///< trade: real money; none = not known
  std::string reload_id;    ///< of its newest reload; "" = none
  reload_state reload = reload_state::none;
  std::string reload_note; ///< how it was done, or why it was not
  /// Trade: its config and params were loaded by then and not since; none = it
  /// loads them, or its console does not tell.
  std::optional<timestamp> loaded_at;
  std::string worker_state; ///< trade: "running", "stopped", …; "" = not known
  bool operator==(const process_status&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, process_status& x) {
  return f(caf::meta::type_name("ftm::process_status"), x.id, x.launch,
           x.restarts, x.state, x.pid, x.command, x.started_at, x.ended_at,
           x.deadline_at, x.restart_at, x.exit_code, x.exit_signal, x.error,
           x.wanted, x.held_by, x.live, x.reload_id, x.reload, x.reload_note,
           x.loaded_at, x.worker_state);
}

/// FACT of the supervisor, one for each process tree that runs.
struct process_stats {
  process_id id;
  real cpu_pct;
  uint64_t rss_bytes = 0;
  std::optional<uint64_t> pss_bytes; ///< none = the kernel does not tell us
  uint32_t threads = 0;
  uint32_t processes = 0;
  uint32_t open_files = 0;
  uint64_t read_bytes = 0;     ///< from disk, since the launch began
  uint64_t write_bytes = 0;    ///< to disk, since the launch began
  real read_rate;              ///< bytes/s since the look before
  real write_rate;             ///< bytes/s
  std::optional<real> gpu_pct; ///< sum over GPUs; none = no driver, no use
  std::optional<uint64_t> gpu_memory_bytes;
  real peak_cpu_pct;
  uint64_t peak_rss_bytes = 0;
  std::optional<uint64_t> peak_pss_bytes;
  std::optional<uint64_t> peak_gpu_memory_bytes;
  bool operator==(const process_stats&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, process_stats& x) {
  return f(caf::meta::type_name("ftm::process_stats"), x.id, x.cpu_pct,
           x.rss_bytes, x.pss_bytes, x.threads, x.processes, x.open_files,
           x.read_bytes, x.write_bytes, x.read_rate, x.write_rate, x.gpu_pct,
           x.gpu_memory_bytes, x.peak_cpu_pct, x.peak_rss_bytes,
           x.peak_pss_bytes, x.peak_gpu_memory_bytes);
}

/// One point of a sparkline.
struct stats_point {
  timestamp at{};
  real cpu_pct;
  uint64_t rss_bytes = 0;
  real read_rate, write_rate; ///< bytes/s
  std::optional<real> gpu_pct;
  bool operator==(const stats_point&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, stats_point& x) {
  return f(caf::meta::type_name("ftm::stats_point"), x.at, x.cpu_pct,
           x.rss_bytes, x.read_rate, x.write_rate, x.gpu_pct);
}

/// Asks for the short history of a process's stats.
struct stats_query {
  process_id id;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, stats_query& x) {
  return f(caf::meta::type_name("ftm::stats_query"), x.id);
}

/// Oldest first, of the newest launch, at most some hundred points.
struct stats_history {
  std::string launch; ///< "" = never started
  milliseconds interval{};
  std::vector<stats_point> points;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, stats_history& x) {
  return f(caf::meta::type_name("ftm::stats_history"), x.launch, x.interval,
           x.points);
}

enum class process_action : uint8_t { stop, reload, release };

inline const char* to_string(process_action x) {
  constexpr const char* names[] = {"stop", "reload", "release"};
  return name_in(names, x);
}

struct process_control {
  process_id id;
  std::string launch; ///< required, but for release; "" is ec::invalid
  process_action action = process_action::stop;
  std::string by;
  std::string held_by; ///< the run that holds or releases; "" = a person
  /// Of a reload: chosen by the caller, so that a repeated question is no
  /// second one; "" = any that runs now, else a new one.
  std::string reload_id = {};
  std::string params_file = {}; ///< of a reload: must be loaded; "" = any
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, process_control& x) {
  return f(caf::meta::type_name("ftm::process_control"), x.id, x.launch,
           x.action, x.by, x.held_by, x.reload_id, x.params_file);
}

/// The strategies that the accepted config names and enables: what else ran is
/// shown and can be stopped, but is never started again by itself.
struct configured_strategies {
  std::vector<std::string> names;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f,
                                        configured_strategies& x) {
  return f(caf::meta::type_name("ftm::configured_strategies"), x.names);
}

/// Past and present launches, newest first.
struct launches_query {
  process_id id;
  std::string launch; ///< only this one; "" = the newest `limit`
  uint32_t limit = 20;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, launches_query& x) {
  return f(caf::meta::type_name("ftm::launches_query"), x.id, x.launch,
           x.limit);
}

/// Asks for output; parked until there is some or `wait` has passed.
struct output_range {
  process_id id;
  std::string launch;       ///< "" = the newest
  int64_t offset = 0;       ///< bytes; negative = counted from the end
  uint32_t limit = 262'144; ///< bytes, at most 256 KiB
  milliseconds wait{};      ///< 0 = answer now
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, output_range& x) {
  return f(caf::meta::type_name("ftm::output_range"), x.id, x.launch, x.offset,
           x.limit, x.wait);
}

/// Asks where a launch's output holds a text; letters A to Z match both cases.
struct output_search {
  process_id id;
  std::string launch;   ///< "" = the newest
  std::string text;     ///< 1 to 1000 bytes
  int64_t offset = 0;   ///< from where on; negative = counted from the end
  uint32_t limit = 200; ///< matches
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, output_search& x) {
  return f(caf::meta::type_name("ftm::output_search"), x.id, x.launch, x.text,
           x.offset, x.limit);
}

/// A line that holds it.
struct output_match {
  uint64_t offset = 0; ///< of the line's first byte
  std::string line;    ///< raw, without its end; cut at 4 KiB around the text
  std::string before;  ///< what stands before `line` in its line, at most 4 KiB
  bool operator==(const output_match&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, output_match& x) {
  return f(caf::meta::type_name("ftm::output_match"), x.offset, x.line,
           x.before);
}

struct output_matches {
  std::string launch;
  std::vector<output_match> matches; ///< in order of offsets
  uint64_t scanned_to = 0;           ///< go on from here
  bool complete = false;             ///< searched to the end
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, output_matches& x) {
  return f(caf::meta::type_name("ftm::output_matches"), x.launch, x.matches,
           x.scanned_to, x.complete);
}

struct output_chunk {
  std::string launch;
  uint64_t offset = 0; ///< of the first byte; above the one asked for if older
                       ///< bytes were punched away
  std::string bytes;   ///< raw, any encoding; the next offset is offset + size
  bool ended = false;  ///< nothing will ever follow
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, output_chunk& x) {
  return f(caf::meta::type_name("ftm::output_chunk"), x.launch, x.offset,
           x.bytes, x.ended);
}

} // namespace ftm
