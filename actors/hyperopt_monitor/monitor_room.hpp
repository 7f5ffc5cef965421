#pragma once

#include "actors/hyperopt_monitor/console_parser.hpp"
#include "actors/hyperopt_monitor/hyperopt_monitor.hpp"
#include "actors/hyperopt_monitor/judge.hpp"
#include "actors/hyperopt_monitor/launch_watch.hpp"
#include "actors/hyperopt_monitor/open_files.hpp"
#include "actors/hyperopt_monitor/results_watch.hpp"
#include "actors/hyperopt_monitor/told_epochs.hpp"

namespace ftm {

using monitor_ptr = monitor_actor::stateful_pointer<monitor_state>;
using monitor_time = caf::actor_clock::time_point;

/// One read that is asked again and again.
struct asking {
  bool open = false;
  std::optional<monitor_time> retry_at;
  milliseconds backoff{50};
};

/// What a folder was when it was listed: as long as it is the same, so are the
/// names in it.
struct folder_mark {
  uint64_t inode = 0;
  std::chrono::system_clock::time_point modified_at{};
  bool operator==(const folder_mark&) const = default;
};

/// What was counted of a file when it was read to its end.
struct counted_file {
  uint64_t inode = 0;
  uint64_t bytes = 0;
  uint64_t epochs = 0;
};

/// A question that waits until its file is read far enough.
struct waiting_question {
  question asked;
  criteria rules;
  std::shared_ptr<open_file> of;
  caf::typed_response_promise<ranking> promise;
  monitor_time due;
};

/// A read of epochs that waits. Of a named file it holds that one.
struct parked_page {
  epoch_range asked;
  std::shared_ptr<open_file> of;
};

/// A reading for a decision, which goes on though its question was given up: a
/// repeated one joins it.
struct decision_reading {
  uint64_t size = 0;
  std::shared_ptr<open_file> of;
  monitor_time used;
};

struct waiting_record {
  uint64_t line = 0;
  std::shared_ptr<open_file> of;
  caf::typed_response_promise<epoch_record> promise;
  monitor_time due;
};

/// What a monitor knows and waits for.
struct monitor_room {
  monitor_options options;
  std::string part;
  supervisor_actor supervisor;
  orchestrator_actor orchestrator;

  // config
  asking config;
  uint64_t revision = 0;
  bool configured = false;
  std::string strategy_name;
  std::filesystem::path folder;
  criteria rules;
  std::string rules_error;   ///< "" = none
  std::string missing_param; ///< see criteria::missing_param(); "" = none
  std::chrono::seconds poll{3};

  // launches
  asking facts;
  stamp facts_upto;
  asking history;
  bool history_wanted = false;
  launch_watch launches;

  // files
  std::unique_ptr<results_watch> watch;
  std::vector<file_facts> listing;
  open_files files;
  std::string shown;               ///< "" = none yet
  std::optional<folder_mark> mark; ///< none = list it again
  uint64_t folder_inode = 0;       ///< that is watched; 0 = none
  std::string folder_error;        ///< "" = none
  std::string shown_error;         ///< of the file that is shown
  std::map<std::string, counted_file> counted;
  std::optional<monitor_time> poll_at;
  std::optional<monitor_time> params_until; ///< nobody asked since

  // console of a launch that runs
  asking console;
  uint32_t console_round = 0; ///< answers of earlier ones come too late
  std::string console_launch;
  int64_t console_offset = 0;
  bool console_ended = false;
  bool console_shown = false;
  console_parser printed;
  told_epochs told;
  epoch_store console_epochs;
  uint64_t console_rewrites = 0; ///< of the same launch or others
  winner_tracker console_tracker;

  parked_reads<parked_page, epoch_page> pages;
  std::vector<decision_reading> readings;
  std::list<waiting_question> questions;
  std::list<waiting_record> records;
  bool tick_sent = false;
};

/// What a reader sees under a source now.
struct shown_epochs {
  std::string file;
  uint64_t generation = 1;
  const epoch_store* epochs = nullptr;
  std::shared_ptr<open_file> of; ///< none for the console
};

// monitor_folder.cpp: which files there are, and which of them is shown.

/// Lists the folder again and chooses the file that is shown.
void look_at_folder(monitor_ptr self);
/// The same, but lists it only if names may have come or gone.
void look_if_changed(monitor_ptr self);
/// Keeps what is known of the open files that are read to their end.
void keep_counts(monitor_room& x);
/// Epochs of a listed file; nothing if it was never read to its end.
std::optional<uint64_t> epochs_counted(monitor_room& x, const file_facts& f);
/// Says aloud what stands in the way of choosing, or that nothing does.
void tell_health(monitor_ptr self);

// monitor_files.cpp: what is shown, and reading it.

/// Reads on, publishes, and answers whoever waits; goes on by ticks.
void work(monitor_ptr self);
/// Sends a tick to ourselves, once.
void tick_soon(monitor_ptr self);
/// Somebody asked for parameters: they are given back some time later.
void keep_params(monitor_ptr self);
/// The file, the console or nothing that is shown without being named.
shown_epochs shown_now(monitor_room& x);
/// What a source names; else the error that says why not.
caf::expected<shown_epochs> resolve(monitor_ptr self, const epoch_source& x);

// monitor_pages.cpp: epochs in the order of their file.

caf::result<epoch_page> read_epochs(monitor_ptr self, epoch_range q);
/// Answers whoever waits for epochs that are read by now.
void answer_pages(monitor_ptr self);

// monitor_answers.cpp: what others ask.

caf::result<ranking> answer_question(monitor_ptr self, question q);
caf::result<epoch_record> read_record(monitor_ptr self, epoch_query q);
caf::result<std::vector<result_file>> list_files(monitor_ptr self,
                                                 const files_query& q);
/// Answers whoever waited for what is read by now.
void answer_waiting(monitor_ptr self);

// monitor_console.cpp: what a launch prints.

/// Reads the console on, if it is wanted and nobody is asked yet.
void ask_console(monitor_ptr self);
/// Forgets what was printed and is in the file by now.
void follow_told(monitor_ptr self);
/// Whether the console's epochs stand for those of the file.
bool console_counts(monitor_room& x);

// monitor_peers.cpp: what we ask others.

/// Asks for config, launches and console as far as nobody is asked yet.
void ask_peers(monitor_ptr self);
/// Whether it may be asked now.
bool may_ask(monitor_ptr self, const asking& x);
/// Asks again later.
void failed(monitor_ptr self, asking& x);

} // namespace ftm
