#pragma once

#include "shared/protocol/part.hpp"
#include "shared/util/clock.hpp"

#include <filesystem>
#include <functional>
#include <memory>

namespace ftm {

class conductor;

struct orchestrator_options {
  std::filesystem::path config_path; ///< of config.yaml
  std::filesystem::path state_dir;   ///< exists; orchestrator.sqlite goes there
  /// Only this actor came back while the rest of the suite ran on: the config
  /// that was accepted last counts, not what config.yaml says by now.
  bool keep_config = false;
  /// What deadlines are measured by: it runs on while the machine sleeps.
  std::function<int64_t()> boottime = boottime_ms;
};

struct orchestrator_state : part_base {
  orchestrator_state();
  ~orchestrator_state();

  std::unique_ptr<conductor> inner;
};

/// The ORCHESTRATOR: owns the config, the runs of all strategies with their
/// decisions, and the params vault. Facts: strategy_status, run_status.
orchestrator_actor::behavior_type
orchestrator(orchestrator_actor::stateful_pointer<orchestrator_state> self,
             orchestrator_options options, supervisor_actor supervisor,
             monitor_actor monitors);

} // namespace ftm
