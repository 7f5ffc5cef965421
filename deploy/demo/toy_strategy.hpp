#pragma once

#include "deploy/demo/market.hpp"
#include "deploy/demo/strategy_file.hpp"

#include <string>
#include <vector>

namespace ftm::sim {

/// What the toy strategy buys and sells by. Any strategy's declared parameters
/// are mapped on it, so that each of them changes the result.
struct toy_rules {
  int entry_window = 20;  // candles
  double entry_dev = 1;   // standard deviations below the mean
  int mode = 0;           // 0 dip, 1 cross back, 2 either
  bool by_volume = false; // enter only on high volume
  int exit_window = 20;   // candles
  double exit_dev = 1;    // standard deviations above the mean
  double stoploss = -0.1; // ratio
  json minimal_roi;       // minutes -> ratio
  double trailing = 0;    // ratio below the highest price, 0 = off
  double trailing_offset = 0;
};

/// The first numeric buy parameter sets the entry's deviation, the second its
/// window, choices the mode, a switch the volume filter; sell likewise.
toy_rules rules_of(const strategy& s);

struct sim_trade {
  std::size_t pair = 0;
  std::int64_t open_ms = 0, close_ms = 0;
  double open_rate = 0, close_rate = 0, min_rate = 0, max_rate = 0;
  double amount = 0, stake = 0;
  double profit_ratio = 0, profit_abs = 0;
  std::string exit_reason;
};

/// The market that a backtest runs over.
struct market {
  std::vector<std::string> pairs;
  std::vector<candles> data; // one for each pair, of equal times
  int minutes = 5;           // of a candle
  std::size_t first = 0;     // candles before it warm the indicators up
};

/// Runs the rules over the market: one position a pair, at most
/// `max_open_trades` at once, fees of 0.1 % each way, in order of closing.
std::vector<sim_trade> run_toy(const toy_rules& rules, const market& m,
                               int max_open_trades, double stake);

} // namespace ftm::sim
