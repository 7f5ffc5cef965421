#include "actors/hyperopt_monitor/stability.hpp"

#include "actors/hyperopt_monitor/verdicts.hpp"

#include <cmath>
#include <limits>

namespace ftm {

namespace {

constexpr auto chunk_rows = epoch_store::chunk_rows;
constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
constexpr auto infinity = std::numeric_limits<double>::infinity();
using distances = std::array<float, chunk_rows>;

/// A parameter that is not the same everywhere.
struct dimension {
  size_t column = 0;
  bool is_text = false;
  double own = nan;
  double scale = 1; ///< 1 / range
};

/// Of row `row`; `rows` are counted.
std::vector<dimension> dimensions_of(const param_table& x, size_t row,
                                     size_t rows) {
  std::vector<dimension> y;
  for (size_t c = 0; c < x.columns(); ++c) {
    auto [low, high, known] = x.range(c);
    if (high > low || (known > 0 && known < rows))
      y.push_back({c, x.is_text(c), x.value(c, row),
                   high > low ? 1 / (high - low) : 0});
  }
  return y;
}

/// Adds how far the rows of a chunk lie off in one parameter: 0 to 1. One
/// plain loop for each case, so that each is a vector loop.
void add_distance(const param_table& x, const dimension& d, size_t chunk,
                  size_t n, distances& sum) {
  auto values = x.chunk(d.column, chunk);
  auto known = std::isfinite(d.own);
  if (values.empty()) {
    for (size_t i = 0; i < n; ++i)
      sum[i] += known ? 1 : 0;
  } else if (!known) {
    for (size_t i = 0; i < n; ++i)
      sum[i] += std::isfinite(values[i]) ? 1 : 0;
  } else if (d.is_text) {
    for (size_t i = 0; i < n; ++i)
      sum[i] += values[i] == d.own ? 0 : 1;
  } else {
    for (size_t i = 0; i < n; ++i) {
      auto far = std::abs(values[i] - d.own) * d.scale;
      sum[i] += static_cast<float>(far < 1 ? far : 1); // NaN too is far
    }
  }
}

/// The column that ranks epochs, and whether more of it is better.
struct yardstick {
  epoch_column column{epoch_field::objective, {}};
  bool larger = false;
};

yardstick yardstick_of(const criteria& rules) {
  if (rules.sorts().empty())
    return {};
  auto k = rules.sorts().front();
  return {rules.column(k), rules.list()[k].sort == sorting::descending};
}

/// Larger is better; the worst of all without a trade or a number.
double quality(const epoch_store& x, const yardstick& y, size_t row) {
  auto v = x.value(y.column, row);
  if (x.trades(row) == 0 || std::isnan(v))
    return -infinity;
  return y.larger ? v : -v;
}

/// The share of epochs with trades that are worse, equal ones by half.
double rank_share(const epoch_store& x, const yardstick& y, size_t rows,
                  double of) {
  auto room = std::make_unique<epoch_store::room>();
  size_t with = 0;
  size_t worse = 0;
  size_t equal = 0;
  for (size_t c = 0; c * chunk_rows < rows; ++c) {
    const auto* values = x.column(y.column, c, *room);
    const auto* trades = x.trades_of(c);
    auto n = std::min(chunk_rows, rows - c * chunk_rows);
    for (size_t i = 0; i < n; ++i) {
      if (trades[i] == 0)
        continue;
      auto q = y.larger ? values[i] : -values[i];
      ++with;
      worse += q < of || std::isnan(q) ? 1 : 0;
      equal += q == of ? 1 : 0;
    }
  }
  if (with == 0 || of == -infinity)
    return 0;
  return (static_cast<double>(worse) + static_cast<double>(equal) / 2)
         / static_cast<double>(with);
}

std::string sentence_of(const stability& y) {
  if (y.neighbours.empty())
    return "no other epoch has other parameters";
  size_t pass = 0;
  for (const auto& n : y.neighbours)
    pass += n.passes ? 1 : 0;
  auto all = y.neighbours.size();
  auto what = y.score >= 70   ? "a plateau"
              : y.score >= 40 ? "a slope"
                              : "a lonely peak";
  auto z = std::to_string(pass) + " of its " + std::to_string(all)
           + " nearest neighbours " + (pass == 1 ? "passes" : "pass");
  if (std::isnan(y.median.value))
    return z + ", most of them have no " + y.field + ": " + what;
  auto [median, own] = number_texts(y.median, y.value);
  return z + ", their median " + y.field + " is " + median + " against " + own
         + ": " + what;
}

} // namespace

std::vector<nearby> nearest_rows(const epoch_store& x, size_t row, size_t k) {
  auto rows = std::min(x.size(), x.params.rows());
  if (row >= rows || k == 0)
    return {};
  auto dimensions = dimensions_of(x.params, row, rows);
  if (dimensions.empty())
    return {};
  auto nearer = [](const nearby& a, const nearby& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.row < b.row;
  };
  auto size = static_cast<float>(dimensions.size());
  std::vector<nearby> y; // a heap, the farthest in front
  distances sum;
  for (size_t c = 0; c * chunk_rows < rows; ++c) {
    auto n = std::min(chunk_rows, rows - c * chunk_rows);
    sum.fill(0);
    for (const auto& d : dimensions)
      add_distance(x.params, d, c, n, sum);
    for (size_t i = 0; i < n; ++i) {
      // freqtrade 2023 tries points twice: the same says nothing new.
      if (sum[i] == 0)
        continue;
      nearby here{static_cast<uint32_t>(c * chunk_rows + i), sum[i] / size};
      if (y.size() == k && !nearer(here, y.front()))
        continue;
      if (y.size() == k) {
        std::pop_heap(y.begin(), y.end(), nearer);
        y.pop_back();
      }
      y.push_back(here);
      std::push_heap(y.begin(), y.end(), nearer);
    }
  }
  std::sort_heap(y.begin(), y.end(), nearer);
  return y;
}

stability stability_of(const epoch_store& x, const criteria& rules, size_t row,
                       size_t k) {
  auto by = yardstick_of(rules);
  stability y;
  y.line = x.line(row);
  y.field = to_string(by.column);
  y.value = x.value(by.column, row);
  y.score = y.passing = y.level = y.median = y.radius = nan;
  auto near = nearest_rows(x, row, k);
  if (near.empty()) {
    y.sentence = sentence_of(y);
    return y;
  }
  std::vector<std::pair<double, uint32_t>> qualities;
  double far = 0;
  double passing = 0;
  for (const auto& n : near) {
    auto passes = rules.removed_by(x, n.row) == criteria::stays;
    y.neighbours.push_back(
        {x.line(n.row), n.distance, x.value(by.column, n.row), passes});
    qualities.emplace_back(quality(x, by, n.row), n.row);
    far += n.distance;
    passing += passes ? 1 : 0;
  }
  std::sort(qualities.begin(), qualities.end());
  // Of an even number the worse of the two in the middle.
  auto [median, whose] = qualities[(qualities.size() - 1) / 2];
  auto rows = std::min(x.size(), x.params.rows());
  auto count = static_cast<double>(near.size());
  y.passing = passing / count;
  y.radius = far / count;
  y.median = median == -infinity ? nan : x.value(by.column, whose);
  y.level = 1
            - std::max(0.0, rank_share(x, by, rows, quality(x, by, row))
                                - rank_share(x, by, rows, median));
  y.score = 100 * y.passing * y.level;
  y.sentence = sentence_of(y);
  return y;
}

} // namespace ftm
