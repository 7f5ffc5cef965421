#include "gateway/rest/epoch_export.hpp"

#include "gateway/rest/epoch_columns.hpp"
#include "gateway/rest/router.hpp"
#include "shared/protocol/epoch_fields.hpp"
#include "shared/util/text.hpp"

#include <algorithm>

namespace ftm {

namespace {

constexpr uint64_t most_lines = uint64_t{1} << 53;
constexpr size_t enough_bytes = 512 * 1024; ///< then a page goes out

/// Where an export stands: what its continuation says.
struct place {
  uint64_t cursor = 0;     ///< line, or rank if it is judged; 0 = the beginning
  uint64_t generation = 0; ///< of the file
  uint64_t last = 0;       ///< line behind which new epochs do not count
  uint64_t left = 0;       ///< rows that are still wanted
  std::string texts;       ///< columns that are no numbers
};

struct exporting : std::enable_shared_from_this<exporting> {
  rest_context c;
  exchange_ptr asker;
  epoch_format format;
  epoch_source source;
  std::vector<std::string> columns;
  std::vector<criterion> criteria;
  bool judged = false;
  place at;
  bool first = false; ///< page of the export
  std::string text;
  std::chrono::steady_clock::time_point until =
      std::chrono::steady_clock::now() + patience::reading;

  exporting(rest_context& context, const exchange_ptr& x, epoch_format f)
      : c(context), asker(x), format(f) {}

  void go_on() {
    if (judged)
      ask_ranking();
    else
      ask_page();
  }

  void ask_page() {
    epoch_range q;
    q.source = source;
    q.generation = at.generation;
    q.first = at.cursor + 1;
    q.limit = static_cast<uint32_t>(std::min<uint64_t>(at.left, 8192));
    q.columns = columns;
    c.self->request(c.monitors, patience::read, atom::read_v, std::move(q))
        .then(
            [self = shared_from_this()](const epoch_page& y) { self->take(y); },
            fails(asker));
  }

  void take(const epoch_page& y) {
    // Parameters are written out as all of the file has them.
    if (y.behind && asks_params())
      return wait_for_params();
    if (y.behind && y.rows == 0)
      return wait_for_file();
    if (!add(y.file, y.generation, {y.columns, y.values, y.texts}, y.rows))
      return;
    if (y.rows > 0)
      at.cursor = y.first + y.rows - 1;
    step(y.rows);
  }

  bool asks_params() const {
    return std::any_of(columns.begin(), columns.end(), [](const auto& x) {
      return x.starts_with(param_prefix);
    });
  }

  /// A page that is full comes at once, whether all is read or not; a question
  /// waits for the end of the file.
  void wait_for_params() {
    question q;
    q.source = source;
    q.limit = 0;
    q.columns = columns;
    c.self->request(c.monitors, patience::judging, atom::get_v, std::move(q))
        .then([self = shared_from_this()](
                  const ranking&) { self->wait_for_file(); },
              fails(asker));
  }

  /// Each page waits some seconds by itself. What is there goes out
  /// meanwhile, so that a client sees that it goes on.
  void wait_for_file() {
    if (!text.empty())
      return answer(true);
    if (std::chrono::steady_clock::now() < until)
      return go_on();
    asker->answer(reply_of(
        {503, "The file is still being read; ask again in a while.", {}, {}}));
  }

  void ask_ranking() {
    question q;
    q.source = source;
    q.criteria = criteria;
    // What is written meanwhile would shift the pages.
    if (at.last > 0)
      q.criteria->insert(q.criteria->begin(),
                         {"line", comparison::le, static_cast<double>(at.last),
                          sorting::none});
    q.tradeless = true;
    q.skip = at.cursor;
    q.limit = static_cast<uint32_t>(std::min<uint64_t>(at.left, 8192));
    q.columns = columns;
    c.self->request(c.monitors, patience::judging, atom::get_v, std::move(q))
        .then([self = shared_from_this()](const ranking& y) { self->take(y); },
              fails(asker));
  }

  void take(const ranking& y) {
    if (!add(y.file, y.generation, {y.columns, y.values, y.texts},
             y.rows.size()))
      return;
    if (at.last == 0)
      at.last = y.epochs + y.rejected_lines;
    at.cursor += y.rows.size();
    step(y.rows.size());
  }

  /// False if it was answered that this is not what was exported so far.
  bool add(const std::string& file, uint64_t generation,
           const epoch_columns_view& x, size_t rows) {
    auto kinds = texts_in(x);
    if (first) {
      if (auto e = missing_in(columns, x.columns)) {
        asker->answer(reply_of(*e));
        return false;
      }
      text += epoch_text_head(format, x.columns);
      columns = x.columns;
      at.generation = generation;
      at.texts = kinds;
      first = false;
    } else if (at.generation != generation || columns != x.columns) {
      asker->answer(reply_of({409,
                              "The file was replaced or cut while it was "
                              "exported.",
                              {},
                              {}}));
      return false;
    } else if (rows > 0 && at.texts != kinds) {
      asker->answer(reply_of({409,
                              "A parameter that was a number became a text "
                              "while the file was exported.",
                              {},
                              {}}));
      return false;
    }
    source.file = file;
    source.launch.clear();
    if (rows > 0)
      text += epoch_text(format, x);
    at.left -= std::min<uint64_t>(at.left, rows);
    return true;
  }

  /// The columns that hold texts, as a list.
  static std::string texts_in(const epoch_columns_view& x) {
    std::string y;
    for (const auto& [name, texts] : x.texts)
      (y += y.empty() ? "" : ",") += name;
    return y;
  }

  /// Goes on until the page is worth sending, or all is there.
  void step(size_t rows) {
    auto ended = rows == 0 || at.left == 0;
    if (!ended && text.size() < enough_bytes)
      return go_on();
    answer(!ended);
  }

  void answer(bool more) {
    rest_reply y;
    y.type = media_type(format);
    y.body = std::move(text);
    y.headers.emplace_back("Content-Disposition",
                           "attachment; filename=\"" + file_name() + '"');
    if (more)
      y.headers.emplace_back("X-Ftm-Continue", continuation());
    asker->answer(std::move(y));
  }

  /// strategy_S_2024-01-01_00-00-00.csv; what a header cannot hold as _.
  std::string file_name() const {
    auto y = source.file.empty() ? "epochs" : source.file;
    if (auto dot = y.rfind(".fthypt"); dot != std::string::npos)
      y.resize(dot);
    for (auto& x : y)
      if (x < ' ' || x > '~' || x == '"' || x == '\\')
        x = '_';
    return y + (format == epoch_format::csv ? ".csv" : ".jsonl");
  }

  std::string continuation() const {
    auto y = "/api/v1" + asker->request.path + "?";
    auto put = [&](const char* key, const std::string& value) {
      if (!value.empty())
        ((y += key) += '=').append(url_encode(value)).append("&");
    };
    for (auto key : {"format", "filter", "sort"})
      put(key, asker->request.asked(key));
    std::string names;
    for (const auto& x : columns)
      (names += names.empty() ? "" : ",") += x;
    put("columns", names);
    put("texts", at.texts);
    put("file", source.file);
    put("cursor", std::to_string(at.cursor));
    put("generation", std::to_string(at.generation));
    put("last", std::to_string(at.last));
    put("limit", std::to_string(at.left));
    y.pop_back();
    return y;
  }
};

} // namespace

void export_epochs(rest_context& c, const exchange_ptr& x, epoch_format f) {
  auto& q = x->request;
  auto y = std::make_shared<exporting>(c, x, f);
  y->source = {strategy_in(c, q).strategy, q.asked("file"), q.asked("launch")};
  y->columns = columns_in(q);
  y->judged = !q.asked("filter").empty() || !q.asked("sort").empty();
  if (y->judged)
    y->criteria =
        right(parse_filter_and_sort(q.asked("filter"), q.asked("sort")));
  y->at.cursor = number_in(q, "cursor", 0, 0, most_lines);
  y->at.generation = number_in(q, "generation", 0, 0, most_lines);
  y->at.last = number_in(q, "last", 0, 0, most_lines);
  y->at.texts = q.asked("texts");
  y->at.left = number_in(q, "limit", most_lines, 1, most_lines);
  y->first = y->at.generation == 0;
  y->go_on();
}

} // namespace ftm
