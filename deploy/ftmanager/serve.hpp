#pragma once

#include "shared/config/settings.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace ftm {

/// What the command line says about serving; it outranks config.yaml.
struct serve_options {
  std::filesystem::path config = "config.yaml";
  std::optional<std::filesystem::path> state_dir;
  std::optional<std::string> host;
  std::optional<uint16_t> port;
  bool isolate = false;
  bool demo = false;
  bool keep_config = false; ///< see suite_options
  std::filesystem::path demo_folder = "ftmanager-demo";
};

/// What every process of the suite must know before it starts its actors.
struct suite_options {
  std::filesystem::path config; ///< absolute
  std::filesystem::path state_dir;
  std::optional<std::string> host;
  std::optional<uint16_t> port;
  bool isolate = false;
  bool demo = false;
  /// The orchestrator comes back while the others ran on: the config that was
  /// accepted last counts, not what config.yaml says by now.
  bool keep_config = false;
  config::logging_settings logging;
  /// The limit of descriptors that this process was started with, and that
  /// freqtrade gets.
  uint64_t file_limit = 0;
  milliseconds process_stats_interval{2000};
};

/// Runs the whole suite until a signal ends it. Returns the exit code: 0 asked
/// to end, 1 could not start, 70 a part ended unexpectedly.
int serve(const serve_options& x);

/// All actors in this process.
int serve_in_one_process(const suite_options& x);

/// Each actor in a process of its own, kept alive by a warden here.
int serve_isolated(const suite_options& x);

/// One part in this process, for the warden or a service manager. `part`:
/// supervisor, orchestrator, scheduler, broadcaster, gateway, or monitor with
/// its `strategy`.
int run_part(const suite_options& x, const std::string& part,
             const std::string& strategy);

/// What `--config`, `--state-dir` and config.yaml say together. A broken
/// config.yaml is not an error here: the orchestrator has the last good one.
suite_options resolve(const serve_options& x);

/// The web settings of a config, with what the command line says about them.
config::web_settings web_settings_of(const suite_options& x,
                                     const config_text& text);

} // namespace ftm
