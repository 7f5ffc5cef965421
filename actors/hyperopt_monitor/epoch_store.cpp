#include "actors/hyperopt_monitor/epoch_store.hpp"

#include <iterator>
#include <string>

namespace ftm {

namespace {

constexpr const char* field_names[] = {"line",
                                       "epoch",
                                       "trades",
                                       "wins",
                                       "draws",
                                       "losses",
                                       "avg_profit",
                                       "profit_total_pct",
                                       "profit_total_abs",
                                       "max_drawdown",
                                       "max_drawdown_abs",
                                       "duration",
                                       "objective",
                                       "flags",
                                       "is_best",
                                       "is_initial_point",
                                       "is_random"};

constexpr auto first_count = static_cast<size_t>(epoch_field::trades);
constexpr auto first_real = static_cast<size_t>(epoch_field::avg_profit);

double flag(uint8_t flags, epoch_flag x) {
  return (flags & static_cast<uint8_t>(x)) != 0 ? 1 : 0;
}

} // namespace

const char* to_string(epoch_field x) {
  return name_in(field_names, x);
}

std::optional<epoch_field> epoch_field_of(std::string_view name) {
  for (size_t i = 0; i < std::size(field_names); ++i)
    if (name == field_names[i])
      return static_cast<epoch_field>(i);
  return std::nullopt;
}

std::string epoch_field_names() {
  std::string y;
  for (const auto* x : field_names)
    (y += y.empty() ? "" : ", ") += x;
  return y;
}

void epoch_store::append(const epoch_row& x, epoch_place place) {
  if (size_ % chunk_rows == 0)
    chunks_.push_back(std::make_unique_for_overwrite<chunk>());
  auto& c = *chunks_.back();
  auto i = size_ % chunk_rows;
  const double reals[real_columns] = {x.avg_profit,       x.profit_total_pct,
                                      x.profit_total_abs, x.max_drawdown,
                                      x.max_drawdown_abs, x.duration,
                                      x.objective};
  for (size_t k = 0; k < real_columns; ++k)
    c.reals[k][i] = reals[k];
  c.counts[0][i] = x.trades;
  c.counts[1][i] = x.wins;
  c.counts[2][i] = x.draws;
  c.counts[3][i] = x.losses;
  c.line[i] = x.line;
  c.epoch[i] = x.epoch;
  c.offset[i] = place.offset;
  c.length[i] = place.length;
  c.flags[i] = x.flags;
  ++size_;
}

void epoch_store::clear() {
  chunks_.clear();
  size_ = 0;
}

epoch_row epoch_store::row(size_t i) const {
  const auto& c = of(i);
  auto k = i % chunk_rows;
  epoch_row y;
  y.line = c.line[k];
  y.epoch = c.epoch[k];
  y.trades = c.counts[0][k];
  y.wins = c.counts[1][k];
  y.draws = c.counts[2][k];
  y.losses = c.counts[3][k];
  y.avg_profit = c.reals[0][k];
  y.profit_total_pct = c.reals[1][k];
  y.profit_total_abs = c.reals[2][k];
  y.max_drawdown = c.reals[3][k];
  y.max_drawdown_abs = c.reals[4][k];
  y.duration = c.reals[5][k];
  y.objective = c.reals[6][k];
  y.flags = c.flags[k];
  return y;
}

double epoch_store::value(epoch_field x, size_t i) const {
  const auto& c = of(i);
  auto k = i % chunk_rows;
  switch (x) {
  case epoch_field::line:
    return static_cast<double>(c.line[k]);
  case epoch_field::epoch:
    return static_cast<double>(c.epoch[k]);
  case epoch_field::flags:
    return c.flags[k];
  case epoch_field::is_best:
    return flag(c.flags[k], epoch_flag::best);
  case epoch_field::is_initial_point:
    return flag(c.flags[k], epoch_flag::initial_point);
  case epoch_field::is_random:
    return flag(c.flags[k], epoch_flag::random);
  default:
    break;
  }
  auto column = static_cast<size_t>(x);
  if (column < first_real)
    return c.counts[column - first_count][k];
  return c.reals[column - first_real][k];
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
  return chunks_.size() * (sizeof(chunk) + sizeof(chunks_[0]));
}

} // namespace ftm
