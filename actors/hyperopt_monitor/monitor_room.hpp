#pragma once

#include "actors/hyperopt_monitor/console_parser.hpp"
#include "actors/hyperopt_monitor/hyperopt_monitor.hpp"
#include "actors/hyperopt_monitor/judge.hpp"
#include "actors/hyperopt_monitor/launch_watch.hpp"
#include "actors/hyperopt_monitor/open_files.hpp"
#include "actors/hyperopt_monitor/results_watch.hpp"

namespace ftm {

using monitor_ptr = monitor_actor::stateful_pointer<monitor_state>;
using monitor_time = caf::actor_clock::time_point;

/// One read that is asked again and again.
struct asking {
  bool open = false;
  std::optional<monitor_time> retry_at;
  milliseconds backoff{50};
};

/// A question that waits until its file is read far enough.
struct waiting_question {
  question asked;
  criteria rules;
  std::shared_ptr<open_file> of;
  caf::typed_response_promise<ranking> promise;
  monitor_time due;
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
  std::string told_missing; ///< parameter, see criteria::missing_param()
  std::chrono::seconds poll{3};

  // launches
  asking facts;
  stamp facts_upto;
  launch_watch launches;

  // files
  std::unique_ptr<results_watch> watch;
  std::vector<file_facts> listing;
  open_files files;
  std::string shown; ///< "" = none yet
  std::map<std::string, std::pair<uint64_t, uint64_t>>
      counted; ///< by name: inode, epochs
  std::optional<monitor_time> poll_at;
  std::optional<monitor_time> params_until; ///< nobody asked since

  // console, while a launch has no file
  asking console;
  std::string console_launch;
  int64_t console_offset = 0;
  bool console_ended = false;
  bool console_shown = false;
  console_parser printed;
  epoch_store console_epochs;
  winner_tracker console_tracker;

  parked_reads<epoch_range, epoch_page> pages;
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

// monitor_files.cpp: what is shown, and reading it.

/// Lists the folder again and chooses the file that is shown.
void look_at_folder(monitor_ptr self);
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

// monitor_peers.cpp: what we ask others.

/// Asks for config, launches and console as far as nobody is asked yet.
void ask_peers(monitor_ptr self);

} // namespace ftm
