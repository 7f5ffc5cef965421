#include "actors/hyperopt_monitor/epoch_store.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ftm {

namespace {

constexpr auto first_count = static_cast<size_t>(epoch_field::trades);
constexpr auto first_real = static_cast<size_t>(epoch_field::avg_profit);
constexpr auto first_metric = static_cast<size_t>(epoch_field::profit_median);
constexpr auto nan = std::numeric_limits<double>::quiet_NaN();

double flag(uint8_t flags, epoch_flag x) {
  return (flags & static_cast<uint8_t>(x)) != 0 ? 1 : 0;
}

epoch_flag flag_of(epoch_field x) {
  return x == epoch_field::is_best            ? epoch_flag::best
         : x == epoch_field::is_initial_point ? epoch_flag::initial_point
                                              : epoch_flag::random;
}

double share(uint32_t wins, uint32_t trades) {
  return trades > 0 ? static_cast<double>(wins) / trades : 0;
}

} // namespace

void epoch_store::append(const epoch_row& x, epoch_place place) {
  if (size_ % chunk_rows == 0)
    // Only the pointers are set: the rest is written before it is read.
    chunks_.push_back(std::unique_ptr<chunk>{new chunk});
  auto& c = *chunks_.back();
  auto i = size_ % chunk_rows;
  const double always[real_columns] = {x.avg_profit,       x.profit_total_pct,
                                       x.profit_total_abs, x.max_drawdown,
                                       x.max_drawdown_abs, x.duration,
                                       x.objective};
  for (size_t k = 0; k < real_columns; ++k)
    c.always[k][i] = always[k];
  const double metrics[metric_columns] = {
      x.profit_median, x.expectancy,    x.sortino, x.sharpe,
      x.calmar,        x.profit_factor, x.cagr,    x.trades_per_day};
  for (size_t k = 0; k < metric_columns; ++k) {
    if (!c.metrics[k] && !std::isnan(metrics[k])) {
      c.metrics[k] = std::make_unique_for_overwrite<reals>();
      c.metrics[k]->fill(nan);
      ++metric_chunks_;
    }
    if (c.metrics[k])
      (*c.metrics[k])[i] = metrics[k];
  }
  c.counts[0][i] = x.trades;
  c.counts[1][i] = x.wins;
  c.counts[2][i] = x.draws;
  c.counts[3][i] = x.losses;
  c.line[i] = static_cast<uint32_t>(x.line);
  c.epoch[i] = static_cast<uint32_t>(x.epoch);
  c.length[i] = static_cast<uint32_t>(place.length);
  c.offset[i] = place.offset;
  c.flags[i] = x.flags;
  ++size_;
}

void epoch_store::clear() {
  chunks_.clear();
  size_ = metric_chunks_ = 0;
  params.clear();
}

epoch_row epoch_store::row(size_t i) const {
  const auto& c = of(i);
  auto k = i % chunk_rows;
  auto metric = [&](size_t m) {
    return c.metrics[m] ? (*c.metrics[m])[k] : nan;
  };
  epoch_row y;
  y.line = c.line[k];
  y.epoch = c.epoch[k];
  y.trades = c.counts[0][k];
  y.wins = c.counts[1][k];
  y.draws = c.counts[2][k];
  y.losses = c.counts[3][k];
  y.avg_profit = c.always[0][k];
  y.profit_total_pct = c.always[1][k];
  y.profit_total_abs = c.always[2][k];
  y.max_drawdown = c.always[3][k];
  y.max_drawdown_abs = c.always[4][k];
  y.duration = c.always[5][k];
  y.objective = c.always[6][k];
  y.flags = c.flags[k];
  y.profit_median = metric(0);
  y.expectancy = metric(1);
  y.sortino = metric(2);
  y.sharpe = metric(3);
  y.calmar = metric(4);
  y.profit_factor = metric(5);
  y.cagr = metric(6);
  y.trades_per_day = metric(7);
  return y;
}

double epoch_store::value(epoch_field x, size_t i) const {
  const auto& c = of(i);
  auto k = i % chunk_rows;
  switch (x) {
  case epoch_field::line:
    return c.line[k];
  case epoch_field::epoch:
    return c.epoch[k];
  case epoch_field::flags:
    return c.flags[k];
  case epoch_field::is_best:
  case epoch_field::is_initial_point:
  case epoch_field::is_random:
    return flag(c.flags[k], flag_of(x));
  case epoch_field::winrate:
    return share(c.counts[1][k], c.counts[0][k]);
  case epoch_field::param:
    return nan;
  default:
    break;
  }
  auto column = static_cast<size_t>(x);
  if (column < first_real)
    return c.counts[column - first_count][k];
  if (column < first_metric)
    return c.always[column - first_real][k];
  const auto& metric = c.metrics[column - first_metric];
  return metric ? (*metric)[k] : nan;
}

double epoch_store::value(const epoch_column& x, size_t i) const {
  if (x.field != epoch_field::param)
    return value(x.field, i);
  auto column = params.find(x.param);
  return column ? params.value(*column, i) : nan;
}

const double* epoch_store::column(const epoch_column& x, size_t c,
                                  room& r) const {
  if (x.field != epoch_field::param)
    return number_column(x.field, c, r);
  if (auto column = params.find(x.param))
    if (auto y = params.chunk(*column, c); !y.empty())
      return y.data();
  r.fill(nan);
  return r.data();
}

const double* epoch_store::number_column(epoch_field x, size_t index,
                                         room& r) const {
  const auto& c = *chunks_[index];
  auto number = static_cast<size_t>(x);
  if (number >= first_real && number < first_metric)
    return c.always[number - first_real].data();
  if (number >= first_metric && number < first_metric + metric_columns) {
    if (const auto& metric = c.metrics[number - first_metric])
      return metric->data();
    r.fill(nan);
    return r.data();
  }
  auto n = rows_in(index);
  auto take = [&](const auto& from) {
    std::copy_n(from.begin(), n, r.begin());
  };
  switch (x) {
  case epoch_field::line:
    take(c.line);
    break;
  case epoch_field::epoch:
    take(c.epoch);
    break;
  case epoch_field::flags:
    take(c.flags);
    break;
  case epoch_field::winrate:
    for (size_t i = 0; i < n; ++i)
      r[i] = share(c.counts[1][i], c.counts[0][i]);
    break;
  case epoch_field::is_best:
  case epoch_field::is_initial_point:
  case epoch_field::is_random:
    for (size_t i = 0; i < n; ++i)
      r[i] = flag(c.flags[i], flag_of(x));
    break;
  default:
    take(c.counts[number - first_count]);
    break;
  }
  return r.data();
}

const uint32_t* epoch_store::trades_of(size_t c) const {
  return chunks_[c]->counts[0].data();
}

uint64_t epoch_store::line(size_t i) const {
  return of(i).line[i % chunk_rows];
}

uint32_t epoch_store::trades(size_t i) const {
  return of(i).counts[0][i % chunk_rows];
}

uint8_t epoch_store::flags(size_t i) const {
  return of(i).flags[i % chunk_rows];
}

epoch_place epoch_store::place(size_t i) const {
  const auto& c = of(i);
  return {c.offset[i % chunk_rows], c.length[i % chunk_rows]};
}

size_t epoch_store::first_at(uint64_t wanted) const {
  // Lines are never smaller than the number of rows up to them.
  size_t low = 0;
  size_t high = std::min<uint64_t>(size_, wanted);
  while (low < high) {
    auto middle = low + (high - low) / 2;
    if (line(middle) < wanted)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

std::optional<size_t> epoch_store::find(uint64_t wanted) const {
  auto i = first_at(wanted);
  if (i < size_ && line(i) == wanted)
    return i;
  return std::nullopt;
}

size_t epoch_store::run_from(size_t i, size_t limit) const {
  if (i >= size_)
    return 0;
  auto n = std::min(limit, size_ - i);
  if (n == 0 || line(i + n - 1) == line(i) + n - 1)
    return n;
  size_t y = 1;
  while (y < n && line(i + y) == line(i) + y)
    ++y;
  return y;
}

size_t epoch_store::memory() const {
  return chunks_.size() * (sizeof(chunk) + sizeof(chunks_[0]))
         + metric_chunks_ * sizeof(reals);
}

} // namespace ftm
