#pragma once

#include "shared/protocol/epochs.hpp"
#include "shared/protocol/processes.hpp"
#include "shared/protocol/runs.hpp"
#include "shared/protocol/settings.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What config.yaml says, validated, with every default filled in and every
/// path absolute. Both of the original's dialects end here.
namespace ftm::config {

struct timerange_settings {
  uint32_t start_days_ago = 30;
  uint32_t end_days_ago = 0; ///< 0 = open end
};

struct download_settings {
  bool enabled = true;
  std::vector<std::string> timeframes{"3m", "5m", "15m", "30m", "1h",
                                      "2h", "4h", "6h",  "1d"};
  uint32_t days_back = 90;
  std::vector<std::string> extra_args;
  uint32_t timeout_minutes = 0; ///< 0 = none
};

struct backtest_settings {
  bool enabled = true;
  timerange_settings timerange;
  std::vector<std::string> extra_args;
  bool delete_params_json = false;
  uint32_t timeout_minutes = 0;
};

struct hyperopt_settings {
  bool enabled = true;
  timerange_settings timerange;
  std::string loss_function = "SharpeHyperOptLossDaily";
  std::vector<std::string> spaces{"sell"};
  uint32_t epochs = 2000;
  int32_t jobs = 2; ///< negative counts from the number of cores, as freqtrade
  uint32_t min_trades = 10;
  std::string timeframe_detail = "3m"; ///< "" = none
  bool disable_param_export = true;
  std::vector<std::string> extra_args;
  uint32_t timeout_minutes = 360;
  bool delete_params_json = false;
};

struct schedule_settings {
  bool enabled = true;
  std::string cron = "0 2 * * *";
  uint32_t interval_hours = 0; ///< > 0 replaces cron
  std::string time_zone;       ///< IANA name; "" = the machine's
  uint32_t cleanup_days = 2;   ///< 0 = never
};

/// How trade is watched beside its console.
struct health_settings {
  std::chrono::seconds hung_after{300}; ///< without a sign of life; 0 = never
  bool restart_hung = false;
  bool rest = true; ///< ask its REST, where its own config turns that on
  milliseconds poll_interval{5000};
};

enum class reload_kind : uint8_t { hard, graceful };

struct strategy_settings {
  std::string name;
  std::string strategy_name; ///< value of --strategy
  bool enabled = true;
  std::filesystem::path directory;  ///< freqtrade's folder; cwd of commands
  std::filesystem::path executable; ///< <directory>/<venv>/bin/freqtrade
  /// As written, relative to `directory`; what the commands get.
  std::string trade_config, download_config, backtest_config, hyperopt_config;
  reload_kind restart_mode = reload_kind::hard;
  std::filesystem::path reload_client_config; ///< empty = none
  std::vector<std::string> trade_extra_args;
  download_settings download_data;
  backtest_settings backtest;
  hyperopt_settings hyperopt;
  bool extract_enabled = true;
  bool extract_on_new_best = false;
  bool restart_enabled = true;
  std::chrono::seconds ready_timeout{120};
  schedule_settings schedule;
  std::vector<criterion> criteria;
  /// Ladders that config.yaml sets; kinds that are absent have the default.
  std::map<process_kind, std::vector<stop_step>> stop;
  /// Of trade; other kinds are never started again by themselves.
  restart_policy trade_restart{.mode = restart_mode::on_failure};
  health_settings health;
  /// Priorities that config.yaml sets; absent kinds have the default.
  std::map<process_kind, process_priority> priorities;
  uint64_t log_limit = 1'073'741'824; ///< bytes kept of each output; 0 = all
  std::map<std::string, std::string> environment; ///< added for its processes
  /// Switched on after config.yaml and the overrides, in the cycle's order.
  /// stop_trade and restart_trade follow restart_enabled; cleanup_results is on
  /// where something is to be cleaned; evaluate follows extract_enabled.
  std::vector<step_kind> steps;
  /// Of the whole cycle: after it trade is not paused any longer.
  std::chrono::seconds max_trade_pause{std::chrono::hours{12}};
};

struct web_settings {
  std::string host = "127.0.0.1";
  uint16_t port = 8080;
  bool login = true;
  bool behind_proxy = false;
  std::string tls_certificate, tls_key;   ///< refused: TLS is a proxy's work
  std::vector<std::string> allowed_hosts; ///< beside loopback and `host`
};

struct logging_settings {
  std::string level = "INFO";
  std::filesystem::path file;
  uint64_t max_bytes = 10'485'760;
  uint32_t backup_count = 5;
};

struct settings {
  std::filesystem::path path; ///< of config.yaml
  std::vector<strategy_settings> strategies;
  web_settings web;
  logging_settings logging;
  uint32_t poll_interval_s = 3; ///< of the net beside inotify
  uint32_t max_errors = 10;
  milliseconds process_stats_interval{2000};
  std::filesystem::path state_dir; ///< default: ftmanager-state beside `path`
  bool isolate = false;

  /// The strategy of that name, or nullptr.
  const strategy_settings* find(const std::string& name) const;
};

struct loaded {
  std::optional<settings> value; ///< none if a problem is fatal
  /// What could be read nevertheless, for those who look for more problems:
  /// strategies with a fatal one of their own are left out. Without overrides.
  settings sound;
  std::vector<size_t> indices; ///< of `sound.strategies` in the file's list
  std::vector<config_problem> problems;  ///< all at once, in order of lines
  std::map<std::string, uint32_t> lines; ///< where a key stands, as in problems
};

/// Reads the text of config.yaml. `path` says where it lies (relative paths
/// start from its folder) and is not opened. `overrides` is what the switches
/// of the dashboard left: JSON
/// `{"strategies":{"NAME":{"steps":["hyperopt",…],"scheduled":true}}}`.
/// Touches no file; see verify.hpp for what needs the disk.
loaded parse(const std::string& yaml, const std::filesystem::path& path,
             const std::string& overrides = "{}");

/// Every key that parse() reads, "[]" for the index of a list, in order:
/// "strategies[].hyperopt.epochs". Keys of `environment` are free.
const std::vector<std::string>& known_keys();

/// The stop ladder of a kind: the strategy's own or the default.
/// hyperopt: INT:main:20000,TERM:group:10000,KILL:tree:0.
/// trade: INT:main:60000,TERM:group:5000,KILL:tree:0.
/// others: INT:main:10000,TERM:group:5000,KILL:tree:0.
std::vector<stop_step> stop_ladder(const strategy_settings& x,
                                   process_kind kind);

/// The priority of a kind: the strategy's own or the default. hyperopt and
/// backtest yield (nice 10, lowest best effort, oom_score_adj 500), so that
/// under pressure they die and never the bot; others are as the manager.
process_priority priority(const strategy_settings& x, process_kind kind);

} // namespace ftm::config
