#include "actors/hyperopt_monitor/judge.hpp"

#include "actors/hyperopt_monitor/column_page.hpp"
#include "actors/hyperopt_monitor/pareto.hpp"
#include "actors/hyperopt_monitor/selection.hpp"
#include "actors/hyperopt_monitor/stability.hpp"
#include "actors/hyperopt_monitor/verdicts.hpp"

namespace ftm {

namespace {

constexpr uint32_t most_rows = 8192;
constexpr size_t most_front_rows = 4096;
constexpr uint32_t most_studied = 8;

void study_rows(const epoch_store& x, const criteria& rules, const judging& q,
                const std::vector<uint32_t>& rows, ranking& y) {
  for (auto row : rows)
    y.stabilities.push_back(stability_of(x, rules, row, q.neighbours));
  for (auto line : q.around)
    if (auto row = x.find(line))
      y.stabilities.push_back(stability_of(x, rules, *row, q.neighbours));
}

} // namespace

judging judging_of(const question& x) {
  return {x.tradeless, x.skip,  x.limit,      x.explain, x.pareto,
          x.around,    x.study, x.neighbours, x.columns, x.pareto_rows};
}

bool wants_params(const judging& q, const criteria& rules) {
  return rules.uses_params() || q.study > 0 || !q.around.empty()
         || wanted_columns{q.columns}.params();
}

void add_front(const epoch_store& x, const std::vector<size_t>& front,
               bool with_rows, ranking& y) {
  y.pareto_total = front.size();
  auto winner = y.rows.empty() ? std::nullopt : x.find(y.rows.front().line);
  y.winner_on_front =
      winner && std::binary_search(front.begin(), front.end(), *winner);
  for (auto row : front) {
    if (y.pareto.size() == most_rows)
      break;
    y.pareto.push_back(x.line(row));
    if (with_rows && y.pareto_rows.size() < most_front_rows)
      y.pareto_rows.push_back(x.row(row));
  }
}

std::optional<ranking> judge(const epoch_store& x, const criteria& rules,
                             const judging& q, std::string& error) {
  std::vector<epoch_column> front;
  if (!q.pareto.empty()) {
    auto columns = pareto_columns(q.pareto, error);
    if (!columns)
      return std::nullopt;
    front = std::move(*columns);
  }
  if (error = rules.missing_param(x); !error.empty())
    return std::nullopt;
  auto chosen = select_rows(x, rules, q.tradeless);
  ranked_rows order{x, rules, chosen.rows};
  ranking y;
  y.epochs = x.size();
  y.criteria = rules.list();
  y.remaining = chosen.remaining;
  size_t limit = std::min(q.limit, most_rows);
  wanted_columns columns{q.columns};
  if (!q.columns.empty())
    limit = std::min(limit, most_rows_of(columns.written_out(x).size()));
  auto first = std::min<uint64_t>(q.skip, chosen.rows.size());
  auto rows = order.slice(first, first + limit);
  for (auto row : rows)
    y.rows.push_back(x.row(row));
  if (!q.columns.empty()) {
    auto page = columns_of(x, columns, rows);
    y.values = std::move(page.values);
    y.texts = std::move(page.texts);
    y.columns = std::move(page.columns);
  }
  rows.resize(std::min<size_t>({rows.size(), q.study, most_studied}));
  std::vector<uint64_t> lines;
  lines.reserve(rows.size() + q.explain.size());
  for (auto row : rows)
    lines.push_back(x.line(row));
  lines.insert(lines.end(), q.explain.begin(), q.explain.end());
  y.verdicts = verdicts_of(x, rules, chosen, order, lines, q.tradeless);
  study_rows(x, rules, q, rows, y);
  if (!front.empty())
    add_front(x, pareto_front(x, chosen.rows, front), q.pareto_rows, y);
  return y;
}

} // namespace ftm
