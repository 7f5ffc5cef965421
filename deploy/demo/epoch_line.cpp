#include "deploy/demo/epoch.hpp"

#include <algorithm>
#include <cmath>

namespace ftm::sim {

namespace {

// nlohmann::json writes null for them; these become bare words in the end.
constexpr std::string_view odd_mark = "@odd@";
constexpr std::string_view enter_tag = "toy dip \xc3\xa9"; // must be escaped

std::string short_duration(const group_metrics& g) {
  return g.trades() == 0 ? "0:00" : py_duration(g.average_seconds());
}

json group_json(const group_metrics& g, double balance) {
  auto total = g.profit_abs / balance;
  return {{"key", g.key},
          {"trades", g.trades()},
          {"profit_mean", g.mean()},
          {"profit_mean_pct", g.mean() * 100},
          {"profit_sum", g.sum()},
          {"profit_sum_pct", std::round(g.sum() * 1e4) / 1e2},
          {"profit_total_abs", g.profit_abs},
          {"profit_total", total},
          {"profit_total_pct", std::round(total * 1e4) / 1e2},
          {"duration_avg", short_duration(g)},
          {"wins", g.wins},
          {"draws", g.draws},
          {"losses", g.losses}};
}

json groups_json(const std::vector<group_metrics>& groups,
                 const group_metrics& total, double balance) {
  json x = json::array();
  for (auto& g : groups)
    x.push_back(group_json(g, balance));
  x.push_back(group_json(total, balance));
  return x;
}

json order_json(double amount, double price, const char* side,
                std::int64_t when, bool entry) {
  return {{"amount", amount},
          {"safe_price", price},
          {"ft_order_side", side},
          {"order_filled_timestamp", when},
          {"ft_is_entry", entry}};
}

json trade_json(const sim_trade& t, const market& m, double stoploss) {
  auto stop = t.open_rate * (1 + stoploss);
  return {{"pair", m.pairs[t.pair]},
          {"stake_amount", t.stake},
          {"max_stake_amount", t.stake},
          {"amount", t.amount},
          {"open_date", utc_time(t.open_ms) + "+00:00"},
          {"close_date", utc_time(t.close_ms) + "+00:00"},
          {"open_rate", t.open_rate},
          {"close_rate", t.close_rate},
          {"fee_open", 0.001},
          {"fee_close", 0.001},
          {"trade_duration", (t.close_ms - t.open_ms) / 60'000},
          {"profit_ratio", t.profit_ratio},
          {"profit_abs", t.profit_abs},
          {"exit_reason", t.exit_reason},
          {"initial_stop_loss_abs", stop},
          {"initial_stop_loss_ratio", stoploss},
          {"stop_loss_abs", stop},
          {"stop_loss_ratio", stoploss},
          {"min_rate", t.min_rate},
          {"max_rate", t.max_rate},
          {"is_open", false},
          {"enter_tag", enter_tag},
          {"leverage", 1.0},
          {"is_short", false},
          {"open_timestamp", t.open_ms},
          {"close_timestamp", t.close_ms},
          {"orders",
           {order_json(t.amount, t.open_rate, "buy", t.open_ms, true),
            order_json(t.amount, t.close_rate, "sell", t.close_ms, false)}}};
}

json reasons_json(const metrics& m, int max_open_trades) {
  json x = json::array();
  for (auto& g : m.reasons)
    x.push_back({{"exit_reason", g.key},
                 {"trades", g.trades()},
                 {"wins", g.wins},
                 {"draws", g.draws},
                 {"losses", g.losses},
                 {"profit_mean", g.mean()},
                 {"profit_mean_pct", std::round(g.mean() * 1e4) / 1e2},
                 {"profit_sum", g.sum()},
                 {"profit_sum_pct", std::round(g.sum() * 1e4) / 1e2},
                 {"profit_total_abs", g.profit_abs},
                 {"profit_total", g.sum() / max_open_trades},
                 {"profit_total_pct",
                  std::round(g.sum() / max_open_trades * 1e4) / 1e2}});
  return x;
}

void put_drawdown(json& x, const metrics& m) {
  x["max_drawdown"] = m.max_drawdown_legacy;
  x["max_drawdown_account"] = m.max_drawdown_account;
  x["max_relative_drawdown"] = m.max_relative_drawdown;
  x["max_drawdown_abs"] = m.max_drawdown_abs;
  if (m.has_drawdown) {
    x["drawdown_start"] = utc_time(m.drawdown_start_ms);
    x["drawdown_start_ts"] = static_cast<double>(m.drawdown_start_ms);
    x["drawdown_end"] = utc_time(m.drawdown_end_ms);
    x["drawdown_end_ts"] = static_cast<double>(m.drawdown_end_ms);
    x["max_drawdown_low"] = m.drawdown_low;
    x["max_drawdown_high"] = m.drawdown_high;
    x["csum_min"] = m.csum_min;
    x["csum_max"] = m.csum_max;
    return;
  }
  x["max_drawdown"] = 0.0;
  x["max_drawdown_low"] = 0.0;
  x["max_drawdown_high"] = 0.0;
  for (auto name : {"drawdown_start", "drawdown_end"}) {
    x[name] = "1970-01-01 00:00:00+00:00";
    x[name + std::string{"_ts"}] = 0;
  }
  x["csum_min"] = 0;
  x["csum_max"] = 0;
}

void put_days(json& x, const metrics& m) {
  x["backtest_best_day"] = m.best_day_ratio;
  x["backtest_worst_day"] = m.worst_day_ratio;
  x["backtest_best_day_abs"] = m.best_day;
  x["backtest_worst_day_abs"] = m.worst_day;
  x["winning_days"] = m.winning_days;
  x["draw_days"] = m.draw_days;
  x["losing_days"] = m.losing_days;
  auto any = m.all.trades() > 0;
  auto& daily = x[any ? "daily_profit" : "daily_profit_list"] = json::array();
  for (auto& [date, profit] : m.daily)
    daily.push_back({date, profit});
  x["wins"] = m.all.wins;
  x["losses"] = m.all.losses;
  x["draws"] = m.all.draws;
  auto holding = [&](const char* name, const group_metrics& g) {
    x[name] = py_duration(g.average_seconds());
    if (any)
      x[name + std::string{"_s"}] = static_cast<double>(g.average_seconds());
  };
  holding("holding_avg", m.all);
  holding("winner_holding_avg", m.winners);
  holding("loser_holding_avg", m.losers);
}

} // namespace

json metrics_json(const metrics& m, const std::vector<sim_trade>& trades,
                  const run_facts& run, const market& market) {
  json x = json::object();
  auto balance = m.starting_balance;
  auto& list = x["trades"] = json::array();
  for (auto& t : trades)
    list.push_back(trade_json(t, market, run.strat.stoploss));
  x["locks"] = json::array();
  auto pairs = groups_json(m.pairs, m.all, balance);
  x["best_pair"] = pairs[0];
  x["worst_pair"] = pairs[m.pairs.size() - 1];
  x["results_per_pair"] = pairs;
  auto tagged = m.all;
  tagged.key = enter_tag;
  auto none = group_metrics{};
  none.key = "TOTAL";
  auto tags = groups_json({tagged}, m.all, balance);
  x["results_per_enter_tag"] = trades.empty() ? json{tags[1]} : tags;
  x["exit_reason_summary"] = reasons_json(m, run.max_open_trades);
  group_metrics open = none;
  for (auto& g : m.left_open) {
    open.ratios.insert(open.ratios.end(), g.ratios.begin(), g.ratios.end());
    open.profit_abs += g.profit_abs;
    open.seconds += g.seconds;
    open.wins += g.wins;
    open.losses += g.losses;
    open.draws += g.draws;
  }
  x["left_open_trades"] = groups_json(m.left_open, open, balance);
  auto n = m.all.trades();
  x["total_trades"] = n;
  x["trade_count_long"] = n;
  x["trade_count_short"] = 0;
  x["total_volume"] = m.total_volume;
  // freqtrade writes an int 0 for these when there was no trade.
  auto real = [&](double v) { return n == 0 ? json(0) : json(v); };
  x["avg_stake_amount"] = real(n == 0 ? 0 : m.total_volume / n);
  x["profit_mean"] = real(m.all.mean());
  x["profit_median"] = real(m.profit_median);
  x["profit_total"] = m.profit_total();
  x["profit_total_long"] = m.profit_total();
  x["profit_total_short"] = 0.0;
  x["profit_total_abs"] = real(m.all.profit_abs);
  x["profit_total_long_abs"] = real(m.all.profit_abs);
  x["profit_total_short_abs"] = real(0);
  x["cagr"] = m.cagr;
  x["expectancy"] = real(m.expectancy);
  auto ratio = [&](double v) { return v == -100 ? json(-100) : real(v); };
  x["sortino"] = ratio(m.sortino);
  x["sharpe"] = ratio(m.sharpe);
  x["calmar"] = ratio(m.calmar);
  x["profit_factor"] = m.profit_factor;
  x["backtest_start"] = utc_time(m.from_ms);
  x["backtest_start_ts"] = m.from_ms;
  x["backtest_end"] = utc_time(m.to_ms);
  x["backtest_end_ts"] = m.to_ms;
  x["backtest_days"] = m.days;
  x["backtest_run_start_ts"] = now_ms() / 1000;
  x["backtest_run_end_ts"] = now_ms() / 1000;
  x["trades_per_day"] = m.days > 0 ? std::round(100.0 * n / m.days) / 100 : 0.0;
  x["market_change"] = m.market_change;
  x["pairlist"] = market.pairs;
  x["stake_amount"] = run.stake == std::floor(run.stake)
                          ? json(static_cast<int>(run.stake))
                          : json(run.stake);
  x["stake_currency"] = run.stake_currency;
  x["stake_currency_decimals"] = 3;
  x["starting_balance"] = static_cast<int>(balance);
  x["dry_run_wallet"] = static_cast<int>(balance);
  x["final_balance"] = n == 0 ? json(static_cast<int>(balance))
                              : json(balance + m.all.profit_abs);
  for (auto name : {"rejected_signals", "timedout_entry_orders",
                    "timedout_exit_orders", "canceled_trade_entries",
                    "canceled_entry_orders", "replaced_entry_orders"})
    x[name] = 0;
  x["max_open_trades"] = run.max_open_trades;
  x["max_open_trades_setting"] = run.max_open_trades;
  x["timeframe"] = run.strat.timeframe;
  x["timeframe_detail"] = run.timeframe_detail;
  x["timerange"] = run.timerange;
  x["enable_protections"] = false;
  x["strategy_name"] = run.strat.name;
  x["stoploss"] = run.strat.stoploss;
  for (auto& [k, v] : run.strat.trailing.items())
    x[k] = v;
  x["use_custom_stoploss"] = false;
  x["minimal_roi"] = run.strat.minimal_roi;
  x["use_exit_signal"] = true;
  x["exit_profit_only"] = false;
  x["exit_profit_offset"] = 0.0;
  x["ignore_roi_if_entry_signal"] = false;
  put_days(x, m);
  put_drawdown(x, m);
  return x;
}

std::string explanation(const metrics& m, std::string_view currency) {
  return format("%6d trades. %d/%d/%d Wins/Draws/Losses. Avg profit % 6.2f%%. "
                "Median profit % 6.2f%%. Total profit % 11.8f %s (% 7.2f%%). "
                "Avg duration %s min.",
                m.all.trades(), m.all.wins, m.all.draws, m.all.losses,
                m.all.mean() * 100, m.profit_median * 100, m.all.profit_abs,
                std::string{currency}.c_str(), m.profit_total() * 100,
                py_duration(m.all.average_seconds()).c_str());
}

std::string fthypt_line(const epoch& e, const run_facts& run,
                        const market& market, std::string_view odd,
                        std::size_t bytes) {
  json x = json::object();
  x["loss"] = e.loss == 100000 ? json(100000) : json(e.loss);
  x["params_dict"] = e.params.dict;
  x["params_details"] = e.params.details;
  x["params_not_optimized"] = not_optimized(run);
  x["results_metrics"] = metrics_json(e.m, e.trades, run, market);
  x["results_explanation"] = explanation(e.m, run.stake_currency);
  x["total_profit"] = e.m.profit_total();
  x["current_epoch"] = e.number;
  x["is_initial_point"] = e.is_initial;
  x["is_best"] = e.is_best;
  x["is_random"] = e.is_random;
  x["fthypt_fileversion"] = 2;
  auto& r = x["results_metrics"]; // a new key would invalidate it
  if (!odd.empty()) {
    x["loss"] = odd_mark;
    for (auto key : {"sharpe", "sortino", "calmar"})
      r[key] = odd_mark;
  }
  auto line = x.dump(-1, ' ', true);
  if (auto& trades = r["trades"]; line.size() < bytes && !trades.empty()) {
    auto extra = (bytes - line.size()) / trades.size() + 1;
    for (auto& t : trades)
      t["enter_tag"] =
          t["enter_tag"].get<std::string>() + std::string(extra, '.');
    line = x.dump(-1, ' ', true);
  }
  auto quoted = '"' + std::string{odd_mark} + '"';
  for (auto at = line.find(quoted); at != line.npos; at = line.find(quoted))
    line.replace(at, quoted.size(), odd);
  return line;
}

} // namespace ftm::sim
