#include "deploy/ftmanager/evaluate_command.hpp"

#include "actors/hyperopt_monitor/epoch_file.hpp"
#include "actors/hyperopt_monitor/file_facts.hpp"
#include "actors/hyperopt_monitor/judge.hpp"
#include "actors/hyperopt_monitor/verdicts.hpp"
#include "shared/config/criteria_text.hpp"

#include <caf/message.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <limits>

namespace ftm {

namespace {

using json = nlohmann::ordered_json;

constexpr int has_winner = 0;
constexpr int bad_input = 2;
constexpr int no_winner = 3;
constexpr uint32_t winner_and_next = 4;

int refuse(std::ostream& err, const std::string& why) {
  err << "ftmanager evaluate: " << why << '\n';
  return bad_input;
}

bool has(const epoch_row& x, epoch_flag flag) {
  return (x.flags & static_cast<uint8_t>(flag)) != 0;
}

const char* non_finite(double x) {
  return std::isnan(x) ? "NaN" : x > 0 ? "Infinity" : "-Infinity";
}

json to_json(const epoch_row& x) {
  json y{{"line", x.line}, {"epoch", x.epoch}, {"trades", x.trades},
         {"wins", x.wins}, {"draws", x.draws}, {"losses", x.losses}};
  json notes;
  auto put = [&](const char* name, double value) {
    if (std::isfinite(value)) {
      y[name] = value;
    } else {
      y[name] = nullptr;
      notes[name] = non_finite(value);
    }
  };
  put("avg_profit", x.avg_profit);
  put("profit_total_pct", x.profit_total_pct);
  put("profit_total_abs", x.profit_total_abs);
  put("max_drawdown", x.max_drawdown);
  put("max_drawdown_abs", x.max_drawdown_abs);
  put("duration", x.duration);
  put("objective", x.objective);
  y["is_best"] = has(x, epoch_flag::best);
  y["is_initial_point"] = has(x, epoch_flag::initial_point);
  y["is_random"] = has(x, epoch_flag::random);
  if (!notes.empty())
    y["nonfinite"] = notes;
  return y;
}

json to_json(const std::string& file, const ranking& x) {
  json y{{"file", file},
         {"epochs", x.epochs},
         {"rejected_lines", x.rejected_lines},
         {"remaining", x.remaining},
         {"winner", nullptr},
         {"next", json::array()}};
  for (const auto& row : x.rows)
    if (y["winner"].is_null())
      y["winner"] = to_json(row);
    else
      y["next"].push_back(row.line);
  return y;
}

void print_row(std::ostream& out, const epoch_row& x) {
  out << std::setw(6) << x.line << std::setw(7) << x.epoch
      << (has(x, epoch_flag::best) ? " *" : "  ") << std::setw(7) << x.trades
      << std::setw(10) << number_text(x.profit_total_pct) << std::setw(11)
      << number_text(x.profit_total_abs) << std::setw(10)
      << number_text(x.avg_profit) << std::setw(10)
      << number_text(x.max_drawdown) << std::setw(11)
      << number_text(x.objective) << '\n';
}

void print(std::ostream& out, const epoch_file& file, const ranking& x) {
  out << file.path().string() << ": " << x.epochs
      << (x.epochs == 1 ? " epoch" : " epochs");
  if (x.rejected_lines > 0)
    out << ", " << x.rejected_lines
        << (x.rejected_lines == 1 ? " line" : " lines")
        << " rejected (the first is line " << file.first_rejected() << ")";
  out << '\n';
  out << '\n' << std::setw(8) << x.remaining.front() << "  with trades\n";
  for (size_t i = 0; i < x.criteria.size(); ++i)
    out << std::setw(8) << x.remaining[i + 1] << "  after "
        << config::to_text(x.criteria[i]) << '\n';
  out << '\n';
  if (x.rows.empty()) {
    out << "No epoch is left: there is no winner.\n";
    return;
  }
  out << "  line  epoch   trades  profit %     profit     avg %  drawd. %  "
         "objective\n";
  for (const auto& row : x.rows)
    print_row(out, row);
  out << '\n';
  for (const auto& v : x.verdicts)
    out << "line " << v.line << ": " << v.sentence << '\n';
}

std::error_code read_all(epoch_file& file) {
  for (;;) {
    auto x = file.step(std::numeric_limits<size_t>::max());
    if (x.error || !x.more)
      return x.error;
  }
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
  std::error_code disk;
  auto facts = facts_of(std::filesystem::path{x.file}, disk);
  if (!facts)
    return refuse(err, x.file + ": " + disk.message());
  if (!facts->regular)
    return refuse(err, x.file
                           + (std::filesystem::is_directory(x.file, disk)
                                  ? " is a folder; name a .fthypt file in it"
                                  : " is no regular file"));
  if (facts->bytes == 0)
    return refuse(err, x.file + " is empty");
  epoch_file file{x.file, {.upto = {}, .ended = true}};
  if (rules->uses_params())
    file.want_params();
  judging q;
  q.limit = winner_and_next;
  auto y = judge_file(file, *rules, q, error);
  if (!y)
    return refuse(err, x.file + ": " + error);
  for (const auto& row : y->rows)
    q.explain.push_back(row.line);
  if (!x.json)
    y = judge(file.epochs(), *rules, q, error);
  y->rejected_lines = file.rejected_lines();
  if (x.json)
    out << to_json(x.file, *y)
               .dump(-1, ' ', false, json::error_handler_t::replace)
        << '\n';
  else
    print(out, file, *y);
  return y->rows.empty() ? no_winner : has_winner;
}

} // namespace ftm
