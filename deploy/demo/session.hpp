#pragma once

#include "deploy/demo/arguments.hpp"
#include "deploy/demo/epoch.hpp"
#include "deploy/demo/sim_settings.hpp"

namespace ftm::sim {

/// One run of a subcommand: its arguments, settings and freqtrade's config.
struct session {
  arguments args;
  sim_settings sim;
  json config = json::object();
  std::string user_data; // as freqtrade prints it
  std::string data_dir;

  /// Where `name` lies in user_data.
  std::filesystem::path in_user_data(const std::string& name) const;
  std::vector<std::string> pairs() const;
  std::uint64_t seed() const;
};

/// Loads the config files, later ones over earlier ones, with freqtrade's log
/// lines. Throws operational_error.
void load_config(session& s);

/// Reads JSON with comments and trailing commas.
json parse_config(const std::string& text);

/// Whether strategies may lie in folders below.
bool searches_recursively(const session& s);

/// The strategy of `--strategy` or the config, with its params file, as
/// freqtrade logs it. Throws operational_error.
strategy load_strategy(session& s);

/// The `Using resolved exchange` lines.
void log_exchange();

/// The strategy's values, as freqtrade logs them before it uses them.
void log_parameters(const strategy& s);

/// The facts of a run that its results repeat.
run_facts facts_of(const session& s, const strategy& strat);

/// A time range in ms; `to` is 0 for an open end, `from` 0 for an open start.
struct time_range {
  std::int64_t from = 0, to = 0;
};

/// Throws operational_error on bad syntax, as freqtrade says it.
time_range parse_timerange(const std::string& text);

/// The market that download-data has put on disk, cut to the time range.
/// Throws operational_error `No data found. Terminating.`
market load_market(const session& s, const strategy& strat);

/// The file of one pair and timeframe.
std::filesystem::path data_file(const session& s, const std::string& pair,
                                const std::string& timeframe);

/// The subcommands; each returns its exit code.
int trade(session& s);
int download_data(session& s);
int backtesting(session& s);
int hyperopt(session& s);
int hyperopt_list(session& s);
int hyperopt_show(session& s);

} // namespace ftm::sim
