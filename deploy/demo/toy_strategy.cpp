#include "deploy/demo/toy_strategy.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace ftm::sim {

namespace {

constexpr double fee = 0.001;

double scaled(const parameter& p) {
  if (p.type == parameter::kind::categorical) {
    for (std::size_t i = 0; i < p.choices.size(); ++i)
      if (p.choices[i] == p.value)
        return static_cast<double>(i)
               / static_cast<double>(
                   std::max<std::size_t>(1, p.choices.size() - 1));
    return 0;
  }
  if (!p.value.is_number() || p.high <= p.low)
    return 0.5;
  return std::clamp((p.value.get<double>() - p.low) / (p.high - p.low), 0.0,
                    1.0);
}

/// How far each close is from the mean of the last `window`, in deviations.
std::vector<double> z_scores(const std::vector<double>& x, int window) {
  std::vector<double> result(x.size());
  double sum = 0, squares = 0;
  auto w = static_cast<std::size_t>(std::max(2, window));
  for (std::size_t i = 0; i < x.size(); ++i) {
    // Relative to the first price, so that squares keep their digits.
    auto v = x[i] / x[0] - 1;
    sum += v;
    squares += v * v;
    if (i >= w) {
      auto old = x[i - w] / x[0] - 1;
      sum -= old;
      squares -= old * old;
    }
    if (i + 1 < w)
      continue;
    auto n = static_cast<double>(w);
    auto mean = sum / n;
    auto deviation = std::sqrt(std::max(squares / n - mean * mean, 1e-12));
    result[i] = (v - mean) / deviation;
  }
  return result;
}

/// The profit ratio that minimal_roi asks for after `minutes`; none if no
/// entry is old enough.
std::optional<double>
roi_after(const std::vector<std::pair<int, double>>& table, int minutes) {
  std::optional<double> result;
  for (auto& [from, ratio] : table)
    if (minutes >= from)
      result = ratio;
  return result;
}

double profit_ratio(double open, double close) {
  return close * (1 - fee) / (open * (1 + fee)) - 1;
}

/// One pair while the backtest runs.
struct position {
  std::vector<double> entry, exit;
  std::optional<sim_trade> open;
};

struct exit_at {
  double rate;
  const char* reason;
};

std::optional<exit_at> exit_of(const sim_trade& t, const toy_rules& rules,
                               const std::vector<std::pair<int, double>>& roi,
                               const candles& c, std::size_t i, double exit_z) {
  auto stop = t.open_rate * (1 + rules.stoploss);
  const char* reason = "stop_loss";
  if (rules.trailing > 0
      && t.max_rate >= t.open_rate * (1 + rules.trailing_offset)) {
    auto trailed = t.max_rate * (1 - rules.trailing);
    if (trailed > stop) {
      stop = trailed;
      reason = "trailing_stop_loss";
    }
  }
  if (c.low[i] <= stop)
    return exit_at{std::min(stop, c.open[i]), reason};
  auto minutes = static_cast<int>((c.time_ms[i] - t.open_ms) / 60'000);
  if (auto wanted = roi_after(roi, minutes)) {
    auto rate = t.open_rate * (1 + fee) * (1 + *wanted) / (1 - fee);
    if (c.high[i] >= rate)
      return exit_at{std::max(rate, c.open[i] < rate ? rate : c.open[i]),
                     "roi"};
  }
  if (exit_z > rules.exit_dev)
    return exit_at{c.open[i], "exit_signal"};
  return {};
}

bool enters(const toy_rules& r, const std::vector<double>& z, const candles& c,
            std::size_t i) {
  auto dip = z[i - 1] < -r.entry_dev;
  auto cross = i >= 2 && z[i - 2] < -r.entry_dev && z[i - 1] >= -r.entry_dev;
  auto signal = r.mode == 0 ? dip : r.mode == 1 ? cross : dip || cross;
  return signal && (!r.by_volume || c.volume[i - 1] > 200);
}

void close(sim_trade& t, const exit_at& x, std::int64_t when) {
  t.close_ms = when;
  t.close_rate = x.rate;
  t.exit_reason = x.reason;
  t.profit_ratio = profit_ratio(t.open_rate, t.close_rate);
  // freqtrade rounds to 8 decimals; an exit at ROI 0 is a draw.
  if (std::abs(t.profit_ratio) < 1e-9)
    t.profit_ratio = 0;
  t.profit_abs = std::round(t.stake * t.profit_ratio * 1e8) / 1e8;
}

} // namespace

toy_rules rules_of(const strategy& s) {
  toy_rules r;
  int buy_numbers = 0, sell_numbers = 0;
  for (auto& p : s.parameters) {
    auto x = scaled(p);
    auto sell = p.space == "sell";
    if (p.type != parameter::kind::categorical) {
      auto n = (sell ? sell_numbers : buy_numbers)++;
      auto& dev = sell ? r.exit_dev : r.entry_dev;
      auto& window = sell ? r.exit_window : r.entry_window;
      if (n == 0)
        dev = sell ? -0.5 + 2.7 * x : 0.4 + 2.1 * x;
      else if (n == 1)
        window = 4 + static_cast<int>(std::lround(36 * x));
      else
        dev *= 0.9 + 0.2 * x;
    } else if (p.value.is_boolean()) {
      r.by_volume = p.value.get<bool>();
    } else {
      r.mode = static_cast<int>(std::lround(x * 2));
    }
  }
  r.stoploss = s.stoploss;
  r.minimal_roi = s.minimal_roi;
  if (s.trailing["trailing_stop"] == true) {
    auto& positive = s.trailing["trailing_stop_positive"];
    r.trailing =
        positive.is_number() ? positive.get<double>() : std::abs(s.stoploss);
    auto& offset = s.trailing["trailing_stop_positive_offset"];
    r.trailing_offset = offset.is_number() ? offset.get<double>() : 0;
  }
  return r;
}

std::vector<sim_trade> run_toy(const toy_rules& rules, const market& m,
                               int max_open_trades, double stake) {
  std::vector<sim_trade> result;
  if (m.data.empty() || m.data[0].size() < 2)
    return result;
  std::vector<std::pair<int, double>> roi;
  for (auto& [minutes, ratio] : rules.minimal_roi.items())
    if (ratio.is_number())
      roi.emplace_back(std::atoi(minutes.c_str()), ratio.get<double>());
  std::sort(roi.begin(), roi.end());
  std::vector<position> pairs(m.data.size());
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    pairs[p].entry = z_scores(m.data[p].close, rules.entry_window);
    pairs[p].exit = z_scores(m.data[p].close, rules.exit_window);
  }
  int open = 0;
  auto candles_count = m.data[0].size();
  for (auto i = std::max<std::size_t>(1, m.first); i < candles_count; ++i) {
    for (std::size_t p = 0; p < pairs.size(); ++p) {
      auto& c = m.data[p];
      auto& now = pairs[p].open;
      auto last = i + 1 == candles_count;
      if (now) {
        now->max_rate = std::max(now->max_rate, c.high[i]);
        now->min_rate = std::min(now->min_rate, c.low[i]);
        auto x = exit_of(*now, rules, roi, c, i, pairs[p].exit[i - 1]);
        if (!x && last)
          x = exit_at{c.open[i], "force_exit"};
        if (x) {
          close(*now, *x, c.time_ms[i]);
          result.push_back(*now);
          now.reset();
          --open;
        }
      } else if (!last && open < max_open_trades
                 && enters(rules, pairs[p].entry, c, i)) {
        sim_trade t;
        t.pair = p;
        t.open_ms = c.time_ms[i];
        t.open_rate = c.open[i];
        t.min_rate = c.low[i];
        t.max_rate = c.high[i];
        t.amount = std::floor(stake / c.open[i] * 1e5) / 1e5;
        if (t.amount <= 0)
          t.amount = stake / c.open[i];
        t.stake = std::round(t.amount * c.open[i] * 1e8) / 1e8;
        now = t;
        ++open;
      }
    }
  }
  return result;
}

} // namespace ftm::sim
