#include "deploy/ftmanager/evaluate_command.hpp"

#include "actors/hyperopt_monitor/judge.hpp"
#include "deploy/ftmanager/ended_file.hpp"
#include "deploy/ftmanager/evaluate_text.hpp"
#include "shared/config/criteria_text.hpp"
#include "shared/json/epochs.hpp"

#include <caf/message.hpp>

#include <algorithm>
#include <iostream>

namespace ftm {

namespace {

constexpr int has_winner = 0;
constexpr int not_written = 1;
constexpr int bad_input = 2;
constexpr int no_winner = 3;
constexpr uint32_t winner_and_next = 4;

int refuse(std::ostream& err, const std::string& why, int code = bad_input) {
  err << "ftmanager evaluate: " << why << '\n';
  return code;
}

json to_json(const std::string& file, const ranking& x) {
  auto next = json::array();
  for (size_t i = 1; i < x.rows.size(); ++i)
    next.push_back(x.rows[i].line);
  auto verdicts = json::array();
  for (const auto& v : x.verdicts)
    verdicts.push_back(to_json(v, x.criteria));
  return {{"file", text(file)},
          {"epochs", x.epochs},
          {"rejected_lines", x.rejected_lines},
          {"remaining", x.remaining},
          {"winner", x.rows.empty() ? json(nullptr) : to_json(x.rows.front())},
          {"next", std::move(next)},
          {"verdicts", std::move(verdicts)},
          {"stabilities", array_of(x.stabilities)},
          {"pareto", x.pareto},
          {"pareto_total", x.pareto_total},
          {"winner_on_front", x.winner_on_front}};
}

/// Ranks the file's epochs; reads it again if one of those that count turns out
/// to be none, from then on with every line looked at in full.
std::optional<ranking> judge_file(epoch_file& file, const criteria& rules,
                                  const judging& q, std::string& error) {
  for (;;) {
    if (auto e = read_all(file)) {
      error = e.message();
      return std::nullopt;
    }
    auto y = judge(file.epochs(), rules, q, error);
    auto holds = [&](const epoch_row& x) {
      auto i = file.epochs().find(x.line);
      return !i || file.confirm(*i);
    };
    if (!y || std::all_of(y->rows.begin(), y->rows.end(), holds))
      return y;
  }
}

} // namespace

int evaluate_command(const evaluate_options& x) {
  return evaluate_command(x, std::cout, std::cerr);
}

int evaluate_command(const evaluate_options& x, std::ostream& out,
                     std::ostream& err) {
  auto list = config::parse_criteria(x.criteria);
  if (!list) {
    const auto& e = list.error();
    return refuse(err, "criteria: "
                           + (e.context().match_elements<std::string>()
                                  ? e.context().get_as<std::string>(0)
                                  : std::string{"not understood"}));
  }
  std::string error;
  auto rules = criteria::compile(*list, error);
  if (!rules)
    return refuse(err, error);
  auto opened = open_ended_file(x.file, error);
  if (!opened)
    return refuse(err, error);
  auto& file = *opened;
  file.want_params();
  judging q;
  q.limit = q.study = winner_and_next;
  q.pareto = {"profit_total_pct", "max_drawdown"};
  auto y = judge_file(file, *rules, q, error);
  if (!y)
    return refuse(err, x.file + ": " + error);
  y->rejected_lines = file.rejected_lines();
  if (x.json)
    out << dump(to_json(x.file, *y)) << '\n';
  else
    out << evaluate_text(x.file, *y, file.first_rejected());
  if (!out.flush())
    return refuse(err, "the output cannot be written", not_written);
  return y->rows.empty() ? no_winner : has_winner;
}

} // namespace ftm
