#pragma once

#include "actors/supervisor/process_lifecycle.hpp"
#include "actors/supervisor/run_folder.hpp"
#include "actors/supervisor/shim_client.hpp"
#include "actors/supervisor/shim_launcher.hpp"
#include "actors/supervisor/supervisor_options.hpp"
#include "actors/supervisor/tree_stats.hpp"
#include "shared/protocol/errors.hpp"
#include "shared/protocol/facts.hpp"

#include <caf/expected.hpp>

#include <functional>
#include <random>

namespace ftm {

/// What supervision tells its actor, and asks of it.
struct supervision_hooks {
  std::function<void(fact_body)> put;           ///< a fact is news
  std::function<void(const std::string&)> drop; ///< a fact is over, by key
  std::function<void(int)> watch;               ///< call on_readable once
  std::function<void(int)> forget;              ///< it will be closed now
  std::function<void()> output;                 ///< some out.log grew or ended
  std::function<void(const std::string&)> fenced; ///< another took over
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
  /// starts trade that is wanted.
  void open();

  /// A watched descriptor has something to say.
  void on_readable(int fd);

  /// Does what is due; returns when the next thing is, -1 = nothing.
  int64_t on_time(int64_t now);

  /// Starts a launch; answers when the command runs, cannot run, or 2 s have
  /// passed. A known launch is answered at once, and so is another live one.
  void start(process_spec spec, reply answer);

  caf::expected<process_status> control(const process_control& x);
  caf::expected<std::vector<process_status>>
  launches(const launches_query& x) const;

  /// The same question with its launch and an absolute offset.
  caf::expected<output_range> resolve(output_range x) const;
  output_chunk read(const output_range& x) const;
  bool has_output_for(const output_range& x) const;

private:
  /// A launch that has no exit record yet.
  struct live_launch {
    launch_record record;
    shim::state_record state;
    std::unique_ptr<shim_launch> spawning;
    std::unique_ptr<shim_client> client;
    std::vector<reply> waiting; ///< for the shim's report
    int64_t report_due = -1, connect_due = -1, connect_until = 0;
    int64_t mute_due = -1;
    int64_t time_out_due = -1;
    int64_t last_sign = 0; ///< of life, for hung_after
    bool unkept = false;
    wanted_record before; ///< what was wanted before this start
    std::string stop_why; ///< asked for, not sent yet; "" = no
    console_scanner console;
    uint64_t heartbeats = 0;
    uint64_t scanned = 0; ///< bytes of out.log that the scanner has seen
    bool more = false;    ///< the scanner has not reached the end
    int watch = -1;       ///< inotify's, of out.log
    tree_meter meter;
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
    int64_t relaunch_due = -1;
  };

  entry& entry_of(const process_id& id);
  const entry* find(const process_id& id) const;

  // supervision.cpp
  void publish(entry& x);
  void apply(entry& x, process_event e);
  void fill(entry& x, const launch_record& r);
  void store_wanted(entry& x, bool wanted, const std::string& held_by,
                    const std::string& by);
  process_status describe(const entry& x, const launch_record& r) const;
  process_status read_status(const entry& x, const launch_record& r) const;
  bool names_chain(const entry& x, const std::string& launch) const;

  // supervision_start.cpp
  void launch(entry& x, launch_record r, reply answer);
  bool spawn(entry& x, bool adopt);
  void on_report(entry& x);
  void answer_waiting(entry& x, const caf::expected<process_status>& y);
  void on_busy(entry& x, const std::string& other);
  void relaunch(entry& x);
  std::optional<caf::error> refuse_foreign(const process_spec& spec);

  // supervision_keep.cpp
  void open_slot(const process_id& id);
  bool settle(entry& x, const launch_record& r);
  void write_off(entry& x, const launch_record& r, const std::string& reason);
  void keep(entry& x, const launch_record& r, int64_t patience_ms);
  void connect(entry& x);
  void on_packets(entry& x);
  void on_status(entry& x, const std::string& json);
  void on_shim_gone(entry& x);
  void mark_unkept(entry& x, const std::string& why);
  void send_stop(entry& x);
  void begin_stop(entry& x, const std::string& why);

  // supervision_end.cpp
  void ended(entry& x);
  void after_end(entry& x, const launch_verdict& v, const launch_record& r);
  void collect_garbage(entry& x);
  void drop_live(entry& x);

  // supervision_reload.cpp
  caf::expected<process_status> reload(entry& x);
  bool on_helper_end(int pidfd);

  // supervision_watch.cpp
  void watch_output(entry& x);
  void on_inotify();
  void scan(entry& x);
  void measure(int64_t now);
  void look_for_hangs(entry& x, int64_t now);

  supervisor_options options_;
  uint64_t generation_;
  supervision_hooks hooks_;
  std::map<process_id, entry> entries_;
  std::map<int, process_id> fds_;     ///< status pipes and shim sockets
  std::map<int, process_id> watches_; ///< inotify's
  std::map<int, pid_t> helpers_;      ///< pidfds of reload commands
  int inotify_ = -1;
  int64_t stats_due_ = -1;
  std::minstd_rand random_{std::random_device{}()};
};

} // namespace ftm
