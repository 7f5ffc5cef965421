#include "deploy/ftmanager/epochs_command.hpp"

#include "actors/hyperopt_monitor/column_page.hpp"
#include "actors/hyperopt_monitor/selection.hpp"
#include "deploy/ftmanager/ended_file.hpp"
#include "deploy/ftmanager/epochs_table.hpp"
#include "shared/json/bodies.hpp"
#include "shared/util/text.hpp"

#include <caf/message.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <numeric>
#include <unistd.h>

namespace ftm {

namespace {

constexpr int done = 0;
constexpr int not_written = 1;
constexpr int bad_input = 2;
constexpr int none_left = 3;
constexpr size_t rows_at_once = 4096;
constexpr size_t leading_rows = 4; // that people act upon

int refuse(std::ostream& err, const std::string& why, int code = bad_input) {
  err << "ftmanager epochs: " << why << '\n';
  return code;
}

/// What is written unless others are asked for: all that is known.
std::vector<std::string> usual_names() {
  std::vector<std::string> y;
  auto add = [&](epoch_field first, epoch_field last) {
    for (auto x = static_cast<int>(first); x <= static_cast<int>(last); ++x)
      y.emplace_back(to_string(static_cast<epoch_field>(x)));
  };
  add(epoch_field::line, epoch_field::objective);
  add(epoch_field::is_best, epoch_field::is_random);
  add(epoch_field::profit_median, epoch_field::winrate);
  return y;
}

/// What fits on a screen.
std::vector<std::string> table_names() {
  return {
      "line",         "epoch",  "trades",   "avg_profit", "profit_total_pct",
      "max_drawdown", "sharpe", "objective"};
}

std::vector<std::string> names_in(std::string_view x) {
  std::vector<std::string> y;
  while (!x.empty()) {
    auto end = std::min(x.find(','), x.size());
    if (auto name = trim(x.substr(0, end)); !name.empty())
      y.emplace_back(name);
    x.remove_prefix(std::min(end + 1, x.size()));
  }
  return y;
}

/// Everything but the file.
struct plan {
  std::string format;
  wanted_columns columns;
  criteria rules;
  bool judged = false; ///< filtered or sorted
  std::optional<uint64_t> limit;
};

std::optional<uint64_t> rows_in(const std::string& x) {
  uint64_t y = 0;
  const auto* end = x.data() + x.size();
  auto [at, error] = std::from_chars(x.data(), end, y);
  if (error != std::errc{} || at != end || y == 0)
    return std::nullopt;
  return y;
}

std::string sentence_of(const caf::error& e) {
  return e.context().match_elements<std::string>()
             ? e.context().get_as<std::string>(0)
             : std::string{"not understood"};
}

std::optional<plan> plan_of(const epochs_options& x, bool people,
                            std::string& why) {
  plan y;
  y.format = !x.format.empty() ? x.format : people ? "table" : "csv";
  if (y.format != "csv" && y.format != "jsonl" && y.format != "table") {
    why = "there is no format \"" + x.format + "\": csv, jsonl or table";
    return std::nullopt;
  }
  y.columns.names = names_in(x.columns);
  if (y.columns.names.empty())
    y.columns.names = y.format == "table" ? table_names() : usual_names();
  if (auto e = y.columns.wrong()) {
    why = "columns: " + sentence_of(e);
    return std::nullopt;
  }
  if (x.limit && !(y.limit = rows_in(*x.limit))) {
    why = "limit: found \"" + to_valid_utf8(*x.limit)
          + "\", expected a whole number from 1";
    return std::nullopt;
  }
  auto list = parse_filter_and_sort(x.filter, x.sort);
  if (!list) {
    auto& p = list.problems.front();
    why = p.field + ": found \"" + p.found + "\", expected " + p.expected;
    return std::nullopt;
  }
  y.judged = !list.value.empty();
  auto rules = criteria::compile(std::move(list.value), why);
  if (!rules)
    return std::nullopt;
  y.rules = std::move(*rules);
  return y;
}

/// Tells people on a terminal how far the reading is, if it takes its time.
class progress_line {
public:
  progress_line(const std::string& file, std::ostream& err)
      : size_(std::filesystem::file_size(file, ignored_)),
        err_(&err == &std::cerr && ::isatty(STDERR_FILENO) == 1 ? &err
                                                                : nullptr) {}
  ~progress_line() {
    if (shown_)
      *err_ << "\r\x1b[K" << std::flush;
  }
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;

  void at(uint64_t bytes) {
    using namespace std::chrono_literals;
    if (err_ == nullptr || size_ == 0
        || std::chrono::steady_clock::now() - begun_ < 1s)
      return;
    shown_ = true;
    *err_ << "\rreading: " << std::min<uint64_t>(100 * bytes / size_, 100)
          << " %" << std::flush;
  }

private:
  std::error_code ignored_;
  uint64_t size_;
  std::ostream* err_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point begun_ =
      std::chrono::steady_clock::now();
};

/// A sentence if a parameter is asked for that no epoch has.
std::string unknown_param(const epoch_store& x, const plan& p) {
  for (const auto& name : p.columns.names)
    if (auto c = epoch_column_of(name); c && name != "params.*"
                                        && c->field == epoch_field::param
                                        && !x.params.find(c->param))
      return "columns: no epoch has a parameter " + c->param + "; there are "
             + (x.params.columns() > 0 ? x.params.names() : "none");
  return p.rules.missing_param(x);
}

std::vector<uint32_t> rows_in_order(const epoch_store& x, const plan& p) {
  auto limit = p.limit.value_or(x.size());
  std::vector<uint32_t> y;
  if (!p.judged) {
    y.resize(std::min<uint64_t>(x.size(), limit));
    std::iota(y.begin(), y.end(), 0U);
    return y;
  }
  auto chosen = select_rows(x, p.rules, true);
  return ranked_rows{x, p.rules, chosen.rows}.slice(0, limit);
}

/// The file's rows in order. Reads it again if one of those that lead turns out
/// to be no epoch, from then on with every line looked at in full; where all
/// are written in file order none leads. Nothing, with a sentence, if it cannot
/// be read or has no such parameter.
std::optional<std::vector<uint32_t>>
read_rows(epoch_file& file, const plan& p,
          const std::function<void(uint64_t)>& step, std::string& why) {
  for (;;) {
    if (auto e = read_all(file, step)) {
      why = e.message();
      return std::nullopt;
    }
    if (why = unknown_param(file.epochs(), p); !why.empty())
      return std::nullopt;
    auto y = rows_in_order(file.epochs(), p);
    auto leading = p.judged || p.limit ? std::min(y.size(), leading_rows) : 0;
    if (std::all_of(y.begin(), y.begin() + static_cast<std::ptrdiff_t>(leading),
                    [&](uint32_t i) { return file.confirm(i); }))
      return y;
  }
}

std::string head_of(const plan& p, const std::vector<std::string>& columns) {
  if (p.format == "table")
    return epochs_table_head(columns);
  return epoch_text_head(p.format == "csv" ? epoch_format::csv
                                           : epoch_format::json_lines,
                         columns);
}

std::string text_of(const plan& p, const column_page& x) {
  epoch_columns_view view{x.columns, x.values, x.texts};
  if (p.format == "table")
    return epochs_table(view);
  return epoch_text(
      p.format == "csv" ? epoch_format::csv : epoch_format::json_lines, view);
}

bool write_rows(const epoch_store& x, const plan& p,
                const std::vector<uint32_t>& rows, std::ostream& out) {
  out << head_of(p, p.columns.written_out(x));
  for (size_t i = 0; i < rows.size() && out; i += rows_at_once) {
    auto end = std::min(i + rows_at_once, rows.size());
    std::vector<uint32_t> page(rows.begin() + static_cast<std::ptrdiff_t>(i),
                               rows.begin() + static_cast<std::ptrdiff_t>(end));
    out << text_of(p, columns_of(x, p.columns, page));
  }
  return static_cast<bool>(out.flush());
}

/// Whether the output would overwrite what is read.
bool is_input(const epochs_options& x) {
  std::error_code e;
  return std::filesystem::equivalent(x.file, x.output, e) && !e;
}

} // namespace

int epochs_command(const epochs_options& x) {
  return epochs_command(x, ::isatty(STDOUT_FILENO) == 1, std::cout, std::cerr);
}

int epochs_command(const epochs_options& x, bool people, std::ostream& out,
                   std::ostream& err) {
  std::string why;
  auto to_file = !x.output.empty() && x.output != "-";
  auto p = plan_of(x, people && !to_file, why);
  if (!p)
    return refuse(err, why);
  if (to_file && is_input(x))
    return refuse(err, x.output + " is the result file itself");
  auto file = open_ended_file(x.file, why);
  if (!file)
    return refuse(err, why);
  if (p->columns.params() || p->rules.uses_params())
    file->want_params();
  std::optional<std::vector<uint32_t>> rows;
  {
    progress_line progress{x.file, err};
    rows = read_rows(
        *file, *p, [&](uint64_t n) { progress.at(n); }, why);
  }
  if (!rows)
    return refuse(err, x.file + ": " + why);
  std::ofstream into;
  if (to_file)
    into.open(x.output, std::ios::binary | std::ios::trunc);
  if (!write_rows(file->epochs(), *p, *rows, to_file ? into : out))
    return refuse(err,
                  (to_file ? x.output : "the output") + " cannot be written",
                  not_written);
  if (auto n = file->rejected_lines(); n > 0)
    err << "ftmanager epochs: " << n
        << (n == 1 ? " line is no epoch" : " lines are no epochs")
        << " (the first is line " << file->first_rejected() << ")\n";
  return rows->empty() ? none_left : done;
}

} // namespace ftm
