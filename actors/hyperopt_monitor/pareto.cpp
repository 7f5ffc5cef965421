#include "actors/hyperopt_monitor/pareto.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace ftm {

namespace {

using costs = std::array<double, 3>;

struct point {
  costs cost; ///< smaller is better
  uint32_t row;
};

std::vector<point> points_of(const epoch_store& x,
                             std::span<const uint32_t> among,
                             const std::vector<epoch_column>& columns) {
  std::vector<point> y;
  y.reserve(among.size());
  for (auto row : among) {
    point p{{0, 0, 0}, row};
    bool whole = true;
    for (size_t k = 0; k < columns.size(); ++k) {
      auto v = x.value(columns[k], row);
      whole = whole && !std::isnan(v);
      p.cost[k] = info(columns[k].field).direction == better::larger ? -v : v;
    }
    if (whole)
      y.push_back(p);
  }
  return y;
}

bool beats(const costs& a, const costs& b) {
  return a[0] <= b[0] && a[1] <= b[1] && a[2] <= b[2] && a != b;
}

/// Of many points nearly all are beaten by one of a few good ones: what is left
/// need be sorted. Never drops one of the front.
void thin(std::vector<point>& points) {
  constexpr size_t many = 4096;
  constexpr size_t few = 16;
  if (points.size() < many)
    return;
  std::vector<costs> good;
  auto step = points.size() / many + 1;
  for (size_t i = 0; i < points.size(); i += step) {
    const auto& p = points[i].cost;
    auto at = std::find_if(good.begin(), good.end(),
                           [&](const costs& g) { return beats(g, p); });
    if (at != good.end())
      continue;
    std::erase_if(good, [&](const costs& g) { return beats(p, g); });
    if (good.size() < few)
      good.push_back(p);
  }
  std::erase_if(points, [&](const point& p) {
    return std::any_of(good.begin(), good.end(),
                       [&](const costs& g) { return beats(g, p.cost); });
  });
}

/// The least third cost for each second cost of those that came before: both
/// are strictly monotonous, so that one look tells.
class staircase {
public:
  bool beats(const costs& x) const {
    auto i = steps_.upper_bound(x[1]);
    return i != steps_.begin() && std::prev(i)->second <= x[2];
  }

  /// What nothing here beats.
  void add(const costs& x) {
    auto i = steps_.insert_or_assign(x[1], x[2]).first;
    for (++i; i != steps_.end() && i->second >= x[2];)
      i = steps_.erase(i);
  }

private:
  std::map<double, double> steps_;
};

} // namespace

std::optional<std::vector<epoch_column>>
pareto_columns(const std::vector<std::string>& names, std::string& error) {
  if (names.size() != 2 && names.size() != 3) {
    error = "a Pareto front has two or three fields, not "
            + std::to_string(names.size());
    return std::nullopt;
  }
  std::vector<epoch_column> y;
  for (const auto& name : names) {
    auto column = epoch_column_of(name);
    if (!column) {
      error = "\"" + name + "\" is no field of an epoch; there are "
              + epoch_column_names();
      return std::nullopt;
    }
    if (column->field == epoch_field::param
        || info(column->field).direction == better::neither) {
      error = "neither more nor less of " + name
              + " is better, so that no front can be made of it";
      return std::nullopt;
    }
    y.push_back(std::move(*column));
  }
  return y;
}

std::vector<size_t> pareto_front(const epoch_store& x,
                                 std::span<const uint32_t> among,
                                 const std::vector<epoch_column>& columns) {
  auto sorted = points_of(x, among, columns);
  thin(sorted);
  std::sort(sorted.begin(), sorted.end(), [](const point& a, const point& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.row < b.row;
  });
  // In this order nobody is beaten by a later one.
  std::vector<size_t> y;
  staircase seen;
  const costs* last = nullptr;
  for (const auto& p : sorted) {
    // Equal ones do not beat each other.
    if (last == nullptr || *last != p.cost) {
      if (seen.beats(p.cost))
        continue;
      seen.add(p.cost);
      last = &p.cost;
    }
    y.push_back(p.row);
  }
  std::sort(y.begin(), y.end());
  return y;
}

void pareto_tracker::follow(const epoch_store& x) {
  constexpr size_t few = 64;
  for (auto end = rules_.judgeable(x); seen_ < end; ++seen_) {
    if (rules_.removed_by(x, seen_) != criteria::stays)
      continue;
    rows_.push_back(static_cast<uint32_t>(seen_));
    if (rows_.size() - front_ > std::max(few, front_))
      settle(x);
  }
}

std::vector<size_t> pareto_tracker::rows(const epoch_store& x) {
  settle(x);
  return {rows_.begin(), rows_.end()};
}

void pareto_tracker::settle(const epoch_store& x) {
  if (rows_.size() == front_)
    return;
  auto y = pareto_front(x, rows_, columns_);
  rows_.assign(y.begin(), y.end());
  front_ = rows_.size();
}

} // namespace ftm
