#include "actors/hyperopt_monitor/selection.hpp"

#include <bit>
#include <cmath>
#include <numeric>

namespace ftm {

namespace {

constexpr auto chunk_rows = epoch_store::chunk_rows;
using mask = std::array<uint8_t, chunk_rows>;

/// Clears what `passes` refuses; how many are left.
template <class Passes>
size_t keep(mask& alive, const double* column, size_t n, Passes passes) {
  size_t y = 0;
  for (size_t i = 0; i < n; ++i) {
    alive[i] = static_cast<uint8_t>(alive[i] & (passes(column[i]) ? 1U : 0U));
    y += alive[i];
  }
  return y;
}

/// One loop for each comparison, so that each is a vector loop.
size_t apply(const criterion& c, mask& alive, const double* column, size_t n) {
  double limit = c.value;
  switch (c.op) {
  case comparison::none:
    break;
  case comparison::lt:
    return keep(alive, column, n, [=](double x) { return x < limit; });
  case comparison::le:
    return keep(alive, column, n, [=](double x) { return x <= limit; });
  case comparison::gt:
    return keep(alive, column, n, [=](double x) { return x > limit; });
  case comparison::ge:
    return keep(alive, column, n, [=](double x) { return x >= limit; });
  case comparison::eq:
    return keep(alive, column, n,
                [=](double x) { return passes(comparison::eq, x, limit); });
  }
  return std::accumulate(
      alive.begin(), alive.begin() + static_cast<std::ptrdiff_t>(n), size_t{0});
}

/// Doubles as numbers of the same order; NaN behind all others.
uint64_t ordered(double x, bool descending) {
  if (std::isnan(x))
    return ~uint64_t{0};
  // Both zeros are the same number.
  auto bits = std::bit_cast<uint64_t>(x == 0 ? 0.0 : x);
  constexpr auto sign = uint64_t{1} << 63;
  bits = (bits & sign) != 0 ? ~bits : bits | sign;
  return descending ? ~bits : bits;
}

} // namespace

selection select_rows(const epoch_store& x, const criteria& rules,
                      bool tradeless) {
  selection y;
  y.remaining.assign(rules.list().size() + 1, 0);
  auto room = std::make_unique<epoch_store::room>();
  mask alive;
  auto size = rules.judgeable(x);
  for (size_t c = 0; c * chunk_rows < size; ++c) {
    auto n = std::min(chunk_rows, size - c * chunk_rows);
    const auto* trades = x.trades_of(c);
    size_t left = 0;
    for (size_t i = 0; i < n; ++i) {
      alive[i] = tradeless || trades[i] != 0 ? 1 : 0;
      left += alive[i];
    }
    y.remaining[0] += left;
    for (size_t k = 0; k < rules.list().size() && left > 0; ++k) {
      if (rules.list()[k].op != comparison::none)
        left = apply(rules.list()[k], alive,
                     x.column(rules.column(k), c, *room), n);
      y.remaining[k + 1] += left;
    }
    if (left > 0)
      for (size_t i = 0; i < n; ++i)
        if (alive[i] != 0)
          y.rows.push_back(static_cast<uint32_t>(c * chunk_rows + i));
  }
  return y;
}

ranked_rows::ranked_rows(const epoch_store& x, const criteria& rules,
                         const std::vector<uint32_t>& rows)
    : x_(x), rules_(rules) {
  entries_.reserve(rows.size());
  for (auto row : rows)
    entries_.push_back({key(row), row});
}

uint64_t ranked_rows::key(uint32_t row) const {
  if (rules_.sorts().empty())
    return row;
  auto k = rules_.sorts().front();
  return ordered(x_.value(rules_.column(k), row),
                 rules_.list()[k].sort == sorting::descending);
}

std::vector<uint32_t> ranked_rows::slice(size_t from, size_t to) const {
  to = std::min(to, entries_.size());
  if (from >= to)
    return {};
  auto less = [this](const entry& a, const entry& b) { return before(a, b); };
  auto sorted = entries_;
  auto at = [&](size_t i) {
    return sorted.begin() + static_cast<std::ptrdiff_t>(i);
  };
  // Whatever is not asked for is only kept apart.
  if (to < sorted.size())
    std::nth_element(sorted.begin(), at(to), sorted.end(), less);
  if (from > 0)
    std::nth_element(sorted.begin(), at(from), at(to), less);
  std::sort(at(from), at(to), less);
  std::vector<uint32_t> y;
  for (auto i = from; i < to; ++i)
    y.push_back(sorted[i].row);
  return y;
}

std::vector<uint64_t>
ranked_rows::ranks_of(const std::vector<uint32_t>& some) const {
  auto less = [this](const entry& a, const entry& b) { return before(a, b); };
  std::vector<entry> wanted;
  wanted.reserve(some.size());
  for (auto row : some)
    wanted.push_back({key(row), row});
  std::sort(wanted.begin(), wanted.end(), less);
  std::vector<uint64_t> between(wanted.size() + 1, 0);
  for (const auto& e : entries_)
    ++between[static_cast<size_t>(
        std::upper_bound(wanted.begin(), wanted.end(), e, less)
        - wanted.begin())];
  std::vector<uint64_t> y;
  for (auto row : some) {
    auto at = std::lower_bound(wanted.begin(), wanted.end(),
                               entry{key(row), row}, less)
              - wanted.begin();
    // All that rank before it, and itself.
    y.push_back(std::accumulate(between.begin(), between.begin() + at + 1,
                                uint64_t{1}));
  }
  return y;
}

} // namespace ftm
