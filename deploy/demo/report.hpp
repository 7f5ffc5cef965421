#pragma once

#include "deploy/demo/console.hpp"

#include <string>
#include <vector>

namespace ftm::sim {

/// Python's tabulate in format "orgtbl", every column to the right.
class table {
public:
  explicit table(std::vector<std::string> headers);
  void row(std::vector<std::string> cells);
  std::string text() const;
  std::size_t width() const;

private:
  std::vector<std::string> headers_;
  std::vector<std::vector<std::string>> rows_;
};

/// `  92   138    23  36.4`
std::string win_draw_loss(int wins, int draws, int losses);

/// freqtrade's whole report of a backtest from its results_metrics.
std::string backtest_report(const json& results_metrics);

/// The head of hyperopt's table: border, names, line.
std::string epoch_table_head();

/// One row of hyperopt's table. `line` is an epoch's line; `total` epochs.
/// `pandas` chooses how durations look: in hyperopt `0 days 07:32:00`, in
/// hyperopt-list `7:32:00`.
std::string epoch_row(const json& line, int total, bool pandas);

/// `    53/60:     97 trades. … Objective: 1.88431`
std::string epoch_details(const json& line, int total);

/// The params as Python code, as hyperopt and hyperopt-show print them.
std::string params_as_python(const json& details, const json& not_optimized);

/// The params as one line of JSON (--print-json).
std::string params_as_json(const json& details, const json& not_optimized);

/// A number of a line that may be the string "NaN" or "-Infinity".
double real(const json& x);

/// ` [Epoch 9 of 60 ( 15%)] |█\           | [ETA:   0:07:30, …]`; `turn`
/// counts the calls.
std::string progress_bar(int done, int total, double seconds, int turn);

} // namespace ftm::sim
