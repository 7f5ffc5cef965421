#include "deploy/demo/report.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ftm::sim {

namespace {

/// Columns on a screen: UTF-8 continuation bytes take none.
std::size_t columns(std::string_view x) {
  return static_cast<std::size_t>(std::count_if(
      x.begin(), x.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string right(std::string_view x, std::size_t width) {
  auto n = columns(x);
  return std::string(width > n ? width - n : 0, ' ') + std::string{x};
}

std::string left(std::string_view x, std::size_t width) {
  auto n = columns(x);
  return std::string{x} + std::string(width > n ? width - n : 0, ' ');
}

std::string pct(double ratio) {
  return format("%.2f%%", ratio * 100);
}

/// round_coin_value: at most 3 decimals, trailing zeros away if asked.
std::string coins(double x, const std::string& currency, bool zeros = false) {
  auto text = format("%.3f", x);
  if (!zeros)
    while (text.back() == '0' || text.back() == '.') {
      auto dot = text.back() == '.';
      text.pop_back();
      if (dot)
        break;
    }
  return text + " " + currency;
}

std::string titled(std::string_view title, std::size_t width) {
  auto pad = width > title.size() ? width - title.size() : 0;
  return std::string(pad / 2, '=') + std::string{title}
         + std::string(pad - pad / 2, '=');
}

std::string wdl_of(const json& x) {
  return win_draw_loss(x.value("wins", 0), x.value("draws", 0),
                       x.value("losses", 0));
}

void add_groups(std::string& text, std::string_view title, const char* first,
                const json& groups, const std::string& currency) {
  table t{{first, "Entries", "Avg Profit %", "Cum Profit %",
           "Tot Profit " + currency, "Tot Profit %", "Avg Duration",
           "  Win  Draw  Loss  Win%"}};
  for (auto& g : groups)
    t.row({g.value("key", ""), std::to_string(g.value("trades", 0)),
           format("%.2f", real(g.value("profit_mean_pct", json{}))),
           format("%.2f", real(g.value("profit_sum_pct", json{}))),
           format("%.3f", real(g.value("profit_total_abs", json{}))),
           format("%.2f", real(g.value("profit_total_pct", json{}))),
           g.value("duration_avg", ""), wdl_of(g)});
  text += titled(title, t.width()) + "\n" + t.text();
}

void add_reasons(std::string& text, const json& reasons,
                 const std::string& currency) {
  table t{{"Exit Reason", "Exits", "  Win  Draws  Loss  Win%", "Avg Profit %",
           "Cum Profit %", "Tot Profit " + currency, "Tot Profit %"}};
  for (auto& g : reasons)
    t.row({g.value("exit_reason", ""), std::to_string(g.value("trades", 0)),
           wdl_of(g), format("%.2f", real(g.value("profit_mean_pct", json{}))),
           format("%.2f", real(g.value("profit_sum_pct", json{}))),
           format("%.3f", real(g.value("profit_total_abs", json{}))),
           format("%.2f", real(g.value("profit_total_pct", json{})))});
  text += titled(" EXIT REASON STATS ", t.width()) + "\n" + t.text();
}

std::string summary(const json& r, const std::string& currency) {
  auto number = [&](const char* key) { return real(r.value(key, json{})); };
  auto word = [&](const char* key) { return r.value(key, std::string{}); };
  std::vector<std::pair<std::string, std::string>> rows{
      {"Backtesting from", word("backtest_start")},
      {"Backtesting to", word("backtest_end")},
      {"Max open trades", format("%.0f", number("max_open_trades"))},
      {"", ""},
      {"Total/Daily Avg Trades",
       format("%.0f / %s", number("total_trades"),
              py_repr(number("trades_per_day")).c_str())},
      {"Starting balance", coins(number("starting_balance"), currency)},
      {"Final balance", coins(number("final_balance"), currency)},
      {"Absolute profit", coins(number("profit_total_abs"), currency)},
      {"Total profit %", pct(number("profit_total"))},
      {"CAGR %", pct(number("cagr"))},
      {"Sortino", format("%.2f", number("sortino"))},
      {"Sharpe", format("%.2f", number("sharpe"))},
      {"Calmar", format("%.2f", number("calmar"))},
      {"Profit factor", format("%.2f", number("profit_factor"))},
      {"Expectancy", format("%.2f", number("expectancy"))},
      {"Trades per day", py_repr(number("trades_per_day"))},
      {"Avg. stake amount", coins(number("avg_stake_amount"), currency)},
      {"Total trade volume", coins(number("total_volume"), currency)},
      {"", ""},
      {"Best Pair", r["best_pair"].value("key", "") + " "
                        + pct(real(r["best_pair"]["profit_sum"]))},
      {"Worst Pair", r["worst_pair"].value("key", "") + " "
                         + pct(real(r["worst_pair"]["profit_sum"]))},
      {"Best day", coins(number("backtest_best_day_abs"), currency)},
      {"Worst day", coins(number("backtest_worst_day_abs"), currency)},
      {"Days win/draw/lose",
       format("%.0f / %.0f / %.0f", number("winning_days"), number("draw_days"),
              number("losing_days"))},
      {"Avg. Duration Winners", word("winner_holding_avg")},
      {"Avg. Duration Loser", word("loser_holding_avg")},
      {"Rejected Entry signals", "0"},
      {"Entry/Exit Timeouts", "0 / 0"},
      {"", ""},
      {"Min balance", coins(number("csum_min"), currency)},
      {"Max balance", coins(number("csum_max"), currency)},
      {"Max % of account underwater", pct(number("max_relative_drawdown"))},
      {"Absolute Drawdown (Account)", pct(number("max_drawdown_account"))},
      {"Absolute Drawdown", coins(number("max_drawdown_abs"), currency)},
      {"Drawdown high", coins(number("max_drawdown_high"), currency)},
      {"Drawdown low", coins(number("max_drawdown_low"), currency)},
      {"Drawdown Start", word("drawdown_start")},
      {"Drawdown End", word("drawdown_end")},
      {"Market change", pct(number("market_change"))},
  };
  std::size_t a = 6, b = 5;
  for (auto& [k, v] : rows) {
    a = std::max(a, k.size());
    b = std::max(b, v.size());
  }
  auto line = [&](std::string_view k, std::string_view v) {
    return "| " + left(k, a) + " | " + left(v, b) + " |\n";
  };
  auto text = titled(" SUMMARY METRICS ", a + b + 7) + "\n"
              + line("Metric", "Value") + "|" + std::string(a + 2, '-') + "+"
              + std::string(b + 2, '-') + "|\n";
  for (auto& [k, v] : rows)
    text += line(k, v);
  return text + std::string(a + b + 7, '=') + "\n";
}

} // namespace

table::table(std::vector<std::string> headers) : headers_(std::move(headers)) {}

void table::row(std::vector<std::string> cells) {
  rows_.push_back(std::move(cells));
}

std::string table::text() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < headers_.size(); ++i) {
    auto w = columns(headers_[i]);
    for (auto& r : rows_)
      w = std::max(w, columns(r[i]));
    widths.push_back(w);
  }
  auto line = [&](const std::vector<std::string>& cells) {
    std::string result;
    for (std::size_t i = 0; i < cells.size(); ++i)
      result += "| " + right(cells[i], widths[i]) + " ";
    return result + "|\n";
  };
  std::string rule;
  for (auto w : widths)
    rule += (rule.empty() ? "|" : "+") + std::string(w + 2, '-');
  auto result = line(headers_) + rule + "|\n";
  for (auto& r : rows_)
    result += line(r);
  return result;
}

std::size_t table::width() const {
  auto t = text();
  return columns(t.substr(0, t.find('\n')));
}

std::string win_draw_loss(int wins, int draws, int losses) {
  auto ratio = wins > 0 && losses == 0 ? std::string{"100"}
               : wins == 0
                   ? std::string{"0"}
                   : format("%.1f", 100.0 * wins / (wins + draws + losses));
  return format("%4d  %4d  %4d  %4s", wins, draws, losses, ratio.c_str());
}

std::string backtest_report(const json& r) {
  auto currency = r.value("stake_currency", std::string{"USDT"});
  auto text =
      "Result for strategy " + r.value("strategy_name", std::string{}) + "\n";
  add_groups(text, " BACKTESTING REPORT ", "Pair", r["results_per_pair"],
             currency);
  add_groups(text, " ENTER TAG STATS ", "TAG", r["results_per_enter_tag"],
             currency);
  add_reasons(text, r["exit_reason_summary"], currency);
  add_groups(text, " LEFT OPEN TRADES REPORT ", "Pair", r["left_open_trades"],
             currency);
  return text + summary(r, currency);
}

double real(const json& x) {
  if (x.is_number())
    return x.get<double>();
  if (x.is_string()) {
    if (x == "Infinity")
      return std::numeric_limits<double>::infinity();
    if (x == "-Infinity")
      return -std::numeric_limits<double>::infinity();
    return std::numeric_limits<double>::quiet_NaN();
  }
  return 0;
}

} // namespace ftm::sim
