#include "actors/hyperopt_monitor/file_names.hpp"
#include "actors/hyperopt_monitor/monitor_room.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

namespace {

/// Bytes that are read before other messages get their turn: about 10 ms.
constexpr size_t slice = size_t{8} << 20;

/// A reading for a decision that nobody asks for is given up after so long.
constexpr std::chrono::minutes reading_kept{2};

/// Parameters that criteria do not need stay so long after the last question.
constexpr std::chrono::minutes params_kept{10};

/// Epochs that only the console told: newer ones than these push them out.
constexpr size_t most_printed = 16;

/// A generation for what is no file; below 2^53 and not 0.
uint64_t generation_of(const std::string& x) {
  return (std::hash<std::string>{}(x) & ((1ULL << 53) - 1)) | 1;
}

std::string shown_launch(monitor_room& x) {
  if (x.launches.active())
    return x.launches.launch();
  return x.shown.empty() ? "" : x.launches.launch_of(x.shown);
}

/// Criteria that ask for a parameter that no epoch has choose nothing: it looks
/// like a hyperopt without luck.
void look_for_params(monitor_ptr self, const epoch_store& epochs) {
  auto& x = *self->state.room;
  auto why = x.rules.missing_param(epochs);
  if (why == x.missing_param)
    return;
  x.missing_param = why;
  tell_health(self);
}

/// A file that is there and cannot be read looks like one without epochs.
void look_for_error(monitor_ptr self, const shown_epochs& seen) {
  auto& x = *self->state.room;
  auto error = seen.of ? seen.of->error : std::error_code{};
  if (error == std::errc::no_such_file_or_directory)
    error.clear();
  auto why =
      error ? seen.file + " cannot be read: " + error.message() : std::string{};
  if (why == x.shown_error)
    return;
  x.shown_error = why;
  tell_health(self);
}

void publish(monitor_ptr self) {
  auto& x = *self->state.room;
  if (!x.configured)
    return;
  auto seen = shown_now(x);
  look_for_error(self, seen);
  const winner_tracker nothing{x.rules};
  const auto& tracker = seen.of             ? seen.of->tracker
                        : console_counts(x) ? x.console_tracker
                                            : nothing;
  hyperopt_status y;
  y.strategy = x.options.strategy;
  y.launch = shown_launch(x);
  y.file = seen.file;
  y.generation = seen.generation;
  y.epochs = seen.epochs->size();
  if (!y.launch.empty() && y.launch == x.launches.launch())
    y.wanted = x.launches.wanted();
  if (seen.of)
    y.rejected_lines = seen.of->file.rejected_lines();
  else if (console_counts(x)) {
    y.epochs = std::max(y.epochs, x.printed.done());
    if (y.wanted == 0)
      y.wanted = x.printed.wanted();
  }
  // What leads of a part of the file is no choice yet.
  auto first_pass = seen.of && !seen.of->read_once;
  if (!first_pass)
    y.remaining = tracker.remaining();
  if (x.rules.uses_params())
    look_for_params(self, *seen.epochs);
  for (auto row : first_pass ? std::vector<size_t>{} : tracker.first())
    if (y.winner)
      y.next.push_back(seen.epochs->row(row));
    else
      y.winner = seen.epochs->row(row);
  if (tracker.favourite() && !first_pass)
    y.favourite = seen.epochs->row(*tracker.favourite());
  if (seen.of && y.epochs > 0 && x.launches.active()
      && x.console_launch == x.launches.launch())
    y.printed = x.told.newest(most_printed);
  put_fact(self, std::move(y));
}

} // namespace

void tick_soon(monitor_ptr self) {
  auto& x = *self->state.room;
  if (std::exchange(x.tick_sent, true))
    return;
  self->send(self, atom::tick_v);
}

void work(monitor_ptr self) {
  auto& x = *self->state.room;
  if (x.params_until && *x.params_until <= self->clock().now()) {
    x.params_until.reset();
    x.files.drop_params();
  }
  auto before = x.files.find(x.shown);
  auto rejected = before ? before->file.rejected_lines() : 0;
  x.files.step(slice);
  if (auto after = x.files.find(x.shown);
      after && after->file.rejected_lines() > 0 && rejected == 0)
    spdlog::warn("hyperopt_monitor: [{}] rejects line {} of {}",
                 x.options.strategy, after->file.first_rejected(), x.shown);
  for (auto& r : x.readings)
    if (r.of->behind) {
      r.of->step(slice);
      break; // one at a time, so that a slice stays short
    }
  auto now = self->clock().now();
  std::erase_if(x.readings, [&](const decision_reading& r) {
    return r.used + reading_kept < now && r.of.use_count() == 1;
  });
  for (const auto& of : x.files.all())
    if (!x.launches.active() || of->name() != x.shown)
      of->take_rest();
  follow_told(self);
  keep_counts(x);
  publish(self);
  answer_waiting(self);
  if (x.files.behind()
      || std::any_of(x.readings.begin(), x.readings.end(),
                     [](auto& r) { return r.of->behind; }))
    tick_soon(self);
}

void keep_params(monitor_ptr self) {
  self->state.room->params_until = self->clock().now() + params_kept;
  self->delayed_send(self, params_kept, atom::tick_v);
}

shown_epochs shown_now(monitor_room& x) {
  shown_epochs y;
  auto of = x.shown.empty() ? nullptr : x.files.use(x.shown);
  if (of && !console_counts(x)) {
    y.file = x.shown;
    y.generation = of->file.generation();
    y.epochs = &of->file.epochs();
    y.of = of;
    return y;
  }
  static const epoch_store none;
  auto launch = x.launches.active() ? x.launches.launch() : std::string{};
  if (console_counts(x)) {
    y.generation = generation_of("console " + launch + " "
                                 + std::to_string(x.console_rewrites));
    y.epochs = &x.console_epochs;
  } else {
    y.generation = generation_of("none " + launch);
    y.epochs = &none;
  }
  return y;
}

caf::expected<shown_epochs> resolve(monitor_ptr self, const epoch_source& q) {
  auto& x = *self->state.room;
  if (!x.configured)
    return make_error(ec::unavailable, x.part + " has no config yet");
  if (q.file.empty() && q.launch.empty())
    return shown_now(x);
  auto name = q.file;
  if (name.empty()) {
    if (x.launches.active() && q.launch == x.launches.launch())
      return shown_now(x);
    name = x.launches.file_of(q.launch);
    if (name.empty())
      return make_error(ec::not_found,
                        "no result file of launch " + q.launch + " is known");
  }
  if (!is_bare_name(name))
    return make_error(ec::invalid,
                      "\"" + name + "\" is no bare name of a file");
  if (!x.launches.lists(name))
    look_if_changed(self);
  if (!x.launches.lists(name))
    return make_error(ec::not_found, "there is no result file " + name
                                         + " among the "
                                         + std::to_string(x.listing.size())
                                         + " of " + x.strategy_name);
  shown_epochs y;
  y.of = x.files.use(name);
  y.file = name;
  if (y.of->behind) {
    x.files.step(slice);
    keep_counts(x);
    tick_soon(self); // the others that wait, and what is published
  }
  y.generation = y.of->file.generation();
  y.epochs = &y.of->file.epochs();
  return y;
}

} // namespace ftm
