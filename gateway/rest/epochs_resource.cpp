#include "gateway/rest/epoch_columns.hpp"
#include "gateway/rest/epoch_export.hpp"
#include "gateway/rest/resources.hpp"
#include "gateway/rest/router.hpp"
#include "shared/json/epochs.hpp"
#include "shared/json/runs.hpp"
#include "shared/util/text.hpp"

#include <charconv>

namespace ftm {

namespace {

constexpr uint32_t most_rows = 8192;
constexpr uint32_t most_items = 1000;
constexpr uint64_t most_lines = uint64_t{1} << 53;

epoch_source source_of(const rest_context& c, const rest_request& x) {
  return {strategy_in(c, x).strategy, x.asked("file"), x.asked("launch")};
}

uint64_t line_in(const rest_request& x) {
  auto& found = x.name("line");
  uint64_t y = 0;
  auto end = found.data() + found.size();
  auto [p, e] = std::from_chars(found.data(), end, y);
  if (e != std::errc{} || p != end || y == 0)
    throw problem{404,
                  "An epoch is named by its line in the file, a whole number "
                  "from 1 on; found \""
                      + found + "\".",
                  {},
                  {}};
  return y;
}

void get_files(rest_context& c, const exchange_ptr& x) {
  c.self
      ->request(c.monitors, patience::judging, atom::get_v,
                files_query{strategy_in(c, x->request).strategy})
      .then(
          [x](const std::vector<result_file>& y) {
            x->answer(ok({{"items", array_of(y)}}));
          },
          fails(x));
}

// -- lists --------------------------------------------------------------------

void get_columns(rest_context& c, const exchange_ptr& x) {
  epoch_range q;
  q.source = source_of(c, x->request);
  q.first = number_in(x->request, "cursor", 1, 1, most_lines);
  q.limit = static_cast<uint32_t>(
      number_in(x->request, "limit", most_rows, 1, most_rows));
  q.columns = columns_in(x->request);
  auto columns = q.columns;
  c.self->request(c.monitors, patience::read, atom::read_v, std::move(q))
      .then(
          [x, columns](const epoch_page& y) {
            if (auto e =
                    y.behind ? std::nullopt : missing_in(columns, y.columns))
              return x->answer(reply_of(*e));
            auto z = to_json(y, y.columns);
            z["next_cursor"] = y.rows > 0 || y.behind
                                   ? json(std::to_string(y.first + y.rows))
                                   : json(nullptr);
            x->answer(ok(z));
          },
          fails(x));
}

/// Rows in file order. A page of the monitor ends where a line was rejected, so
/// several may be needed.
struct file_order : std::enable_shared_from_this<file_order> {
  rest_context c;
  exchange_ptr asker;
  epoch_range range;
  size_t limit = 0;
  json items = json::array();

  file_order(rest_context& context, const exchange_ptr& x)
      : c(context), asker(x) {}

  void go_on() {
    range.limit = static_cast<uint32_t>(limit - items.size());
    c.self->request(c.monitors, patience::read, atom::read_v, range)
        .then(
            [self = shared_from_this()](const epoch_page& y) { self->take(y); },
            fails(asker));
  }

  void take(const epoch_page& y) {
    auto other = range.generation != 0 && y.generation != range.generation;
    if (!other)
      for (auto& row : rows_of(y))
        items.push_back(to_json(row));
    if (y.rows > 0 && !other && items.size() < limit) {
      range.generation = y.generation;
      range.first = y.first + y.rows;
      return go_on();
    }
    // A file that was replaced meanwhile ends the list; the reader sees the
    // other generation with its next question.
    auto more = !other && (items.size() >= limit || y.behind);
    asker->answer(
        ok({{"file", text(y.file)},
            {"generation", other ? range.generation : y.generation},
            {"total", y.total},
            {"items", std::move(items)},
            {"next_cursor",
             more ? json(std::to_string(y.first + y.rows)) : json(nullptr)}}));
  }
};

void get_judged(rest_context& c, const exchange_ptr& x) {
  question q;
  q.source = source_of(c, x->request);
  q.criteria = right(parse_filter_and_sort(x->request.asked("filter"),
                                           x->request.asked("sort")));
  q.tradeless = true;
  q.skip = number_in(x->request, "cursor", 0, 0, most_lines);
  q.limit =
      static_cast<uint32_t>(number_in(x->request, "limit", 100, 1, most_items));
  auto skip = q.skip;
  auto limit = q.limit;
  c.self->request(c.monitors, patience::judging, atom::get_v, std::move(q))
      .then(
          [x, skip, limit](const ranking& y) {
            auto total = y.remaining.empty() ? y.epochs : y.remaining.back();
            auto next = skip + y.rows.size();
            x->answer(ok({{"file", text(y.file)},
                          {"generation", y.generation},
                          {"total", total},
                          {"items", array_of(y.rows)},
                          {"next_cursor", y.rows.size() == limit && next < total
                                              ? json(std::to_string(next))
                                              : json(nullptr)}}));
          },
          fails(x));
}

void get_epochs(rest_context& c, const exchange_ptr& x) {
  auto format = x->request.asked("format");
  auto judged =
      !x->request.asked("filter").empty() || !x->request.asked("sort").empty();
  if (format == "csv")
    return export_epochs(c, x, epoch_format::csv);
  if (format == "jsonl")
    return export_epochs(c, x, epoch_format::json_lines);
  if (!format.empty() && format != "columns" && format != "rows")
    throw problem{
        400,
        "There is no such format.",
        {{"format", to_valid_utf8(format), "rows, columns, csv or jsonl"}},
        {}};
  if (format == "columns" && judged)
    throw problem{400,
                  "Columns come in the order of the file.",
                  {{"format", "columns", "rows, with filter or sort"}},
                  {}};
  if (format == "columns")
    return get_columns(c, x);
  if (!x->request.asked("columns").empty())
    throw problem{400,
                  "Rows are whole epochs.",
                  {{"columns", to_valid_utf8(x->request.asked("columns")),
                    "format=columns, csv or jsonl"}},
                  {}};
  if (judged)
    return get_judged(c, x);
  auto y = std::make_shared<file_order>(c, x);
  y->range.source = source_of(c, x->request);
  y->range.columns = row_columns();
  y->range.first = number_in(x->request, "cursor", 1, 1, most_lines);
  y->limit = number_in(x->request, "limit", 100, 1, most_items);
  y->go_on();
}

// -- one epoch ----------------------------------------------------------------

void get_epoch(rest_context& c, const exchange_ptr& x) {
  epoch_query q{source_of(c, x->request), line_in(x->request)};
  c.self->request(c.monitors, patience::judging, atom::get_v, std::move(q))
      .then([x](const epoch_record& y) { x->answer(ok(to_json(y))); },
            fails(x));
}

void ask(rest_context& c, const exchange_ptr& x, question q) {
  c.self->request(c.monitors, patience::judging, atom::get_v, std::move(q))
      .then([x](const ranking& y) { x->answer(ok(to_json(y))); }, fails(x));
}

void explain(rest_context& c, const exchange_ptr& x) {
  question q;
  q.source = source_of(c, x->request);
  q.limit = 1;
  q.explain = {line_in(x->request)};
  q.around = q.explain;
  c.self->request(c.monitors, patience::judging, atom::get_v, std::move(q))
      .then(
          [x](const ranking& y) {
            if (y.verdicts.empty())
              return x->answer(reply_of(
                  {404, "The file has no epoch in that line.", {}, {}}));
            auto z = to_json(y.verdicts.front(), y.criteria);
            z["stability"] = y.stabilities.empty()
                                 ? json(nullptr)
                                 : to_json(y.stabilities.front());
            x->answer(ok(z));
          },
          fails(x));
}

void get_best(rest_context& c, const exchange_ptr& x) {
  question q;
  q.source = source_of(c, x->request);
  q.study = q.limit;
  ask(c, x, std::move(q));
}

/// `among=traded`: of all epochs with trades, whatever the criteria say.
void get_pareto(rest_context& c, const exchange_ptr& x) {
  question q;
  q.source = source_of(c, x->request);
  q.pareto = names_in(x->request, "fields");
  if (q.pareto.empty())
    q.pareto = {"profit_total_pct", "max_drawdown"};
  auto among = x->request.asked("among");
  if (!among.empty() && among != "passing" && among != "traded")
    throw problem{400,
                  "There is no such selection of epochs.",
                  {{"among", to_valid_utf8(among), "passing or traded"}},
                  {}};
  if (among == "traded")
    q.criteria.emplace();
  q.limit = 0;
  q.pareto_rows = true;
  auto fields = q.pareto;
  c.self->request(c.monitors, patience::judging, atom::get_v, std::move(q))
      .then(
          [x, fields](const ranking& y) {
            x->answer(ok({{"file", text(y.file)},
                          {"generation", y.generation},
                          {"fields", fields},
                          {"remaining", y.remaining},
                          {"total", y.pareto_total},
                          {"items", array_of(y.pareto_rows)}}));
          },
          fails(x));
}

void evaluate(rest_context& c, const exchange_ptr& x) {
  auto q = right(parse_question(x->request.body));
  q.source.strategy = strategy_in(c, x->request).strategy;
  ask(c, x, std::move(q));
}

/// A run of its own with the one step: journal and restoring come with it.
void extract(rest_context& c, const exchange_ptr& x) {
  run_request q;
  q.strategy = strategy_in(c, x->request).strategy;
  q.params = params_source{};
  q.params->line = line_in(x->request);
  q.params->file = right(parse_file(x->request.body)).file;
  q.id = new_id(x->request, q.strategy, 48);
  q.trigger = trigger_of(x->request);
  q.by = x->request.who.name;
  q.steps = {step_kind::extract};
  auto id = q.id;
  c.self
      ->request(c.orchestrator, patience::command, atom::start_v, std::move(q))
      .then(
          [x, id](const run_status& y) {
            if (y.id != id)
              return x->answer(
                  reply_of({409,
                            "The run " + y.id + " is not over yet: it is "
                                + to_string(y.state) + ".",
                            {},
                            {{"run", to_json(y)}}}));
            x->answer(begun("/runs/" + url_encode(id), to_json(y)));
          },
          fails(x));
}

} // namespace

void add_epochs(router& x) {
  x.add("GET", "strategies/{s}/hyperopt/files", role::viewer, get_files);
  x.add("GET", "strategies/{s}/epochs", role::viewer, get_epochs);
  x.add("GET", "strategies/{s}/epochs/{line}", role::viewer, get_epoch);
  x.add("GET", "strategies/{s}/epochs/{line}/explain", role::viewer, explain);
  x.add("POST", "strategies/{s}/epochs/{line}/extract", role::operator_,
        extract);
  x.add("GET", "strategies/{s}/best", role::viewer, get_best);
  x.add("GET", "strategies/{s}/pareto", role::viewer, get_pareto);
  x.add("POST", "strategies/{s}/evaluate", role::viewer, evaluate);
}

} // namespace ftm
