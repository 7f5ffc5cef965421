#include "actors/hyperopt_monitor/monitor_room.hpp"

namespace ftm {

namespace {

/// Reads the console of a launch from its start.
void begin_console(monitor_room& x, const std::string& launch) {
  x.console_launch = launch;
  x.console_offset = 0;
  x.console_ended = x.console_shown = false;
  ++x.console_round; // what is asked already says nothing any more
  x.console = {};
  x.printed = {};
  x.told = {};
  x.console_epochs.clear();
  x.console_tracker.reset();
}

const epoch_file* file_of_launch(monitor_room& x) {
  if (!x.launches.active() || x.console_launch != x.launches.launch())
    return nullptr;
  auto of = x.files.find(x.shown);
  return of ? &of->file : nullptr;
}

bool wants_console(monitor_room& x) {
  if (!x.configured)
    return false;
  auto launch = x.launches.active() ? x.launches.launch() : std::string{};
  if (x.console_launch != launch)
    begin_console(x, launch);
  return !launch.empty() && !x.console_ended;
}

/// Takes new rows into the epochs that stand for the file's.
void show(monitor_room& x, const std::vector<epoch_row>& news) {
  auto& y = x.console_epochs;
  auto last = y.size() > 0 ? y.row(y.size() - 1).epoch : 0;
  for (auto row : news) {
    if (row.epoch <= last) {
      x.told.write_to(y);
      ++x.console_rewrites; // lines are numbered anew
      x.console_tracker.reset();
      break;
    }
    last = row.epoch;
    row.line = y.size() + 1;
    y.append(row, {});
  }
  x.console_tracker.follow(y);
}

void take_console(monitor_ptr self, const output_chunk& chunk) {
  auto& x = *self->state.room;
  x.console_offset = static_cast<int64_t>(chunk.offset + chunk.bytes.size());
  x.console_ended = chunk.ended;
  x.printed.feed(chunk.bytes);
  auto rows = x.printed.take();
  std::erase_if(rows, [&](const auto& row) { return !x.told.tell(row); });
  const auto* file = file_of_launch(x);
  auto stands_alone = file == nullptr || file->epochs().size() == 0;
  if (stands_alone)
    show(x, rows);
  if (!rows.empty() || (stands_alone && !chunk.bytes.empty()))
    tick_soon(self);
}

} // namespace

bool console_counts(monitor_room& x) {
  if (!x.launches.active() || !x.console_shown
      || x.console_launch != x.launches.launch())
    return false;
  const auto* file = file_of_launch(x);
  return file == nullptr || file->epochs().size() == 0;
}

void follow_told(monitor_ptr self) {
  auto& x = *self->state.room;
  const auto* file = file_of_launch(x);
  if (file == nullptr)
    return;
  auto lost = x.told.lost(file->epochs(), file->generation());
  if (lost)
    begin_console(x, std::string{x.console_launch});
  x.told.follow(file->epochs(), file->generation());
  if (lost)
    ask_console(self);
  if (file->epochs().size() == 0 || x.console_epochs.size() == 0)
    return;
  x.console_epochs.clear();
  x.console_tracker.reset();
}

void ask_console(monitor_ptr self) {
  auto& x = *self->state.room;
  if (!wants_console(x) || !may_ask(self, x.console))
    return;
  x.console.open = true;
  output_range q;
  q.id = {x.options.strategy, process_kind::hyperopt};
  q.launch = x.console_launch;
  q.offset = x.console_offset;
  q.wait = parked_wait;
  self->request(x.supervisor, parked_timeout, atom::read_v, q)
      .then(
          [self, round = x.console_round](const output_chunk& chunk) {
            auto& y = *self->state.room;
            if (round != y.console_round)
              return;
            y.console = {};
            take_console(self, chunk);
            ask_console(self);
          },
          [self, round = x.console_round](const caf::error&) {
            auto& y = *self->state.room;
            if (round == y.console_round)
              failed(self, y.console);
          });
}

} // namespace ftm
