#include "actors/hyperopt_monitor/monitor_room.hpp"

namespace ftm {

namespace {

constexpr uint32_t most_rows = 8192;
constexpr size_t most_bytes = (size_t{1} << 20) - 4096;
constexpr milliseconds first_reading{5'000};

/// Rows that a page with so many columns may have.
uint32_t rows_of_page(const epoch_range& q) {
  auto columns = std::max<size_t>(q.columns.size(), 1);
  auto y = std::min<size_t>(most_rows, most_bytes / (columns * sizeof(double)));
  return static_cast<uint32_t>(q.limit == 0 ? y : std::min<size_t>(y, q.limit));
}

epoch_page make_page(const shown_epochs& x, const epoch_range& q) {
  epoch_page y;
  y.file = x.file;
  y.generation = x.generation;
  y.total = x.epochs->size();
  auto first = q.generation == 0 || q.generation == x.generation ? q.first : 1;
  auto from = x.epochs->first_at(first);
  // A rejected line ends a page, so that lines count up within each.
  auto rows = x.epochs->run_from(from, rows_of_page(q));
  y.first = rows > 0 ? x.epochs->line(from) : first;
  y.rows = static_cast<uint32_t>(rows);
  std::vector<double> column(rows);
  y.values.reserve(q.columns.size() * rows * sizeof(double));
  for (const auto& name : q.columns) {
    auto wanted = epoch_column_of(name).value_or(epoch_column{});
    for (size_t i = 0; i < rows; ++i)
      column[i] = x.epochs->value(wanted, from + i);
    if (wanted.field == epoch_field::param)
      if (auto p = x.epochs->params.find(wanted.param);
          p && x.epochs->params.is_text(*p))
        y.texts[name] = x.epochs->params.texts(*p);
    y.values.append(reinterpret_cast<const char*>(column.data()),
                    rows * sizeof(double));
  }
  return y;
}

/// Whether more of the file cannot add to the page.
bool is_whole(const shown_epochs& x, const epoch_range& q) {
  auto known = q.generation == 0 || q.generation == x.generation;
  auto from = x.epochs->first_at(known ? q.first : 1);
  auto most = rows_of_page(q);
  auto rows = x.epochs->run_from(from, most);
  return rows == most || from + rows < x.epochs->size();
}

/// What a parked read of this source sees now; it was resolved when asked.
shown_epochs current(monitor_ptr self, const epoch_source& q) {
  auto y = resolve(self, q);
  return y ? *y : shown_now(*self->state.room);
}

bool has_news(const shown_epochs& x, const epoch_range& q) {
  return q.generation != x.generation
         || x.epochs->first_at(q.first) < x.epochs->size();
}

/// A file that is still being read answers with whole pages only, so that the
/// page after the last one is empty, and no reader stops before.
bool can_answer(const shown_epochs& x, const epoch_range& q) {
  if (x.of && x.of->behind)
    return is_whole(x, q);
  return q.wait.count() <= 0 || has_news(x, q);
}

} // namespace

caf::result<epoch_page> read_epochs(monitor_ptr self, epoch_range q) {
  bool params = false;
  for (const auto& name : q.columns) {
    auto column = epoch_column_of(name);
    if (!column)
      return make_error(ec::invalid, "\"" + name
                                         + "\" is no column of an epoch; "
                                           "there are "
                                         + epoch_column_names());
    params = params || column->field == epoch_field::param;
  }
  auto& x = *self->state.room;
  auto seen = resolve(self, q.source);
  if (!seen)
    return seen.error();
  if (params && seen->of) {
    seen->of->want_params();
    keep_params(self);
  }
  auto reading = seen->of && seen->of->behind;
  if (reading)
    tick_soon(self);
  if (can_answer(*seen, q))
    return make_page(*seen, q);
  // A file that was opened just now is worth waiting for.
  auto wait = reading ? std::max(q.wait, first_reading) : q.wait;
  auto rp = self->make_response_promise<epoch_page>();
  x.pages.add(std::move(q), rp, self->clock().now() + wait);
  self->delayed_send(self, wait, atom::tick_v);
  return caf::delegated<epoch_page>{};
}

void answer_pages(monitor_ptr self) {
  auto& x = *self->state.room;
  x.pages.answer(
      self->clock().now(),
      [&](const epoch_range& q) {
        return can_answer(current(self, q.source), q);
      },
      [&](const epoch_range& q) {
        return make_page(current(self, q.source), q);
      });
}

} // namespace ftm
