#include "actors/orchestrator/judgement.hpp"

#include <cmath>
#include <cstdio>

namespace ftm {

namespace {

std::string number(double x) {
  char y[64];
  std::snprintf(y, sizeof y, "%.10g", x);
  return y;
}

/// For people: two decimals, with true signs.
std::string percent(double x, bool with_plus) {
  char y[64];
  std::snprintf(y, sizeof y, "%.2f %%", std::abs(x));
  return (x < 0 ? "\u2212" : with_plus && x > 0 ? "+" : "") + std::string{y};
}

} // namespace

std::string shown(const criterion& x) {
  auto y = x.field;
  if (x.op != comparison::none)
    y += std::string{" "} + to_string(x.op) + " " + number(x.value);
  if (x.sort != sorting::none)
    y += std::string{" "} + to_string(x.sort);
  return y;
}

std::string why_no_winner(const ranking& x) {
  if (!x.rows.empty())
    return {};
  auto all = std::to_string(x.epochs);
  if (x.epochs == 0)
    return x.file + " holds no epoch"
           + (x.rejected_lines == 0
                  ? ""
                  : ", and " + std::to_string(x.rejected_lines)
                        + " lines that cannot be read");
  if (!x.remaining.empty() && x.remaining[0] == 0)
    return "none of the " + all + " epochs made a trade";
  for (size_t i = 1; i < x.remaining.size(); ++i)
    if (x.remaining[i] == 0) {
      auto name =
          i <= x.criteria.size() ? shown(x.criteria[i - 1]) : std::to_string(i);
      return "no epoch of " + all + " is left: the criterion " + name
             + " removed the last " + std::to_string(x.remaining[i - 1]);
    }
  return "no epoch of " + all + " was chosen";
}

std::string about_winner(const ranking& x) {
  auto& w = x.rows.front();
  return "Epoch " + std::to_string(w.epoch) + " (line " + std::to_string(w.line)
         + ") of " + std::to_string(x.epochs) + " was chosen: profit "
         + percent(w.profit_total_pct, true) + ", drawdown "
         + percent(w.max_drawdown, false) + ", " + std::to_string(w.trades)
         + " trades";
}

} // namespace ftm
