#include "deploy/demo/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace ftm::sim {

namespace {

constexpr std::int64_t day_ms = 86'400'000;

double deviation(const std::vector<double>& x, double n) {
  if (x.empty() || n == 0)
    return 0;
  auto mean = std::accumulate(x.begin(), x.end(), 0.0) / n;
  double squares = 0;
  for (auto v : x)
    squares += (v - mean) * (v - mean);
  return std::sqrt(squares / n);
}

/// freqtrade's -100: "no deviation, not to be rewarded".
double ratio_or_bad(double mean, double dev) {
  return dev != 0 && std::isfinite(mean / dev) ? mean / dev * std::sqrt(365.0)
                                               : -100;
}

void measure_drawdown(metrics& m, const std::vector<sim_trade>& trades) {
  double cumulative = 0, high = 0, worst = 0, ratio = 0, ratio_high = 0;
  std::int64_t high_ms = trades.empty() ? 0 : trades.front().close_ms;
  m.csum_min = m.csum_max = m.starting_balance;
  bool first = true;
  for (auto& t : trades) {
    cumulative += t.profit_abs;
    auto balance = m.starting_balance + cumulative;
    m.csum_min = first ? balance : std::min(m.csum_min, balance);
    m.csum_max = first ? balance : std::max(m.csum_max, balance);
    first = false;
    if (cumulative > high) {
      high = cumulative;
      high_ms = t.close_ms;
    }
    auto relative = (high - cumulative) / (m.starting_balance + high);
    m.max_relative_drawdown = std::max(m.max_relative_drawdown, relative);
    if (high - cumulative > worst) {
      worst = high - cumulative;
      m.has_drawdown = true;
      m.max_drawdown_abs = worst;
      m.max_drawdown_account = relative;
      m.drawdown_start_ms = high_ms;
      m.drawdown_end_ms = t.close_ms;
      m.drawdown_high = high;
      m.drawdown_low = cumulative;
    }
    ratio += t.profit_ratio;
    ratio_high = std::max(ratio_high, ratio);
    m.max_drawdown_legacy = std::max(m.max_drawdown_legacy, ratio_high - ratio);
  }
  if (!m.has_drawdown)
    m.csum_min = m.csum_max = 0;
}

void measure_days(metrics& m, const std::vector<sim_trade>& trades) {
  std::map<std::int64_t, double> days;
  std::map<std::int64_t, double> ratios;
  for (auto d = m.from_ms / day_ms; d <= m.to_ms / day_ms; ++d)
    days[d] = 0;
  for (auto& t : trades) {
    days[t.close_ms / day_ms] += t.profit_abs;
    ratios[t.close_ms / day_ms] += t.profit_ratio;
  }
  if (trades.empty())
    return;
  m.best_day = m.worst_day = days.begin()->second;
  std::vector<double> returns, negative;
  for (auto& [d, profit] : days) {
    m.daily.emplace_back(utc_time(d * day_ms).substr(0, 10), profit);
    m.best_day = std::max(m.best_day, profit);
    m.worst_day = std::min(m.worst_day, profit);
    m.best_day_ratio = std::max(m.best_day_ratio, ratios[d]);
    m.worst_day_ratio = std::min(m.worst_day_ratio, ratios[d]);
    ++(profit > 0 ? m.winning_days : profit < 0 ? m.losing_days : m.draw_days);
    returns.push_back(profit / m.starting_balance);
    negative.push_back(std::min(returns.back(), 0.0));
  }
  auto n = static_cast<double>(returns.size());
  auto mean = std::accumulate(returns.begin(), returns.end(), 0.0) / n;
  m.sharpe_daily = ratio_or_bad(mean, deviation(returns, n));
  double squares = 0;
  for (auto x : negative)
    squares += x * x;
  m.sortino_daily = ratio_or_bad(mean, std::sqrt(squares / n));
}

void measure_ratios(metrics& m, const std::vector<sim_trade>& trades) {
  if (trades.empty())
    return;
  std::vector<double> all, losing;
  double won = 0, lost = 0;
  for (auto& t : trades) {
    all.push_back(t.profit_abs / m.starting_balance);
    if (t.profit_abs < 0)
      losing.push_back(all.back());
    (t.profit_abs > 0 ? won : lost) += std::abs(t.profit_abs);
  }
  auto days = std::max(1, m.days);
  auto mean = m.profit_total() / days;
  auto count = static_cast<double>(trades.size());
  m.sharpe = ratio_or_bad(mean, deviation(all, count));
  m.sortino =
      ratio_or_bad(mean, deviation(losing, static_cast<double>(losing.size())));
  m.calmar =
      m.has_drawdown ? ratio_or_bad(mean * 100, m.max_drawdown_account) : -100;
  m.cagr = std::pow(std::max(0.0, 1 + m.profit_total()), 365.0 / days) - 1;
  m.profit_factor = lost > 0 ? won / lost : 0;
  if (m.all.losses > 0 && lost > 0) {
    auto average_win = m.all.wins > 0 ? won / m.all.wins : 0;
    auto reward = average_win / (lost / m.all.losses);
    auto rate = m.all.wins / count;
    m.expectancy = (1 + reward) * rate - 1;
  } else {
    m.expectancy = m.all.wins > 0 ? 1 : 0;
  }
}

} // namespace

void group_metrics::add(const sim_trade& t) {
  ratios.push_back(t.profit_ratio);
  profit_abs += t.profit_abs;
  seconds += (t.close_ms - t.open_ms) / 1000;
  ++(t.profit_ratio > 0 ? wins : t.profit_ratio < 0 ? losses : draws);
}

int group_metrics::trades() const {
  return static_cast<int>(ratios.size());
}

double group_metrics::sum() const {
  return std::accumulate(ratios.begin(), ratios.end(), 0.0);
}

double group_metrics::mean() const {
  return ratios.empty() ? 0 : sum() / static_cast<double>(ratios.size());
}

std::int64_t group_metrics::average_seconds() const {
  if (ratios.empty())
    return 0;
  auto average = static_cast<double>(seconds) / trades();
  return std::llround(average / 60) * 60;
}

metrics measure(const std::vector<sim_trade>& trades, const market& m,
                double starting_balance) {
  metrics r;
  r.starting_balance = starting_balance;
  r.all.key = "TOTAL";
  for (auto& name : m.pairs) {
    r.pairs.emplace_back();
    r.pairs.back().key = name;
  }
  for (auto& t : trades) {
    r.all.add(t);
    r.pairs[t.pair].add(t);
    auto reason = std::find_if(r.reasons.begin(), r.reasons.end(),
                               [&](auto& x) { return x.key == t.exit_reason; });
    if (reason == r.reasons.end()) {
      reason = r.reasons.emplace(r.reasons.end());
      reason->key = t.exit_reason;
    }
    reason->add(t);
    if (t.exit_reason == "force_exit") {
      r.left_open.emplace_back();
      r.left_open.back().key = m.pairs[t.pair];
      r.left_open.back().add(t);
    }
    if (t.profit_ratio > 0)
      r.winners.add(t);
    else if (t.profit_ratio < 0)
      r.losers.add(t);
    r.total_volume += t.stake;
  }
  std::stable_sort(r.pairs.begin(), r.pairs.end(), [](auto& a, auto& b) {
    return a.profit_abs > b.profit_abs;
  });
  std::stable_sort(r.reasons.begin(), r.reasons.end(),
                   [](auto& a, auto& b) { return a.trades() > b.trades(); });
  auto sorted = r.all.ratios;
  std::sort(sorted.begin(), sorted.end());
  if (auto n = sorted.size(); n > 0)
    r.profit_median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  if (!m.data.empty() && m.data[0].size() > m.first) {
    r.from_ms = m.data[0].time_ms[m.first];
    r.to_ms = m.data[0].time_ms.back();
    r.days = static_cast<int>((r.to_ms - r.from_ms) / day_ms);
    for (auto& c : m.data)
      r.market_change += (c.close.back() / c.close[m.first] - 1)
                         / static_cast<double>(m.data.size());
  }
  measure_drawdown(r, trades);
  measure_days(r, trades);
  measure_ratios(r, trades);
  return r;
}

const std::vector<std::string>& built_in_losses() {
  static const std::vector<std::string> names{"ShortTradeDurHyperOptLoss",
                                              "OnlyProfitHyperOptLoss",
                                              "SharpeHyperOptLoss",
                                              "SharpeHyperOptLossDaily",
                                              "SortinoHyperOptLoss",
                                              "SortinoHyperOptLossDaily",
                                              "CalmarHyperOptLoss",
                                              "MaxDrawDownHyperOptLoss",
                                              "MaxDrawDownRelativeHyperOptLoss",
                                              "ProfitDrawDownHyperOptLoss"};
  return names;
}

double loss_of(std::string_view name, const metrics& m, int min_trades) {
  if (m.all.trades() < std::max(1, min_trades))
    return 100000;
  if (name == "OnlyProfitHyperOptLoss")
    return -m.all.profit_abs;
  if (name == "SharpeHyperOptLoss")
    return -m.sharpe;
  if (name == "SortinoHyperOptLoss")
    return -m.sortino;
  if (name == "SortinoHyperOptLossDaily")
    return -m.sortino_daily;
  if (name == "CalmarHyperOptLoss")
    return -m.calmar;
  if (name.starts_with("MaxDrawDown"))
    return m.has_drawdown ? -m.all.profit_abs / m.max_drawdown_account
                          : -m.all.profit_abs;
  if (name == "ProfitDrawDownHyperOptLoss")
    return -(m.all.profit_abs
             - m.max_relative_drawdown * m.all.profit_abs * 0.075);
  if (name == "ShortTradeDurHyperOptLoss") {
    auto minutes = static_cast<double>(m.all.average_seconds()) / 60;
    auto count = m.all.trades() - 600.0;
    return 1 - 0.25 * std::exp(-count * count / 160'000)
           + std::max(0.0, 1 - m.all.sum() / 3)
           + 0.4 * std::min(minutes / 300, 1.0);
  }
  return -m.sharpe_daily;
}

} // namespace ftm::sim
