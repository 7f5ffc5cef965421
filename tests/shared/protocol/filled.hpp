#pragma once

#include "shared/protocol/facts.hpp"

#include <cmath>

/// Messages whose every field differs from what it is by default.
namespace ftm::test {

using namespace std::chrono_literals;

inline epoch_row filled_row() {
  epoch_row y;
  y.line = 1;
  y.epoch = 2;
  y.trades = 3;
  y.wins = 4;
  y.draws = 5;
  y.losses = 6;
  y.avg_profit = -0.0;
  y.profit_total_pct = 1e-300;
  y.profit_total_abs = -INFINITY;
  y.max_drawdown = INFINITY;
  y.max_drawdown_abs = 7.25;
  y.duration = 8;
  y.objective = std::nan("");
  y.flags = 9;
  y.profit_median = 10;
  y.expectancy = 11;
  y.sortino = -INFINITY;
  y.sharpe = 13;
  y.calmar = 14;
  y.profit_factor = 15;
  y.cagr = 16;
  y.trades_per_day = 17;
  return y;
}

inline process_status filled_process() {
  return {{"Alpha", process_kind::hyperopt},
          "L",
          3,
          process_state::hung,
          12,
          {"freqtrade", "hyperopt"},
          timestamp{1s},
          timestamp{2s},
          timestamp::max(),
          timestamp{4s},
          -1,
          9,
          "error",
          true,
          "R",
          false,
          "R.restart_trade.1",
          reload_state::failed,
          "why",
          timestamp{5s},
          "running"};
}

inline std::vector<criterion> filled_criteria() {
  return {{"max_drawdown", comparison::le, 2.0, sorting::descending},
          {"objective", comparison::none, std::nan(""), sorting::ascending}};
}

inline hyperopt_status filled_hyperopt() {
  return {"Alpha",
          "L",
          "f.fthypt",
          1,
          2,
          3,
          4,
          {10, 4},
          filled_row(),
          {filled_row()},
          filled_row(),
          {filled_row()}};
}

inline step_status filled_step() {
  return {step_kind::extract,
          step_state::failed,
          timestamp{1s},
          timestamp{},
          2,
          "L",
          "error",
          "note",
          3,
          4};
}

inline run_status filled_run() {
  return {"R",
          "Alpha",
          run_trigger::schedule,
          "me",
          run_state::restored,
          timestamp{5s},
          timestamp{6s},
          "failed",
          "outcome",
          {filled_step(), {}}};
}

inline strategy_status filled_strategy() {
  return {"Alpha",           false,     3,   {step_kind::hyperopt}, false,
          filled_criteria(), "version", true};
}

inline schedule_status filled_schedule() {
  return {"Alpha",
          true,
          "0 2 * * *",
          4,
          "Europe/Berlin",
          timestamp{7s},
          {timestamp::min(), timestamp{}, timestamp::max()}};
}

inline process_stats filled_stats() {
  return {{"Alpha", process_kind::backtest},
          std::nan(""),
          2,
          3,
          4,
          5,
          6,
          7,
          8,
          9.5,
          -0.0,
          real{1.5},
          10,
          INFINITY,
          11,
          12,
          13};
}

inline bot_status filled_bot() {
  return {{"Alpha", process_kind::trade},
          "L",
          "running",
          "2024.9",
          "error",
          timestamp{7s},
          1,
          2,
          3,
          "USDT",
          real{1.5},
          real{-INFINITY},
          real{-0.0},
          real{std::nan("")},
          real{1000.5}};
}

inline stats_history filled_history() {
  return {"L",
          2000ms,
          {{timestamp{1s}, std::nan(""), 2, 3.5, 4.5, real{5.5}},
           {timestamp{2s}, 1.0, 2, 3.5, 4.5, {}}}};
}

inline output_matches filled_matches() {
  return {"L", {{5, std::string("\xff\0", 2), "before"}}, 6, true};
}

inline part_status filled_part() {
  return {"supervisor",  "warden", part_state::failed, 4711, 5,
          timestamp{8s}, "note"};
}

inline log_line filled_line() {
  return {log_level::error, "supervisor", "Alpha", std::string("\xff\0\n", 3)};
}

inline fact_page filled_page() {
  return {{1, 2},
          true,
          {{timestamp{9s}, filled_part()},
           {timestamp{9s}, filled_line()},
           {timestamp{9s}, filled_process()},
           {timestamp{9s}, filled_stats()},
           {timestamp{9s}, filled_hyperopt()},
           {timestamp{9s}, filled_strategy()},
           {timestamp{9s}, filled_schedule()},
           {timestamp{9s}, filled_run()},
           {timestamp{9s}, filled_bot()}}};
}

inline question filled_question() {
  return {{"Alpha", "f", "L"},
          1,
          2,
          filled_criteria(),
          true,
          3,
          4,
          {5, 6},
          {"a", "b"},
          true,
          {7, 8},
          9,
          10,
          {"c"}};
}

inline ranking filled_ranking() {
  return {"f",
          1,
          "sha",
          "L",
          2,
          3,
          filled_criteria(),
          {4},
          {filled_row()},
          {{1, 2, 3, {std::nan(""), -INFINITY}, "sentence", {0}}},
          {5},
          {filled_row()},
          9,
          true,
          {{6, "a", 1, 2, 3, 4, 5, 6, {{7, 0.5, std::nan(""), true}}, "b"}},
          8,
          std::string("\0\xff", 2),
          {{"c", {"x"}}},
          {"c"}};
}

inline process_spec filled_spec() {
  process_spec y;
  y.id = {"Alpha", process_kind::backtest};
  y.launch = "L";
  y.command = {"freqtrade"};
  y.folder = "/tmp";
  y.environment = {{"A", "1"}};
  y.stop_ladder = {{15, stop_target::tree, 5s}};
  y.restart = {restart_mode::always, 1, 2s, 3ms, 4ms, 5s};
  y.hung_after = 6s;
  y.restart_hung = true;
  y.bot_poll = 7ms;
  y.priority = {1, 2, 3, 4};
  y.by = "me";
  y.run = "R";
  y.force = true;
  return y;
}

} // namespace ftm::test
