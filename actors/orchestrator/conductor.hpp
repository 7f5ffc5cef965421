#pragma once

#include "actors/orchestrator/config_store.hpp"
#include "actors/orchestrator/journal.hpp"
#include "actors/orchestrator/new_best.hpp"
#include "actors/orchestrator/orchestrator.hpp"
#include "actors/orchestrator/places.hpp"
#include "actors/orchestrator/run_state_machine.hpp"
#include "actors/orchestrator/turns.hpp"
#include "actors/orchestrator/vault.hpp"
#include "shared/config/settings.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>

namespace ftm {

using orchestrator_ptr =
    orchestrator_actor::stateful_pointer<orchestrator_state>;

/// A run that is not over yet.
struct active_run {
  explicit active_run(run_status x) : machine(std::move(x)) {}

  run_state_machine machine;
  run_memory memory;
  bool configured = true;             ///< settings are known
  config::strategy_settings settings; ///< the ones it began with
  strategy_places places;
  /// Grows with each step and at the beginning of restoring: answers to older
  /// questions are ignored.
  uint64_t ticket = 0;
  /// Looks at the supervisor's facts, each time when they have changed.
  std::function<void()> look;
  // The process beside hyperopt (step_new_best.cpp), alike.
  new_best best;
  uint64_t best_ticket = 0;
  std::function<void()> best_look;
  std::function<void()> best_then; ///< waits for its end
  bool waits = false;
  std::string no_reload; ///< why trade is restarted instead; "" = it is not
  std::string complaint; ///< last alarm, so that it is not repeated
  bool unwritten_end = false; ///< over, but not in the journal yet

  const std::string& id() const {
    return machine.status().id;
  }
  process_id process(process_kind x) const {
    return {machine.status().strategy, x};
  }
};

using run_ptr = std::shared_ptr<active_run>;

/// A strategy of the accepted config.
struct strategy_view {
  config::strategy_settings settings;
  strategy_places places;
  std::filesystem::path params; ///< its params file; empty = no .py was found
  std::optional<bool> live;     ///< trade would be with real money
};

/// The orchestrator's inside. One file for each concern:
/// conductor (life, timers), config_part, facts_part, runs_part, run_end,
/// requests,
/// step_*, params_part, restore, dry_run.
class conductor {
public:
  conductor(orchestrator_ptr self, orchestrator_options options,
            supervisor_actor supervisor, monitor_actor monitors);
  conductor(const conductor&) = delete;
  conductor& operator=(const conductor&) = delete;
  ~conductor();

  /// Opens the database, takes a config, restores half-done runs.
  void begin();
  void on_tick();

  // --- config (config_part.cpp) --------------------------------------------
  caf::result<config_text> read_config(const config_after& x);
  caf::result<config_report> change_config(const config_change& x);
  caf::result<strategy_status> set_switches(const switches& x);

  // --- runs (runs_part.cpp) ------------------------------------------------
  caf::result<run_status> start_run(const run_request& x);
  caf::result<run_status> control_run(const run_control& x);
  caf::result<std::vector<run_status>> list_runs(const runs_query& x);
  caf::result<ranking> decision(const decision_query& x);
  caf::result<std::vector<params_version>> list_params(const params_query& x);
  caf::result<process_status> start_single(const process_request& x);

private:
  using guard = std::function<bool()>;
  using failed = std::function<void(const caf::error&)>;
  using told = std::function<void(const process_status&)>;
  using ended = std::function<void(const process_status&, const std::string&)>;
  using next = std::function<void()>;
  using prepare = std::function<void(next)>;
  using sentence = std::function<void(const std::string&)>;
  /// Why, and whether only for the time that it took.
  using not_ready = std::function<void(const std::string&, bool)>;

  // --- life (conductor.cpp) ------------------------------------------------
  timestamp now() const;
  void after(milliseconds delay, std::function<void()> what);
  /// By CLOCK_BOOTTIME: for limits that people set.
  void at_latest(milliseconds delay, std::function<void()> what);
  void look_at_deadlines();
  void update_health();
  /// True as long as the run is where it was when this was called.
  guard still(const run_ptr& r);
  /// For log lines: "DipHunter: run 1a2b3c4d".
  static std::string named(const run_ptr& r);
  void alarm(const run_ptr& r, const std::string& what);
  void complain(const run_ptr& r, const std::string& what);

  // --- config --------------------------------------------------------------
  void load_config();
  bool accept(config_text x, config::settings settings);
  config::loaded parsed(const std::string& yaml, const std::string& overrides,
                        config_text& x) const;
  void publish_strategies();
  void answer_config_readers();
  void tell_supervisor();
  strategy_status status_of(const strategy_view& x);
  void note_params(const std::string& strategy);
  void note_live();
  uint64_t oldest_revision_in_use() const;

  // --- facts (facts_part.cpp) ----------------------------------------------
  void read_supervisor(milliseconds pause);
  void read_monitor(const run_ptr& r, stamp after, milliseconds pause);
  void look_at_runs();
  const process_status* process(const process_id& x) const;
  /// Another strategy's hyperopt that runs in this user_data folder.
  const process_status* rival(const std::string& strategy,
                              const std::filesystem::path& user_data) const;

  // --- questions to other parts, repeated until answered (requests.cpp) ----
  void ask_start(guard g, process_spec x, told then, failed otherwise);
  void ask_control(guard g, process_control x, told then, failed otherwise);
  void ask_set(guard g, configured_strategies x);
  void ask_launch(guard g, process_id id, std::string launch, told then);
  void ask_tail(guard g, process_id id, std::string launch, sentence then);
  void ask_files(guard g, std::string strategy,
                 std::function<void(std::vector<result_file>&)> then,
                 failed otherwise);
  void ask_ranking(guard g, question x, std::function<void(ranking&)> then,
                   failed otherwise);
  void ask_epoch(guard g, epoch_query x,
                 std::function<void(epoch_record&)> then, failed otherwise);

  // --- a run's way (runs_part.cpp) -----------------------------------------
  std::string check(const run_request& x, const strategy_view& s) const;
  std::vector<step_status> plan(const run_request& x,
                                const strategy_view& s) const;
  void look_whether_to_begin(const run_ptr& r);
  void happen(const run_ptr& r, run_event e, const std::string& text = {});
  void begin_step(const run_ptr& r);
  void step_done(const run_ptr& r, const std::string& note);
  void step_fails(const run_ptr& r, const std::string& why);
  void step_timed_out(const run_ptr& r, const std::string& why);
  void process_fails(const run_ptr& r, const process_status& x,
                     const std::string& why);
  void wait_for(const run_ptr& r, const std::string& what);
  void goes_on(const run_ptr& r);
  void finish_run(const run_ptr& r, milliseconds pause);
  static run_status told_status(const run_ptr& r);
  void end_run(const run_ptr& r);
  void end_hold(const run_status& run, const std::string& launch);
  void end_orphan_holds();
  bool save(const run_ptr& r);
  void publish(const run_ptr& r);
  void recover_runs();
  run_ptr run_of(const std::string& strategy) const;
  bool has_step(const run_ptr& r, step_kind x) const;

  // --- processes of a step (step_process.cpp) ------------------------------
  void run_process(const run_ptr& r, process_spec x, ended then,
                   prepare before = {});
  void begin_launch(const run_ptr& r, process_spec x, ended then,
                    prepare before);
  void launch(const run_ptr& r, process_spec x, ended then, prepare before);
  void watch(const run_ptr& r, process_id id, std::string launch, told then);
  void stop_launch(const run_ptr& r, process_id id, std::string launch,
                   const std::string& held_by, next then, sentence otherwise);
  void with_turn(const run_ptr& r, const std::string& what,
                 const std::string& waiting, next then);

  // --- steps (step_*.cpp) --------------------------------------------------
  void stop_trade(const run_ptr& r);
  void restart_trade(const run_ptr& r);
  void stop_and_start_trade(const run_ptr& r, const process_status& s);
  static void note_worker(const run_ptr& r, const process_status& s);
  process_spec trade_again(const run_ptr& r) const;
  static bool reloads(const run_ptr& r);
  void reload_trade(const run_ptr& r, const std::string& launch);
  void ask_reload(const run_ptr& r, const std::string& launch,
                  const std::string& reload);
  void watch_reload(const run_ptr& r, const std::string& launch,
                    const std::string& reload);
  void cannot_reload(const run_ptr& r, const std::string& why);
  void trade_stays_stopped(const run_ptr& r);
  static bool is_stopped_by_hand(const run_ptr& r, const process_status& x);
  void start_trade(const run_ptr& r);
  void wait_ready(const run_ptr& r, const std::string& launch, sentence then,
                  not_ready otherwise);
  void arm_pause(const run_ptr& r);
  void simple_process(const run_ptr& r, process_kind kind);
  void cleanup(const run_ptr& r);
  void hyperopt(const run_ptr& r);
  void hyperopt_begin(const run_ptr& r);
  void list_files_before(const run_ptr& r, next then);
  void hyperopt_ended(const run_ptr& r, const process_status& x,
                      const std::string& tail);
  void find_result(const run_ptr& r, const process_status& x);
  bool brings_new_bests_in(const run_ptr& r) const;
  static guard beside(const run_ptr& r);
  void note_winner(const run_ptr& r, const hyperopt_status& x);
  void begin_new_best(const run_ptr& r);
  void show_new_best(const run_ptr& r, const params_source& x,
                     const std::string& record, uint32_t attempt);
  void new_best_shown(const run_ptr& r, const params_source& x,
                      const std::string& record, uint32_t attempt,
                      std::string why, bool half_line);
  void new_best_over(const run_ptr& r, const params_source& x,
                     const std::string& why);
  void close_new_best(const run_ptr& r, next then);
  static void drop_new_best(const run_ptr& r);
  void evaluate(const run_ptr& r);
  void judge(const run_ptr& r);
  void extract(const run_ptr& r);
  void extract_version(const run_ptr& r, const std::string& version);
  void extract_epoch(const run_ptr& r, const std::string& file, uint64_t line,
                     const epoch_record& record);
  void extracted(const run_ptr& r, const std::string& file, uint64_t line,
                 const epoch_record& record);

  // --- params (params_part.cpp); strings are errors ------------------------
  std::string find_params(const run_ptr& r);
  void with_params(const run_ptr& r, next then);
  std::string before_change(const run_ptr& r);
  std::string delete_params(const run_ptr& r);
  std::string after_process(const run_ptr& r, const params_source& origin);
  bool has_changed_params(const run_ptr& r);
  std::string restore_params(const run_ptr& r);

  // --- restoring (restore.cpp) ---------------------------------------------
  void restore(const run_ptr& r);
  void stop_own_process(const run_ptr& r);
  void stop_own(const run_ptr& r, process_kind kind, const std::string& launch,
                next then);
  void stop_own_trade(const run_ptr& r);
  void put_params_back(const run_ptr& r, milliseconds pause);
  void bring_trade_back(const run_ptr& r, milliseconds pause);
  void judge_trade(const run_ptr& r, const process_status& x,
                   milliseconds pause);
  void start_trade_again(const run_ptr& r, milliseconds pause);
  void restored(const run_ptr& r, milliseconds pause = milliseconds{1000});

  // --- dry runs (dry_run.cpp) ----------------------------------------------
  run_status dry_run(const run_request& x, const strategy_view& s) const;

  orchestrator_ptr self_;
  orchestrator_options options_;
  supervisor_actor supervisor_;
  monitor_actor monitors_;

  storage::database db_;
  std::string db_error_;
  journal journal_{db_};
  params_vault vault_{db_};
  config_store configs_{db_};

  config_text config_;
  std::string config_error_; ///< why config.yaml is not what counts
  parked_reads<config_after, config_text> config_readers_;
  std::map<std::string, strategy_view> strategies_;
  caf::actor_clock::time_point next_live_look_{};

  std::map<process_id, process_status> processes_;
  bool processes_known_ = false;
  stamp processes_upto_;
  uint64_t told_ = 0; ///< counts tell_supervisor: only the last one is repeated

  std::map<std::string, run_ptr> runs_;          ///< by id
  std::map<std::string, std::string> last_fact_; ///< strategy -> run
  turns turns_;
  std::multimap<caf::actor_clock::time_point, std::function<void()>> timers_;
  std::multimap<int64_t, std::function<void()>> deadlines_; ///< by boottime
};

} // namespace ftm
