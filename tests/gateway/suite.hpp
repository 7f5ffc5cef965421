#pragma once

#include "gateway/gateway_actor.hpp"
#include "shared/protocol/part.hpp"
#include "tests/gateway/wire.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <memory>
#include <mutex>

// A gateway with real sockets in front of owners that know what a test says.
namespace ftm::test {

/// What the owners know and were asked. Lock it.
struct owners {
  std::mutex mutex;
  // The broadcaster.
  std::vector<fact_body> news;
  bool silent = false; ///< answers errors
  // The supervisor: one process has output.
  std::string launch, output;
  bool ended = false;
  stats_history history;
  // The monitor.
  uint64_t generation = 1;
  std::vector<epoch_row> epochs;
  // The orchestrator: another launch or run is in the way.
  std::string other;
  // What they were asked.
  std::vector<process_request> starts;
  std::vector<process_control> controls;
  std::vector<run_request> runs;
  std::vector<question> questions;
  std::vector<config_change> changes;
  std::vector<output_search> searches;
  int output_reads = 0;
};

struct owner_state : part_base {
  static inline const char* name = "owner";
  owner_state();
  std::shared_ptr<owners> all;
  parked_reads<output_range, output_chunk> outputs;
  parked_reads<epoch_range, epoch_page> pages;
};

supervisor_actor::behavior_type
fake_supervisor(supervisor_actor::stateful_pointer<owner_state> self,
                std::shared_ptr<owners> all);

struct suite_config : caf::actor_system_config {
  suite_config();
};

class gateway_suite : public ::testing::Test {
protected:
  gateway_suite();
  ~gateway_suite() override;

  /// Waits until it is ready; fills in failure_ if it is not.
  void start_gateway(config::web_settings web);
  void stop_gateway();

  /// Changes what the owners know, and wakes them.
  void change(const std::function<void(owners&)>& f);
  /// Makes something known, as if an owner had told the broadcaster.
  void tell(fact_body x);

  std::string token() const;
  /// The header that lets in.
  std::string key() const;
  http_answer call(const std::string& method, const std::string& target,
                   const std::string& body = {},
                   const std::string& headers = {});
  /// Without any credentials.
  http_answer knock(const std::string& text, bool head = false);
  socket_client socket(int receive_buffer = 0);

  std::filesystem::path folder_;
  std::shared_ptr<owners> owners_ = std::make_shared<owners>();
  suite_config cfg_;
  caf::actor_system sys_;
  supervisor_actor supervisor_;
  monitor_actor monitors_;
  orchestrator_actor orchestrator_;
  broadcaster_actor broadcaster_;
  gateway_actor gateway_;
  gateway_address address_;
  std::string failure_;
};

/// web.port 0: any free one.
config::web_settings any_port();

strategy_status a_strategy(const std::string& name);
process_status a_process(const std::string& name, process_kind kind,
                         process_state state, const std::string& launch);
epoch_row an_epoch(uint64_t line);

} // namespace ftm::test
