#include "shared/json/epochs.hpp"

#include "shared/json/enums.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace ftm {

namespace {

bool has(const epoch_row& x, epoch_flag y) {
  return (x.flags & static_cast<uint8_t>(y)) != 0;
}

/// Infinities are told in `notes`, by their rows; every other null is NaN.
json column(const epoch_page& x, size_t index, const std::string& name,
            json& notes) {
  auto y = json::array();
  auto texts = x.texts.find(name);
  auto& out = y.get_ref<json::array_t&>();
  out.reserve(x.rows);
  for (size_t i = index * x.rows; i < (index + 1) * x.rows; ++i) {
    if ((i + 1) * sizeof(double) > x.values.size())
      break;
    double value = 0;
    std::memcpy(&value, x.values.data() + i * sizeof value, sizeof value);
    if (std::isinf(value))
      notes[name][nonfinite_name(value)].push_back(i - index * x.rows);
    auto is_text = texts != x.texts.end();
    if (std::isfinite(value) && !is_text)
      out.emplace_back(value);
    else if (is_text && value >= 0
             && value < static_cast<double>(texts->second.size()))
      out.push_back(text(texts->second[static_cast<size_t>(value)]));
    else
      out.emplace_back(nullptr);
  }
  return y;
}

/// By space, as in the params file that freqtrade exports; else flat by name.
json params_in(const json& record) {
  for (auto key : {"params_details", "params_dict"})
    if (auto i = record.find(key); i != record.end() && i->is_object())
      return *i;
  return json::object();
}

} // namespace

json to_json(const epoch_row& x) {
  json y{{"line", x.line},
         {"epoch", x.epoch},
         {"trades", x.trades},
         {"wins", x.wins},
         {"draws", x.draws},
         {"losses", x.losses},
         {"is_best", has(x, epoch_flag::best)},
         {"is_initial_point", has(x, epoch_flag::initial_point)},
         {"is_random", has(x, epoch_flag::random)},
         {"source", has(x, epoch_flag::from_console) ? "console" : "file"}};
  put_number(y, "avg_profit", x.avg_profit);
  put_number(y, "profit_total_pct", x.profit_total_pct);
  put_number(y, "profit_total_abs", x.profit_total_abs);
  put_number(y, "max_drawdown", x.max_drawdown);
  put_number(y, "max_drawdown_abs", x.max_drawdown_abs);
  put_number(y, "duration", x.duration);
  put_number(y, "objective", x.objective);
  put_number(y, "profit_median", x.profit_median);
  put_number(y, "expectancy", x.expectancy);
  put_number(y, "sortino", x.sortino);
  put_number(y, "sharpe", x.sharpe);
  put_number(y, "calmar", x.calmar);
  put_number(y, "profit_factor", x.profit_factor);
  put_number(y, "cagr", x.cagr);
  put_number(y, "trades_per_day", x.trades_per_day);
  put_number(y, "winrate", x.winrate());
  return y;
}

json to_json(const std::optional<epoch_row>& x) {
  return x ? to_json(*x) : json(nullptr);
}

json to_json(const criterion& x) {
  json y{{"field", text(x.field)},
         {"operator", to_string(x.op)},
         {"sort", sort_name(x.sort)}};
  put_number(y, "value", x.value);
  return y;
}

json to_json(const hyperopt_status& x) {
  return {{"strategy", text(x.strategy)},
          {"launch", text_or_null(x.launch)},
          {"file", text_or_null(x.file)},
          {"generation", x.generation},
          {"epochs", x.epochs},
          {"wanted", x.wanted > 0 ? json(x.wanted) : json(nullptr)},
          {"rejected_lines", x.rejected_lines},
          {"remaining", x.remaining},
          {"winner", to_json(x.winner)},
          {"next", array_of(x.next)},
          {"favourite", to_json(x.favourite)},
          {"printed", array_of(x.printed)}};
}

json to_json(const verdict& x, const std::vector<criterion>& criteria) {
  json y{{"line", x.line},
         {"rank", x.rank},
         {"removed_by", x.removed_by},
         {"sentence", text(x.sentence)}};
  auto found = json::array();
  for (size_t i = 0; i < x.found.size(); ++i) {
    double value = x.found[i];
    found.push_back(std::isfinite(value) ? json(value) : json(nullptr));
    if (!std::isfinite(value))
      y["nonfinite"]["found." + std::to_string(i)] = nonfinite_name(value);
  }
  y["found"] = std::move(found);
  auto checks = json::array();
  for (size_t i = 0; i < criteria.size() && i < x.found.size(); ++i) {
    auto failed = std::find(x.failed.begin(), x.failed.end(), i);
    json check{{"field", text(criteria[i].field)},
               {"operator", to_string(criteria[i].op)},
               {"passed", failed == x.failed.end()}};
    put_number(check, "value", criteria[i].value);
    put_number(check, "found", x.found[i]);
    checks.push_back(std::move(check));
  }
  y["checks"] = std::move(checks);
  return y;
}

json to_json(const neighbour& x) {
  json y{{"line", x.line}, {"passes", x.passes}};
  put_number(y, "distance", x.distance);
  put_number(y, "value", x.value);
  return y;
}

json to_json(const stability& x) {
  json y{{"line", x.line},
         {"field", text(x.field)},
         {"neighbours", array_of(x.neighbours)},
         {"sentence", text(x.sentence)}};
  put_number(y, "value", x.value);
  put_number(y, "score", x.score);
  put_number(y, "passing", x.passing);
  put_number(y, "level", x.level);
  put_number(y, "median", x.median);
  put_number(y, "radius", x.radius);
  return y;
}

json to_json(const ranking& x) {
  auto next = json::array();
  for (size_t i = 1; i < x.rows.size(); ++i)
    next.push_back(to_json(x.rows[i]));
  auto verdicts = json::array();
  for (const auto& v : x.verdicts)
    verdicts.push_back(to_json(v, x.criteria));
  return {{"file", text(x.file)},
          {"bytes", x.bytes},
          {"sha256", text(x.sha256)},
          {"launch", text(x.launch)},
          {"epochs", x.epochs},
          {"rejected_lines", x.rejected_lines},
          {"criteria", array_of(x.criteria)},
          {"remaining", x.remaining},
          {"winner", x.rows.empty() ? json(nullptr) : to_json(x.rows.front())},
          {"next", std::move(next)},
          {"verdicts", std::move(verdicts)},
          {"pareto", x.pareto},
          {"pareto_total", x.pareto_total},
          {"winner_on_front", x.winner_on_front},
          {"stabilities", array_of(x.stabilities)}};
}

json to_json(const result_file& x) {
  return {{"name", text(x.name)},
          {"bytes", x.bytes},
          {"modified_at", time_json(x.modified_at)},
          {"epochs", value_or_null(x.epochs)},
          {"launch", text_or_null(x.launch)},
          {"run", text_or_null(x.run)}};
}

json to_json(const epoch_record& x) {
  auto record = json::parse(x.json, nullptr, false);
  if (record.is_discarded())
    record = nullptr;
  auto epoch = to_json(x.row);
  epoch["params"] = record.is_object() ? params_in(record) : json::object();
  return {{"file", text(x.file)},
          {"epoch", std::move(epoch)},
          {"record", std::move(record)}};
}

json to_json(const epoch_page& x, const std::vector<std::string>& columns) {
  auto values = json::object();
  auto notes = json::object();
  for (size_t i = 0; i < columns.size(); ++i)
    values[text(columns[i]).get<std::string>()] =
        column(x, i, columns[i], notes);
  json y{{"file", text(x.file)}, {"generation", x.generation},
         {"first", x.first},     {"total", x.total},
         {"rows", x.rows},       {"columns", std::move(values)}};
  if (!notes.empty())
    y["nonfinite"] = std::move(notes);
  return y;
}

} // namespace ftm
