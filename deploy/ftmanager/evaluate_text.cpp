#include "deploy/ftmanager/evaluate_text.hpp"

#include "actors/hyperopt_monitor/verdicts.hpp"
#include "shared/config/criteria_text.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace ftm {

namespace {

std::string counted(uint64_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

void print_head(std::ostream& out, const std::string& file, const ranking& x,
                uint64_t first_rejected) {
  out << file << ": " << counted(x.epochs, "epoch");
  if (x.rejected_lines > 0)
    out << ", " << counted(x.rejected_lines, "line")
        << " rejected (the first is line " << first_rejected << ")";
  out << '\n';
  out << '\n' << std::setw(8) << x.remaining.front() << "  with trades\n";
  for (size_t i = 0; i < x.criteria.size(); ++i)
    out << std::setw(8) << x.remaining[i + 1] << "  after "
        << config::to_text(x.criteria[i]) << '\n';
  out << '\n';
}

void print_row(std::ostream& out, const epoch_row& x) {
  auto is_best = (x.flags & static_cast<uint8_t>(epoch_flag::best)) != 0;
  out << std::setw(6) << x.line << std::setw(7) << x.epoch
      << (is_best ? " *" : "  ") << std::setw(7) << x.trades << std::setw(10)
      << number_text(x.profit_total_pct) << std::setw(11)
      << number_text(x.profit_total_abs) << std::setw(10)
      << number_text(x.avg_profit) << std::setw(10)
      << number_text(x.max_drawdown) << std::setw(11)
      << number_text(x.objective) << '\n';
}

void print_check(std::ostream& out, const criterion& rule, double found,
                 bool passed) {
  auto [mine, bound] = number_texts(found, rule.value);
  if (rule.op == comparison::none)
    out << "    sorts   " << rule.field << ' ' << number_text(found);
  else
    out << (passed ? "    passed  " : "    failed  ") << rule.field << ' '
        << mine << ' ' << to_string(rule.op) << ' ' << bound;
  if (rule.sort != sorting::none)
    out << (rule.sort == sorting::ascending ? ", the smallest first"
                                            : ", the largest first");
  out << '\n';
}

void print_stability(std::ostream& out, const stability& x) {
  out << "    stability ";
  if (std::isnan(x.score))
    out << "unknown: ";
  else
    out << std::floor(x.score) << " of 100: ";
  out << x.sentence << '\n';
}

void print_verdict(std::ostream& out, const ranking& x, const verdict& v) {
  out << "\nline " << v.line << ": " << v.sentence << '\n';
  for (size_t k = 0; k < x.criteria.size() && k < v.found.size(); ++k) {
    auto failed = std::find(v.failed.begin(), v.failed.end(), k);
    print_check(out, x.criteria[k], v.found[k], failed == v.failed.end());
  }
  for (const auto& s : x.stabilities)
    if (s.line == v.line)
      print_stability(out, s);
}

void print_front(std::ostream& out, const ranking& x) {
  out << "\nThe Pareto front of profit_total_pct and max_drawdown has "
      << counted(x.pareto_total, "epoch") << "; the winner is "
      << (x.winner_on_front ? "" : "not ") << "one of them.\n";
}

} // namespace

std::string evaluate_text(const std::string& file, const ranking& x,
                          uint64_t first_rejected) {
  std::ostringstream out;
  print_head(out, file, x, first_rejected);
  if (x.rows.empty()) {
    out << "No epoch is left: there is no winner.\n";
    return out.str();
  }
  out << "  line  epoch   trades  profit %     profit     avg %  drawd. %  "
         "objective\n";
  for (const auto& row : x.rows)
    print_row(out, row);
  for (const auto& v : x.verdicts)
    print_verdict(out, x, v);
  print_front(out, x);
  return out.str();
}

} // namespace ftm
