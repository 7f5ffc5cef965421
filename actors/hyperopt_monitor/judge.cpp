#include "actors/hyperopt_monitor/judge.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ftm {

namespace {

constexpr uint32_t most_rows = 8192;

std::string ordinal(size_t x) {
  const char* ending = "th";
  if (x % 100 / 10 != 1) {
    if (x % 10 == 1)
      ending = "st";
    else if (x % 10 == 2)
      ending = "nd";
    else if (x % 10 == 3)
      ending = "rd";
  }
  return std::to_string(x) + ending;
}

/// As people write numbers: `digits` significant ones, no exponent where it
/// can be helped, no zeros at the end.
std::string rounded(double x, int digits) {
  char y[64];
  auto size = std::fabs(x);
  if (!(size < 1e15) || (size > 0 && size < 1e-4)) {
    std::snprintf(y, sizeof y, "%.*g", digits, x);
    return y;
  }
  auto whole =
      size > 0 ? static_cast<int>(std::floor(std::log10(size))) + 1 : 1;
  std::snprintf(y, sizeof y, "%.*f", std::max(0, digits - whole), x);
  std::string z = y;
  if (z.find('.') != std::string::npos)
    z.resize(z.find_last_not_of('0') + 1);
  if (z.ends_with('.'))
    z.pop_back();
  return z == "-0" ? "0" : z;
}

/// Two numbers that differ shall also look different; four digits are enough
/// for all others.
std::pair<std::string, std::string> texts(double a, double b) {
  for (auto digits : {4, 6, 9, 12}) {
    auto x = rounded(a, digits);
    auto y = rounded(b, digits);
    if (x != y || a == b)
      return {x, y};
  }
  return {rounded(a, 17), rounded(b, 17)};
}

std::string removal(const epoch_store& x, const criteria& rules, size_t i,
                    int32_t removed_by) {
  if (removed_by == criteria::no_trade)
    return "it made no trade";
  auto k = static_cast<size_t>(removed_by);
  const auto& rule = rules.list()[k];
  auto [found, limit] = texts(x.value(rules.field(k), i), rule.value);
  return rule.field + " " + found + " is not " + to_string(rule.op) + " "
         + limit;
}

std::string standing(const epoch_store& x, const criteria& rules, size_t i,
                     size_t rank, size_t winner, size_t of) {
  if (rank == 1)
    return "the winner of " + std::to_string(of)
           + (of == 1 ? " epoch that passes" : " epochs that pass");
  auto y = "ranked " + ordinal(rank) + ": ";
  auto line = "line " + std::to_string(x.line(winner));
  auto k = rules.decides(x, i, winner);
  if (!k)
    return y + "equal to " + line + ", which comes earlier in the file";
  auto [mine, its] =
      texts(x.value(rules.field(*k), i), x.value(rules.field(*k), winner));
  return y + rules.list()[*k].field + " " + mine + " against " + its + " of "
         + line;
}

verdict explain(const epoch_store& x, const criteria& rules,
                const std::vector<size_t>& ranked, uint64_t line,
                bool tradeless) {
  verdict y;
  y.line = line;
  auto i = x.find(line);
  if (!i) {
    y.removed_by = criteria::no_trade;
    y.sentence = "there is no epoch in line " + std::to_string(line);
    return y;
  }
  for (size_t k = 0; k < rules.list().size(); ++k)
    y.found.push_back(x.value(rules.field(k), *i));
  y.removed_by = rules.removed_by(x, *i, tradeless);
  if (y.removed_by != criteria::stays) {
    y.sentence = removal(x, rules, *i, y.removed_by);
    return y;
  }
  auto at = std::lower_bound(
      ranked.begin(), ranked.end(), *i,
      [&](size_t a, size_t b) { return rules.before(x, a, b); });
  y.rank = static_cast<uint64_t>(at - ranked.begin()) + 1;
  y.sentence = standing(x, rules, *i, y.rank, ranked.front(), ranked.size());
  return y;
}

bool fields_of(const std::vector<std::string>& names,
               std::vector<epoch_field>& fields, std::string& error) {
  if (names.size() != 2 && names.size() != 3) {
    error = "a Pareto front has two or three fields, not "
            + std::to_string(names.size());
    return false;
  }
  for (const auto& x : names) {
    auto field = epoch_field_of(x);
    if (!field) {
      error = "\"" + x + "\" is no field of an epoch; there are "
              + epoch_field_names();
      return false;
    }
    fields.push_back(*field);
  }
  return true;
}

bool larger_is_better(epoch_field x) {
  switch (x) {
  case epoch_field::trades:
  case epoch_field::wins:
  case epoch_field::draws:
  case epoch_field::avg_profit:
  case epoch_field::profit_total_pct:
  case epoch_field::profit_total_abs:
    return true;
  default:
    return false;
  }
}

/// The value turned so that smaller is better.
double cost(const epoch_store& x, epoch_field field, size_t i) {
  auto y = x.value(field, i);
  return larger_is_better(field) ? -y : y;
}

} // namespace

std::string number_text(double x) {
  char y[40];
  std::snprintf(y, sizeof y, "%.6g", x);
  return y;
}

std::vector<size_t> pareto_front(const epoch_store& x,
                                 std::vector<size_t> among,
                                 const std::vector<epoch_field>& fields) {
  std::erase_if(among, [&](size_t i) {
    return std::any_of(fields.begin(), fields.end(), [&](epoch_field f) {
      return std::isnan(x.value(f, i));
    });
  });
  auto costs = [&](size_t i) {
    std::array<double, 3> y{0, 0, 0};
    for (size_t k = 0; k < fields.size() && k < 3; ++k)
      y[k] = cost(x, fields[k], i);
    return y;
  };
  std::vector<std::pair<std::array<double, 3>, size_t>> sorted;
  sorted.reserve(among.size());
  for (auto i : among)
    sorted.emplace_back(costs(i), i);
  std::sort(sorted.begin(), sorted.end());
  // In this order nobody is beaten by a later one.
  std::vector<size_t> y;
  std::vector<std::array<double, 3>> front;
  for (const auto& [mine, i] : sorted) {
    auto beats = [&m = mine](const std::array<double, 3>& other) {
      return other != m && other[0] <= m[0] && other[1] <= m[1]
             && other[2] <= m[2];
    };
    // With two fields the newest member has the smallest second cost.
    auto beaten = fields.size() == 2
                      ? !front.empty() && beats(front.back())
                      : std::any_of(front.begin(), front.end(), beats);
    if (beaten)
      continue;
    front.push_back(mine);
    y.push_back(i);
  }
  std::sort(y.begin(), y.end());
  return y;
}

std::optional<ranking> judge(const epoch_store& x, const criteria& rules,
                             const judging& q, std::string& error) {
  std::vector<epoch_field> pareto;
  if (!q.pareto.empty() && !fields_of(q.pareto, pareto, error))
    return std::nullopt;
  ranking y;
  y.epochs = x.size();
  y.criteria = rules.list();
  y.remaining.assign(rules.list().size() + 1, 0);
  std::vector<size_t> ranked;
  for (size_t i = 0; i < x.size(); ++i) {
    auto removed = rules.removed_by(x, i, q.tradeless);
    if (removed == criteria::no_trade)
      continue;
    auto passed = removed == criteria::stays ? y.remaining.size()
                                             : static_cast<size_t>(removed) + 1;
    for (size_t k = 0; k < passed; ++k)
      ++y.remaining[k];
    if (removed == criteria::stays)
      ranked.push_back(i);
  }
  auto limit = std::min(q.limit, most_rows);
  auto first = std::min<uint64_t>(q.skip, ranked.size());
  auto last = std::min<uint64_t>(first + limit, ranked.size());
  auto better = [&](size_t a, size_t b) { return rules.before(x, a, b); };
  // Verdicts name ranks, so they want all of the order.
  auto sorted_to = q.explain.empty() ? last : ranked.size();
  std::partial_sort(ranked.begin(),
                    ranked.begin() + static_cast<std::ptrdiff_t>(sorted_to),
                    ranked.end(), better);
  for (auto i = first; i < last; ++i)
    y.rows.push_back(x.row(ranked[i]));
  for (auto line : q.explain)
    y.verdicts.push_back(explain(x, rules, ranked, line, q.tradeless));
  if (!pareto.empty())
    for (auto i : pareto_front(x, ranked, pareto)) {
      if (y.pareto.size() == most_rows)
        break;
      y.pareto.push_back(x.line(i));
    }
  return y;
}

} // namespace ftm
