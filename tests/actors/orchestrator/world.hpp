#pragma once

#include "actors/orchestrator/orchestrator.hpp"
#include "tests/actors/orchestrator/fakes.hpp"
#include "tests/support/deterministic_system.hpp"

#include <filesystem>

namespace ftm::test {

/// A freqtrade folder with strategies S and T, a config.yaml, and an
/// orchestrator between a fake supervisor and a fake monitor.
class orchestrator_world : public deterministic_system {
protected:
  orchestrator_world();
  ~orchestrator_world() override;

  /// Starts the orchestrator (again).
  void begin(bool keep_config = false);
  /// As kill -9 would.
  void kill_orchestrator();

  /// config.yaml; `more` is added to strategy S (4 spaces), `rest` at the end.
  void write_config(const std::string& more = {}, const std::string& rest = {});
  void write(const std::filesystem::path& file, const std::string& text);
  std::string params() const; ///< "" = no file

  /// Trade of S runs from now on.
  void trade_runs();
  const process_status& trade() const;
  /// Changes what the supervisor, or the monitor, says.
  void put(const process_status& x);
  void put(const hyperopt_status& x);

  /// From now on hyperopt writes this file, with this winner (line 0 = none).
  void hyperopt_writes(const std::string& file, uint64_t line);
  /// What freqtrade's export would write.
  std::string exported(int value) const;

  run_status start(const std::string& id, std::vector<step_kind> steps = {},
                   std::optional<params_source> source = {});
  run_status status(const std::string& id);
  /// Moves the clock until the run is over.
  run_status finish(const std::string& id);
  /// Moves the clock until a step runs or waits.
  run_status until(const std::string& id, step_kind step,
                   step_state state = step_state::running);
  void cancel(const std::string& id);
  /// Moves the clock in small steps, so that one thing can follow another.
  void pass(std::chrono::seconds x);
  /// No process but trade is alive.
  void expect_all_over();

  static const step_status& step(const run_status& x, step_kind kind);

  std::chrono::seconds slept_{}; ///< the machine was suspended for so long
  std::filesystem::path folder_;
  std::filesystem::path state_dir_, user_data_, params_file_, results_;
  fake_supervisor_state* supervisor_ = nullptr;
  fake_monitor_state* monitor_ = nullptr;
  supervisor_actor supervisor_actor_;
  monitor_actor monitor_actor_;
  orchestrator_actor orchestrator_;
};

} // namespace ftm::test
