#pragma once

#include "deploy/demo/metrics.hpp"

#include <random>

namespace ftm::sim {

/// The settings of a hyperopt that its lines repeat.
struct run_facts {
  strategy strat;
  std::vector<std::string> spaces; // expanded: no "default", no "all"
  std::string timerange;
  std::string timeframe_detail;
  std::string stake_currency = "USDT";
  double stake = 100;
  int max_open_trades = 3;

  bool optimizes(std::string_view space) const;
};

/// The values that one epoch tries.
struct candidate {
  json dict = json::object();    // params_dict
  json details = json::object(); // params_details
};

/// Draws a candidate: from the whole space, or, with `near`, close to it.
candidate draw(const run_facts& run, std::mt19937_64& random,
               const candidate* near);

/// The strategy with a candidate's values.
strategy with(const strategy& s, const json& details);

/// params_not_optimized of freqtrade 2023.2.
json not_optimized(const run_facts& run);

/// Expands `default` and `all` as freqtrade does.
std::vector<std::string> expand_spaces(const std::vector<std::string>& given);

/// One epoch, ready to be written and printed.
struct epoch {
  int number = 0;
  double loss = 100000;
  candidate params;
  metrics m;
  std::vector<sim_trade> trades;
  bool is_initial = false, is_random = false, is_best = false;
};

/// `   253 trades. 92/138/23 Wins/Draws/Losses. …`
std::string explanation(const metrics& m, std::string_view currency);

/// The line of a .fthypt file, without the newline: ASCII JSON with bare NaN
/// and Infinity, all keys of 2023.2 in their order. `odd` replaces loss and
/// ratios ("" = don't). Padded to `bytes` if it would be shorter (0 = don't).
std::string fthypt_line(const epoch& e, const run_facts& run, const market& m,
                        std::string_view odd = {}, std::size_t bytes = 0);

/// results_metrics of a backtest, as in a line.
json metrics_json(const metrics& m, const std::vector<sim_trade>& trades,
                  const run_facts& run, const market& market);

/// Parses a line though it holds bare NaN and Infinity: these become the
/// strings "NaN", "Infinity", "-Infinity". Throws json::parse_error.
json parse_line(std::string_view line);

/// The params file's content: what hyperopt and hyperopt-show export.
json params_file_of(const std::string& strategy, const json& details,
                    const json& not_optimized);

} // namespace ftm::sim
