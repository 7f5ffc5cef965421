#include "actors/hyperopt_monitor/verdicts.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ftm {

namespace {

std::string ordinal(uint64_t x) {
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

std::string removal(const epoch_store& x, const criteria& rules, size_t i,
                    int32_t removed_by) {
  if (removed_by == criteria::no_trade)
    return "it made no trade";
  auto k = static_cast<size_t>(removed_by);
  const auto& rule = rules.list()[k];
  auto [found, limit] = number_texts(x.value(rules.column(k), i), rule.value);
  return rule.field + " " + found + " is not " + to_string(rule.op) + " "
         + limit;
}

std::string standing(const epoch_store& x, const criteria& rules, size_t i,
                     uint64_t rank, size_t winner, size_t of) {
  if (rank == 1)
    return "the winner of " + std::to_string(of)
           + (of == 1 ? " epoch that passes" : " epochs that pass");
  auto y = "ranked " + ordinal(rank) + ": ";
  auto line = "line " + std::to_string(x.line(winner));
  auto k = rules.decides(x, i, winner);
  if (!k)
    return y + "equal to " + line + ", which comes earlier in the file";
  auto [mine, its] = number_texts(x.value(rules.column(*k), i),
                                  x.value(rules.column(*k), winner));
  return y + rules.list()[*k].field + " " + mine + " against " + its + " of "
         + line;
}

/// All but the rank.
verdict about(const epoch_store& x, const criteria& rules, size_t i,
              bool tradeless) {
  verdict y;
  y.line = x.line(i);
  for (size_t k = 0; k < rules.list().size(); ++k)
    y.found.emplace_back(x.value(rules.column(k), i));
  y.failed = rules.failed(x, i);
  y.removed_by = rules.removed_by(x, i, tradeless);
  if (y.removed_by != criteria::stays)
    y.sentence = removal(x, rules, i, y.removed_by);
  return y;
}

verdict about_no_epoch(uint64_t line) {
  verdict y;
  y.line = line;
  y.removed_by = criteria::no_trade;
  y.sentence = "there is no epoch in line " + std::to_string(line);
  return y;
}

} // namespace

std::string number_text(double x) {
  char y[40];
  std::snprintf(y, sizeof y, "%.6g", x);
  return y;
}

std::pair<std::string, std::string> number_texts(double a, double b) {
  for (auto digits : {4, 6, 9, 12}) {
    auto x = rounded(a, digits);
    auto y = rounded(b, digits);
    if (x != y || a == b)
      return {x, y};
  }
  return {rounded(a, 17), rounded(b, 17)};
}

std::vector<verdict> verdicts_of(const epoch_store& x, const criteria& rules,
                                 const selection& chosen,
                                 const ranked_rows& order,
                                 const std::vector<uint64_t>& lines,
                                 bool tradeless) {
  std::vector<verdict> y;
  std::vector<uint32_t> passing;
  std::vector<size_t> of; ///< of a passing row: its verdict
  for (auto line : lines) {
    auto i = x.find(line);
    y.push_back(i ? about(x, rules, *i, tradeless) : about_no_epoch(line));
    if (i && y.back().removed_by == criteria::stays) {
      passing.push_back(static_cast<uint32_t>(*i));
      of.push_back(y.size() - 1);
    }
  }
  if (passing.empty())
    return y;
  auto ranks = order.ranks_of(passing);
  auto winner = order.slice(0, 1).front();
  for (size_t k = 0; k < passing.size(); ++k) {
    auto& v = y[of[k]];
    v.rank = ranks[k];
    v.sentence =
        standing(x, rules, passing[k], v.rank, winner, chosen.rows.size());
  }
  return y;
}

} // namespace ftm
