#include "actors/hyperopt_monitor/file_names.hpp"
#include "actors/hyperopt_monitor/monitor_room.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

namespace {

/// Bytes that are read before other messages get their turn: about 10 ms.
constexpr size_t slice = size_t{8} << 20;

/// Parameters that criteria do not need stay so long after the last question.
constexpr std::chrono::minutes params_kept{10};

/// A generation for what is no file; below 2^53 and not 0.
uint64_t generation_of(const std::string& x) {
  return (std::hash<std::string>{}(x) & ((1ULL << 53) - 1)) | 1;
}

bool console_counts(monitor_room& x) {
  if (!x.launches.active() || !x.console_shown
      || x.console_launch != x.launches.launch())
    return false;
  auto of = x.files.find(x.shown);
  return !of || of->file.epochs().size() == 0;
}

std::string shown_launch(monitor_room& x) {
  if (x.launches.active())
    return x.launches.launch();
  return x.shown.empty() ? "" : x.launches.launch_of(x.shown);
}

/// Criteria that ask for a parameter that no epoch has choose nothing: said
/// aloud, for it looks like a hyperopt without luck.
void tell_missing_param(monitor_ptr self, const epoch_store& epochs) {
  auto& x = *self->state.room;
  auto why = x.rules.missing_param(epochs);
  if (why == x.told_missing)
    return;
  x.told_missing = why;
  if (why.empty())
    report_health(self, x.part, part_state::ready);
  else
    report_health(self, x.part, part_state::degraded, why);
}

void publish(monitor_ptr self) {
  auto& x = *self->state.room;
  if (!x.configured)
    return;
  auto of = x.files.find(x.shown);
  auto seen = shown_now(x);
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
  y.remaining = tracker.remaining();
  if (x.rules.uses_params())
    tell_missing_param(self, *seen.epochs);
  for (auto row : tracker.first())
    if (y.winner)
      y.next.push_back(seen.epochs->row(row));
    else
      y.winner = seen.epochs->row(row);
  if (tracker.favourite())
    y.favourite = seen.epochs->row(*tracker.favourite());
  if (of)
    x.counted[of->name()] = {of->file.inode(), of->file.epochs().size()};
  put_fact(self, std::move(y));
}

} // namespace

void look_at_folder(monitor_ptr self) {
  auto& x = *self->state.room;
  x.listing = list_results(x.folder, x.strategy_name);
  x.launches.observe(x.listing, std::chrono::system_clock::now());
  std::string shown;
  if (x.launches.active())
    shown = x.launches.file_of(x.launches.launch());
  else if (!x.listing.empty())
    shown = x.listing.front().name;
  if (shown != x.shown) {
    spdlog::info("hyperopt_monitor: [{}] shows {}", x.options.strategy,
                 shown.empty() ? "no file yet" : shown);
    x.shown = shown;
  }
  if (!shown.empty())
    x.files.use(shown)->behind = true;
}

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
  for (auto& q : x.questions)
    if (q.of->behind) {
      q.of->step(slice);
      break; // one at a time, so that a slice stays short
    }
  publish(self);
  answer_waiting(self);
  if (x.files.behind()
      || std::any_of(x.questions.begin(), x.questions.end(),
                     [](auto& q) { return q.of->behind; }))
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
    y.generation = generation_of("console " + launch);
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
  auto listed = [&] {
    return std::any_of(x.listing.begin(), x.listing.end(),
                       [&](const file_facts& f) { return f.name == name; });
  };
  if (!listed())
    look_at_folder(self);
  if (!listed())
    return make_error(ec::not_found, "there is no result file " + name
                                         + " among the "
                                         + std::to_string(x.listing.size())
                                         + " of " + x.strategy_name);
  shown_epochs y;
  y.of = x.files.use(name);
  y.file = name;
  if (y.of->behind)
    x.files.step(slice);
  y.generation = y.of->file.generation();
  y.epochs = &y.of->file.epochs();
  return y;
}

} // namespace ftm
