#pragma once

#include "deploy/demo/toy_strategy.hpp"

namespace ftm::sim {

/// freqtrade's figures of a group of trades (a pair, an enter tag, a reason).
struct group_metrics {
  std::string key;
  std::vector<double> ratios;
  double profit_abs = 0;
  std::int64_t seconds = 0; // of all trades together
  int wins = 0, draws = 0, losses = 0;

  void add(const sim_trade& t);
  int trades() const;
  double sum() const;
  double mean() const;
  std::int64_t average_seconds() const; // rounded to minutes
};

/// The figures of one backtest, named as in results_metrics of 2023.2.
struct metrics {
  group_metrics all;
  std::vector<group_metrics> pairs;   // best first
  std::vector<group_metrics> reasons; // most trades first
  std::vector<group_metrics> left_open;
  group_metrics winners, losers;
  double starting_balance = 1000;
  double total_volume = 0;
  double profit_median = 0;
  double cagr = 0, expectancy = 0, profit_factor = 0;
  double sortino = 0, sharpe = 0, calmar = 0;
  double sharpe_daily = 0, sortino_daily = 0;
  bool has_drawdown = false;
  double max_drawdown_legacy = 0; // of the sum of ratios
  double max_drawdown_account = 0, max_relative_drawdown = 0;
  double max_drawdown_abs = 0;
  std::int64_t drawdown_start_ms = 0, drawdown_end_ms = 0;
  double drawdown_high = 0, drawdown_low = 0;
  double csum_min = 0, csum_max = 0;
  std::vector<std::pair<std::string, double>> daily; // date, profit_abs
  double best_day_ratio = 0, worst_day_ratio = 0;
  double best_day = 0, worst_day = 0;
  int winning_days = 0, draw_days = 0, losing_days = 0;
  int days = 0;
  std::int64_t from_ms = 0, to_ms = 0;
  double market_change = 0;

  double profit_total() const {
    return all.profit_abs / starting_balance;
  }
};

/// Computes them; `trades` in order of closing.
metrics measure(const std::vector<sim_trade>& trades, const market& m,
                double starting_balance);

/// freqtrade's objective of a named loss function; 100000 for fewer trades
/// than `min_trades`. Unknown names count as SharpeHyperOptLossDaily.
double loss_of(std::string_view name, const metrics& m, int min_trades);

/// The loss functions that come with freqtrade 2023.2.
const std::vector<std::string>& built_in_losses();

} // namespace ftm::sim
