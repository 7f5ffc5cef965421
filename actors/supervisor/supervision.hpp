#pragma once

#include "actors/supervisor/bot_client.hpp"
#include "actors/supervisor/gpu/gpu_meter.hpp"
#include "actors/supervisor/life_signs.hpp"
#include "actors/supervisor/process_lifecycle.hpp"
#include "actors/supervisor/restart_budget.hpp"
#include "actors/supervisor/run_folder.hpp"
#include "actors/supervisor/shim_client.hpp"
#include "actors/supervisor/shim_launcher.hpp"
#include "actors/supervisor/socket_owner.hpp"
#include "actors/supervisor/stats_ring.hpp"
#include "actors/supervisor/supervisor_options.hpp"
#include "actors/supervisor/tree_stats.hpp"
#include "actors/supervisor/tree_walk.hpp"
#include "actors/supervisor/verdict_cache.hpp"
#include "shared/protocol/errors.hpp"
#include "shared/protocol/facts.hpp"

#include <caf/expected.hpp>

#include <functional>
#include <set>

namespace ftm {

/// What supervision tells its actor, and asks of it.
struct supervision_hooks {
  std::function<void(fact_body)> put;           ///< a fact is news
  std::function<void(const std::string&)> drop; ///< a fact is over, by key
  std::function<void(int)> watch;               ///< call on_readable once
  std::function<void(int)> forget;              ///< it will be closed now
  std::function<void()> output;                 ///< some out.log grew or ended
  std::function<void(const std::string&)> fenced; ///< another took over
  /// A shim has seen that generation: answers a higher one that is ours from
  /// now on, 0 if we may have none.
  std::function<uint64_t(uint64_t)> outrank;
};

/// Launches of a process that are being looked up, a few in each turn.
struct launch_list {
  process_id id;
  std::vector<std::string> names; ///< the newest first
  size_t next = 0;                ///< in `names`
  size_t limit = 0;
  std::vector<process_status> found;
};

/// The supervisor without its actor: every process of a state folder, its
/// launches, shims and ends. Single-threaded; nothing blocks. Times are
/// CLOCK_BOOTTIME in ms. shim-contract: creation order, adoption, control.
class supervision {
public:
  using reply = std::function<void(caf::expected<process_status>)>;

  supervision(supervisor_options options, uint64_t generation,
              supervision_hooks hooks);
  ~supervision();

  /// Reads the run folders, adopts what runs, writes down what has ended, and
  /// starts trade that is wanted, once `configure` has named it.
  void open();

  /// Whose processes may be started again by themselves; before the first call
  /// none are.
  void configure(const configured_strategies& x);

  /// A watched descriptor has something to say.
  void on_readable(int fd);

  /// Does what is due; returns when the next thing is, -1 = nothing.
  int64_t on_time(int64_t now);

  /// Starts a launch; answers when the command runs, cannot run, or 2 s have
  /// passed. A known launch is answered at once, and so is another live one.
  void start(process_spec spec, reply answer);

  caf::expected<process_status> control(const process_control& x);
  /// The launches that are asked for, not looked up yet.
  caf::expected<launch_list> launches(const launches_query& x) const;
  /// Looks up some more of them. Returns whether that was all.
  bool go_on(launch_list& x);

  /// Short history of what the newest launch of a process used.
  stats_history stats(const stats_query& x) const;

  /// The same question with its launch and an absolute offset.
  caf::expected<output_range> resolve(output_range x) const;
  output_chunk read(const output_range& x) const;
  bool has_output_for(const output_range& x) const;
  /// Where the output of a launch is that `resolve` has named.
  std::filesystem::path log_of(const process_id& id,
                               const std::string& launch) const;

private:
  /// What is known of trade beside that it runs.
  struct bot_watch {
    std::unique_ptr<bot_client> client;
    std::optional<bot_status> told;       ///< the fact as it is now
    std::optional<socket_owner> listener; ///< that is known to be the bot's
    life_signs life;
    std::string trouble; ///< hung, or without its port; "" = neither
    bool port_busy = false;
    // What was heeded already.
    uint64_t heartbeats = 0, starts = 0, reloads = 0, loops = 0, states = 0;
    std::string state;     ///< of its console
    bool recalled = false; ///< what it did before we came
  };

  /// A reload that was asked for and is not proved yet.
  struct reload_progress {
    bool running = false;
    bool by_command = false;
    bool taken = false;              ///< the bot has been told
    std::string params_file;         ///< that it must load; "" = any
    int64_t deadline = -1;           ///< for the proof
    uint64_t reloads = 0, loops = 0; ///< before it
    std::string worker_state;        ///< before it
  };

  /// What is known of an end that has no record yet.
  struct unseen_end {
    bool main_ended = false;
    bool tree_gone = false;
    bool unkillable = false;
    bool slow = false;
    std::string unwritten; ///< why its record cannot be written; "" = it can
    int64_t slow_due = -1;
  };

  /// A launch that has no exit record yet.
  struct live_launch {
    launch_record record;
    shim::state_record state;
    std::unique_ptr<shim_launch> spawning;
    std::unique_ptr<shim_client> client;
    std::vector<reply> waiting; ///< for the shim's report
    int64_t report_due = -1, connect_due = -1, connect_until = 0;
    int64_t mute_due = -1;    ///< no answer came since so long
    int64_t connected_at = 0; ///< last time
    int64_t pause = 0;        ///< before the next connection
    int64_t adopt_after = 0;  ///< no other adopting shim before
    bool adopting = false;    ///< that is what `spawning` is for
    bool deleted = false;     ///< its folder is gone, and so is its shim
    int64_t time_out_due = -1;
    int64_t ready_at = -1; ///< for the first time; -1 = never
    bool met = false;      ///< it ran before we came
    bool unkept = false;
    wanted_record before; ///< what was wanted before this start
    std::string cgroup;   ///< of its own; "" = none
    bool disk_full = false;
    std::string stop_why; ///< asked for, not sent yet; "" = no
    unseen_end end;
    console_scanner console;
    bot_watch bot;
    reload_progress reload;
    uint64_t scanned = 0;   ///< bytes of out.log that the scanner has seen
    bool more = false;      ///< the scanner has not reached the end
    int watch = -1;         ///< inotify's, of out.log
    int64_t blind_due = -1; ///< without a watch its output is looked at then
    tree_meter meter = make_meter();
  };

  /// A process: its slot, its newest launch, and the live one if there is one.
  struct entry {
    explicit entry(run_slot x) : slot(std::move(x)) {}
    run_slot slot;
    wanted_record wanted;
    process_status status;
    launch_record newest;
    std::unique_ptr<live_launch> live;
    restart_budget budget;
    stats_ring history;
    int64_t relaunch_due = -1;
    int64_t wanted_due = -1;   ///< wanted.json could not be written, try again
    int64_t garbage_due = -1;  ///< -1 = never
    int64_t collected_at = -1; ///< garbage, last; -1 = never
    /// Ends whose exit record could not be written, by launch.
    std::map<std::string, launch_exit> unwritten;
    int64_t unwritten_due = -1; ///< try again
    /// Its restart waits for the config; this was its error before.
    std::optional<std::string> held_back;
  };

  entry& entry_of(const process_id& id);
  const entry* find(const process_id& id) const;

  // supervision.cpp
  void publish(entry& x);
  void apply(entry& x, process_event e);
  void fill(entry& x, const launch_record& r);
  void store_wanted(entry& x, bool wanted, const std::string& held_by,
                    const std::string& by);
  void write_wanted(entry& x);
  bool names_chain(const entry& x, const std::string& launch) const;

  // supervision_launches.cpp
  process_status describe(const entry& x, const launch_record& r);
  process_status read_status(const entry& x, const launch_record& r);
  launch_verdict verdict_of(const entry& x, const launch_record& r,
                            const launch_exit& e);

  // supervision_start.cpp
  std::optional<caf::error> launch(entry& x, launch_record r, reply answer);
  bool spawn(entry& x, bool adopt);
  void on_report(entry& x);
  void answer_waiting(entry& x, const caf::expected<process_status>& y);
  void on_busy(entry& x, const std::string& other);
  void on_adopter(entry& x, const shim_report& r);
  std::optional<caf::error> refuse_run(const entry& x,
                                       const process_spec& spec) const;
  std::optional<caf::error> refuse_foreign(const process_spec& spec) const;

  // supervision_restart.cpp
  bool shall_run(const entry& x) const;
  void after_end(entry& x, const launch_verdict& v, const launch_record& r,
                 int64_t ended_ms, int64_t well_ms);
  void back_off(entry& x, int64_t due);
  void come_back(entry& x);
  void remember(entry& x);
  void relaunch(entry& x);
  void try_later(entry& x, const std::string& why);
  void hold_back(entry& x);
  void let_go(entry& x);

  // supervision_open.cpp
  void adopt_slot(entry& x);
  launch_exit stop_of(const entry& x, const std::string& launch) const;
  void returned(entry& x);
  void read_slot(entry& x);
  bool recall_wanted(entry& x, const launch_exit& stop);

  // supervision_adopt.cpp
  bool settle(entry& x, const launch_record& r);
  void adopt(entry& x);
  void write_off(entry& x, const launch_record& r, const std::string& reason);
  void keep(entry& x, const launch_record& r, int64_t patience_ms);

  // supervision_keep.cpp
  void connect(entry& x);
  void reconnect(entry& x);
  void disconnect(entry& x);
  void on_fenced(entry& x, const shim_packet& p);
  void on_packets(entry& x);
  void on_answer(entry& x, const shim_packet& p);
  void on_status(entry& x, const std::string& json);
  void on_disk(entry& x, const std::string& json);
  void on_shim_gone(entry& x);
  void mark_unkept(entry& x, const std::string& why);
  void on_mute(entry& x);
  void send_stop(entry& x);
  void begin_stop(entry& x, const std::string& why);

  // supervision_ending.cpp
  void heed_end(entry& x, const std::string& status);
  void on_main_ended(entry& x);
  void tell_end(entry& x);
  void on_slow_end(entry& x);
  std::optional<launch_exit> end_of_launch(const entry& x,
                                           const std::string& launch) const;
  std::string unwritten_note(const entry& x, const std::string& launch) const;
  bool write_end(entry& x, const launch_exit& e);
  void write_ends(entry& x);
  void meet_late_shim(entry& x, const std::string& launch);

  // supervision_end.cpp
  void ended(entry& x);
  void drop_live(entry& x);

  // supervision_garbage.cpp
  void plan_garbage();
  void plan_garbage(entry& x);
  int64_t collect_garbage(int64_t now);
  void collect_garbage(entry& x, int64_t now);

  // supervision_reload.cpp
  caf::expected<process_status> reload(entry& x, const process_control& c);
  void look_at_reload(entry& x, int64_t now);
  void look_at_return(entry& x);
  void prove_reload(entry& x);
  void finish_reload(entry& x, reload_state state, const std::string& note);

  // supervision_helper.cpp
  void run_reload_command(entry& x);
  void kill_helpers(const entry& x);
  bool on_helper_end(int pidfd);

  // supervision_bot.cpp
  bool asks_bot(const entry& x) const;
  void tend_bot(entry& x, int64_t now);
  void on_bot(entry& x);
  void heed_bot(entry& x, int64_t now);
  void tell_bot(entry& x);
  void drop_bot(entry& x);
  static std::string stranger_at(entry& x, const bot_login& there, int socket);

  // supervision_health.cpp
  void heed_console(entry& x);
  void heed_load(entry& x);
  void heed_worker(entry& x, const std::string& state, int64_t now);
  void note_life(entry& x, life_source source, int64_t now);
  void recall_life(entry& x, int64_t now);
  void look_for_hangs(entry& x, int64_t now);
  void on_busy_port(entry& x);
  int64_t health_due(const entry& x) const;
  void forgive_nap(int64_t now);

  // supervision_watch.cpp
  void watch_output(entry& x);
  void open_inotify();
  void look_blindly(entry& x);
  void on_inotify();
  void scan(entry& x);

  // supervision_stats.cpp
  static tree_meter make_meter();
  void measure(int64_t now);

  supervisor_options options_;
  uint64_t generation_;
  supervision_hooks hooks_;
  std::optional<std::set<std::string>> configured_;
  std::map<process_id, entry> entries_;
  std::map<int, process_id> fds_;     ///< status pipes and shim sockets
  std::map<int, process_id> watches_; ///< inotify's
  struct reload_helper {
    pid_t pid;
    process_id id;
    std::string reload; ///< its id
  };
  std::map<int, reload_helper> helpers_; ///< pidfds of reload commands
  static constexpr size_t verdicts_kept = 2000;
  verdict_cache verdicts_{verdicts_kept}; ///< some 200 bytes each
  size_t judged_ = 0;                     ///< logs looked through for them
  int inotify_ = -1;
  int64_t stats_due_ = -1;
  int64_t next_due_ = -1; ///< what on_time answered last
  tree_walk walk_;
  figure_reader figures_;
  gpu_meter gpu_;
};

} // namespace ftm
