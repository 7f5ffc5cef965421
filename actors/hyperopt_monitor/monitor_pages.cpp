#include "actors/hyperopt_monitor/column_page.hpp"
#include "actors/hyperopt_monitor/monitor_room.hpp"

#include <numeric>

namespace ftm {

namespace {

constexpr milliseconds first_reading{5'000};

wanted_columns columns_in(const epoch_range& q) {
  return {q.columns};
}

/// Rows that can be shown: all that have what is asked for.
size_t showable(const shown_epochs& x, const epoch_range& q) {
  auto y = x.epochs->size();
  return columns_in(q).params() && x.of ? std::min(y, x.epochs->params.rows())
                                        : y;
}

struct span_of_rows {
  size_t from = 0;
  size_t rows = 0;
  bool full = false; ///< more of the file cannot add to them
};

/// The rows of the page. A rejected line ends it, so that lines count up
/// within each.
span_of_rows rows_for(const shown_epochs& x, const epoch_range& q) {
  auto known = q.generation == 0 || q.generation == x.generation;
  auto size = showable(x, q);
  span_of_rows y;
  y.from = std::min(x.epochs->first_at(known ? q.first : 1), size);
  auto most = most_rows_of(columns_in(q).written_out(*x.epochs).size());
  if (q.limit > 0)
    most = std::min<size_t>(most, q.limit);
  y.rows = x.epochs->run_from(y.from, std::min(most, size - y.from));
  y.full = y.rows == most || y.from + y.rows < size;
  return y;
}

epoch_page make_page(const shown_epochs& x, const epoch_range& q) {
  auto [from, rows, full] = rows_for(x, q);
  epoch_page y;
  y.file = x.file;
  y.generation = x.generation;
  y.total = x.epochs->size();
  y.behind = x.of && x.of->behind;
  auto known = q.generation == 0 || q.generation == x.generation;
  y.first = rows > 0 ? x.epochs->line(from) : known ? q.first : 1;
  y.rows = static_cast<uint32_t>(rows);
  std::vector<uint32_t> all(rows);
  std::iota(all.begin(), all.end(), static_cast<uint32_t>(from));
  auto columns = columns_of(*x.epochs, columns_in(q), all);
  y.values = std::move(columns.values);
  y.texts = std::move(columns.texts);
  y.columns = std::move(columns.columns);
  return y;
}

/// What a parked read sees now: the file it is about, else what is shown.
shown_epochs current(monitor_ptr self, const parked_page& x) {
  if (!x.of)
    return shown_now(*self->state.room);
  return {x.of->name(), x.of->file.generation(), &x.of->file.epochs(), x.of};
}

bool has_news(const shown_epochs& x, const epoch_range& q) {
  return q.generation != x.generation
         || x.epochs->first_at(q.first) < showable(x, q);
}

/// A file that is still being read answers with whole pages only, so that the
/// page after the last one is empty, and no reader stops before.
bool can_answer(const shown_epochs& x, const epoch_range& q) {
  if (x.of && x.of->behind)
    return rows_for(x, q).full;
  return q.wait.count() <= 0 || has_news(x, q);
}

} // namespace

caf::result<epoch_page> read_epochs(monitor_ptr self, epoch_range q) {
  if (auto e = columns_in(q).wrong())
    return e;
  auto& x = *self->state.room;
  auto seen = resolve(self, q.source);
  if (!seen)
    return seen.error();
  if (columns_in(q).params() && seen->of) {
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
  auto named = !q.source.file.empty() || !q.source.launch.empty();
  x.pages.add({std::move(q), named ? seen->of : nullptr}, rp,
              self->clock().now() + wait);
  self->delayed_send(self, wait, atom::tick_v);
  return caf::delegated<epoch_page>{};
}

void answer_pages(monitor_ptr self) {
  auto& x = *self->state.room;
  x.pages.answer(
      self->clock().now(),
      [&](const parked_page& q) {
        return can_answer(current(self, q), q.asked);
      },
      [&](const parked_page& q) {
        return make_page(current(self, q), q.asked);
      });
}

} // namespace ftm
