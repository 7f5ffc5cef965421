#include "actors/hyperopt_monitor/column_page.hpp"
#include "actors/hyperopt_monitor/launch_facts.hpp"
#include "actors/hyperopt_monitor/monitor_room.hpp"
#include "actors/hyperopt_monitor/record.hpp"

namespace ftm {

namespace {

constexpr size_t most_explained = 1000;
constexpr size_t winner_and_next = 4;
constexpr milliseconds longest_question{30'000};

/// Whether the rows that people act upon are what their whole lines say; if
/// not, the file is read again.
bool best_rows_hold(open_file& of, const ranking& x) {
  for (size_t i = 0; i < std::min(x.rows.size(), winner_and_next); ++i)
    if (auto row = of.file.epochs().find(x.rows[i].line);
        row && !of.confirm(*row))
      return false;
  return true;
}

caf::error why_not_that_file(const waiting_question& x) {
  const auto& file = x.of->file;
  if (x.of->error)
    return make_error(x.of->error == std::errc::no_such_file_or_directory
                          ? ec::not_found
                          : ec::storage,
                      x.of->name() + ": " + x.of->error.message());
  if (x.asked.inode && *x.asked.inode != file.inode())
    return make_error(ec::conflict,
                      x.of->name() + " is another file now: inode "
                          + std::to_string(file.inode()) + ", not "
                          + std::to_string(*x.asked.inode));
  if (x.asked.size && file.bytes_read() < *x.asked.size)
    return make_error(ec::conflict, x.of->name() + " has only "
                                        + std::to_string(file.bytes_read())
                                        + " bytes, not "
                                        + std::to_string(*x.asked.size));
  return {};
}

/// Nothing if it turned out that the file must be read again first.
std::optional<caf::expected<ranking>> judge_file(monitor_room& x,
                                                 waiting_question& w) {
  if (auto e = why_not_that_file(w))
    return e;
  std::string error;
  auto q = judging_of(w.asked);
  // The front by the file's own criteria is kept up, not made again.
  auto kept = !w.asked.criteria && !q.tradeless && !q.pareto.empty();
  if (kept)
    q.pareto.clear();
  const auto& epochs = w.of->file.epochs();
  auto y = judge(epochs, w.rules, q, error);
  if (!y)
    return make_error(ec::invalid, error);
  if (kept) {
    auto columns = pareto_columns(w.asked.pareto, error);
    if (!columns)
      return make_error(ec::invalid, error);
    add_front(epochs, w.of->front(*columns), q.pareto_rows, *y);
  }
  if (!best_rows_hold(*w.of, *y))
    return std::nullopt;
  y->file = w.of->name();
  y->generation = w.of->file.generation();
  y->bytes = w.of->file.bytes_read();
  if (w.asked.size)
    y->sha256 = w.of->file.sha256();
  y->launch = x.launches.launch_of(y->file);
  y->rejected_lines = w.of->file.rejected_lines();
  return caf::expected<ranking>{std::move(*y)};
}

caf::expected<epoch_record> make_record(open_file& of, uint64_t line) {
  auto i = of.file.epochs().find(line);
  if (!i)
    return make_error(ec::not_found,
                      "no epoch in line " + std::to_string(line) + " of "
                          + of.name() + ", which has "
                          + std::to_string(of.file.epochs().size()));
  auto where = "line " + std::to_string(line) + " of " + of.name();
  auto text = of.file.text(*i);
  if (!text)
    return make_error(ec::conflict, where + " cannot be read any more");
  auto row = of.file.epochs().row(*i);
  if (auto json = record_json(*text))
    return epoch_record{of.name(), row, *json};
  of.confirm(*i);
  return make_error(ec::not_found, where + " is no epoch: it is no valid JSON");
}

template <class T>
caf::result<T> to_result(caf::expected<T> x) {
  if (x)
    return std::move(*x);
  return x.error();
}

template <class T>
void deliver(caf::typed_response_promise<T>& rp, caf::expected<T> x) {
  if (x)
    rp.deliver(std::move(*x));
  else
    rp.deliver(x.error());
}

/// A reading of its own to `size`; one that is under way already is joined.
std::shared_ptr<open_file> reading_for(monitor_ptr self,
                                       const open_file& shared, uint64_t size,
                                       const criteria& rules) {
  auto& x = *self->state.room;
  auto now = self->clock().now();
  for (auto& r : x.readings)
    if (r.size == size && r.of->file.path() == shared.file.path()
        && (r.of->file.inode() == 0
            || r.of->file.inode() == shared.file.inode())) {
      r.used = now;
      if (r.of->tracker.rules().list() != rules.list())
        r.of->judge_by(rules);
      return r.of;
    }
  x.readings.push_back(
      {size,
       std::make_shared<open_file>(
           shared.file.path(), epoch_file::options{.upto = size, .hash = true},
           rules),
       now});
  return x.readings.back().of;
}

} // namespace

caf::result<ranking> answer_question(monitor_ptr self, question q) {
  auto& x = *self->state.room;
  if (q.explain.size() > most_explained)
    return make_error(ec::invalid, "at most 1000 lines can be explained");
  if (auto e = wanted_columns{q.columns}.wrong())
    return e;
  auto rules = x.rules;
  if (q.criteria) {
    std::string error;
    auto own = criteria::compile(*q.criteria, error);
    if (!own)
      return make_error(ec::invalid, error);
    rules = std::move(*own);
  }
  auto seen = resolve(self, q.source);
  if (!seen)
    return seen.error();
  waiting_question w{std::move(q), std::move(rules), seen->of, {}, {}};
  if (!w.of) {
    if (w.asked.inode || w.asked.size)
      return make_error(ec::not_found, "there is no result file yet");
    std::string error;
    auto y = judge(*seen->epochs, w.rules, judging_of(w.asked), error);
    if (!y)
      return make_error(ec::invalid, error);
    if (x.launches.active())
      y->launch = x.launches.launch();
    return std::move(*y);
  }
  // A decision reads the very bytes that it is about, and their hash.
  if (w.asked.size)
    w.of = reading_for(self, *w.of, *w.asked.size, w.rules);
  else
    w.of->behind = true;
  if (wants_params(judging_of(w.asked), w.rules)) {
    w.of->want_params();
    keep_params(self);
  }
  w.promise = self->make_response_promise<ranking>();
  w.due = self->clock().now() + longest_question;
  x.questions.push_back(std::move(w));
  tick_soon(self);
  return caf::delegated<ranking>{};
}

caf::result<epoch_record> read_record(monitor_ptr self, epoch_query q) {
  auto& x = *self->state.room;
  auto seen = resolve(self, q.source);
  if (!seen)
    return seen.error();
  if (!seen->of)
    return make_error(ec::not_found, "no result file holds epoch "
                                         + std::to_string(q.line) + " yet");
  if (!seen->of->behind || seen->epochs->find(q.line)) {
    auto y = make_record(*seen->of, q.line);
    if (seen->of->behind)
      tick_soon(self);
    return to_result(std::move(y));
  }
  auto rp = self->make_response_promise<epoch_record>();
  x.records.push_back(
      {q.line, seen->of, rp, self->clock().now() + longest_question});
  tick_soon(self);
  return caf::delegated<epoch_record>{};
}

caf::result<std::vector<result_file>> list_files(monitor_ptr self,
                                                 const files_query&) {
  auto& x = *self->state.room;
  if (!x.configured)
    return make_error(ec::unavailable, x.part + " has no config yet");
  look_at_folder(self);
  tick_soon(self);
  std::vector<result_file> y;
  for (const auto& f : x.listing) {
    result_file r{f.name, f.inode, f.bytes, f.modified_at, {}, {}, {}};
    r.epochs = epochs_counted(x, f);
    r.launch = x.launches.launch_of(f.name);
    r.run = run_of_launch(r.launch);
    y.push_back(std::move(r));
  }
  return y;
}

void answer_waiting(monitor_ptr self) {
  auto& x = *self->state.room;
  auto now = self->clock().now();
  answer_pages(self);
  std::erase_if(x.questions, [&](waiting_question& w) {
    auto late = w.due <= now;
    if (w.of->behind && !late)
      return false;
    if (!w.of->behind)
      if (auto y = judge_file(x, w)) {
        deliver(w.promise, std::move(*y));
        std::erase_if(x.readings, [&](const auto& r) { return r.of == w.of; });
        return true;
      }
    if (late)
      w.promise.deliver(
          make_error(ec::unavailable, w.of->name() + " is not read yet"));
    return late;
  });
  std::erase_if(x.records, [&](waiting_record& w) {
    if (w.of->behind && w.due > now && !w.of->file.epochs().find(w.line))
      return false;
    deliver(w.promise, make_record(*w.of, w.line));
    return true;
  });
}

} // namespace ftm
