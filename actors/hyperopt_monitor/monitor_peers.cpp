#include "actors/hyperopt_monitor/monitor_room.hpp"
#include "shared/config/places.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

namespace {

constexpr milliseconds longest_backoff{2'000};

bool may_ask(monitor_ptr self, const asking& x) {
  return !x.open && (!x.retry_at || *x.retry_at <= self->clock().now());
}

void answered(asking& x) {
  x = asking{};
}

void failed(monitor_ptr self, asking& x) {
  x.open = false;
  x.retry_at = self->clock().now() + x.backoff;
  self->delayed_send(self, x.backoff, atom::tick_v);
  x.backoff = std::min(longest_backoff, x.backoff * 2);
}

void use_settings(monitor_ptr self, const config::settings& all) {
  auto& x = *self->state.room;
  const auto* mine = all.find(x.options.strategy);
  if (mine == nullptr) {
    report_health(self, x.part, part_state::degraded,
                  "config.yaml names no strategy \"" + x.options.strategy
                      + "\"");
    return;
  }
  std::string error;
  auto rules = criteria::compile(mine->criteria, error);
  auto folder = config::places_of(*mine).results;
  if (folder != x.folder || mine->strategy_name != x.strategy_name) {
    spdlog::info("hyperopt_monitor: [{}] watches {} for {}", x.options.strategy,
                 folder.string(), mine->strategy_name);
    x.folder = folder;
    x.strategy_name = mine->strategy_name;
    x.files.move_to(folder);
    x.shown.clear();
    if (x.watch)
      x.watch->follow(folder);
  }
  if (rules) {
    x.rules = *rules;
    x.told_missing.clear();
    x.files.judge_by(x.rules);
    x.console_tracker = winner_tracker{x.rules};
    x.console_tracker.follow(x.console_epochs);
  }
  x.poll = std::chrono::seconds{std::max(1U, all.poll_interval_s)};
  x.configured = true;
  if (rules)
    report_health(self, x.part, part_state::ready);
  else
    report_health(self, x.part, part_state::degraded, error);
  look_at_folder(self);
  tick_soon(self);
}

void take_config(monitor_ptr self, const config_text& text) {
  auto& x = *self->state.room;
  answered(x.config);
  if (text.revision == x.revision)
    return;
  x.revision = text.revision;
  auto loaded = config::parse(text.yaml, text.path, text.overrides);
  if (loaded.value)
    use_settings(self, *loaded.value);
  else
    report_health(self, x.part, part_state::degraded,
                  "the config of revision " + std::to_string(text.revision)
                      + " cannot be read");
}

void ask_config(monitor_ptr self) {
  auto& x = *self->state.room;
  x.config.open = true;
  self->request(x.orchestrator, parked_timeout, atom::read_v,
                config_after{x.revision, parked_wait})
      .then(
          [self](const config_text& text) {
            take_config(self, text);
            ask_peers(self);
          },
          [self](const caf::error&) {
            failed(self, self->state.room->config);
          });
}

void take_facts(monitor_ptr self, const fact_page& page) {
  auto& x = *self->state.room;
  answered(x.facts);
  x.facts_upto = page.upto;
  if (page.whole)
    x.launches.forget();
  bool changed = page.whole;
  for (const auto& f : page.facts)
    if (const auto* status = caf::get_if<process_status>(&f.body))
      if (status->id == process_id{x.options.strategy, process_kind::hyperopt})
        changed = x.launches.observe(*status) || changed;
  if (!changed)
    return;
  if (x.configured) {
    look_at_folder(self);
    x.files.touch_all();
  }
  tick_soon(self);
}

void ask_facts(monitor_ptr self) {
  auto& x = *self->state.room;
  x.facts.open = true;
  self->request(x.supervisor, parked_timeout, atom::read_v,
                facts_after{x.facts_upto, x.options.strategy, parked_wait})
      .then(
          [self](const fact_page& page) {
            take_facts(self, page);
            ask_peers(self);
          },
          [self](const caf::error&) { failed(self, self->state.room->facts); });
}

void show_console(monitor_room& x) {
  auto rows = x.printed.rows();
  if (rows.size() == x.console_epochs.size())
    return;
  x.console_epochs.clear();
  x.console_tracker.reset();
  for (const auto& row : rows)
    x.console_epochs.append(row, {});
  x.console_tracker.follow(x.console_epochs);
}

void take_console(monitor_ptr self, const output_chunk& chunk) {
  auto& x = *self->state.room;
  answered(x.console);
  if (chunk.launch != x.console_launch)
    return;
  x.console_offset = static_cast<int64_t>(chunk.offset + chunk.bytes.size());
  x.console_ended = chunk.ended;
  x.printed.feed(chunk.bytes);
  show_console(x);
  if (!chunk.bytes.empty())
    tick_soon(self);
}

/// The console is read only while its launch has no epochs in a file.
bool wants_console(monitor_room& x) {
  if (!x.configured || !x.launches.active())
    return false;
  if (x.console_launch != x.launches.launch()) {
    x.console_launch = x.launches.launch();
    x.console_offset = 0;
    x.console_ended = x.console_shown = false;
    x.printed = {};
    x.console_epochs.clear();
    x.console_tracker.reset();
  }
  auto of = x.files.find(x.shown);
  return !x.console_ended && (!of || of->file.epochs().size() == 0);
}

void ask_console(monitor_ptr self) {
  auto& x = *self->state.room;
  x.console.open = true;
  output_range q;
  q.id = {x.options.strategy, process_kind::hyperopt};
  q.launch = x.console_launch;
  q.offset = x.console_offset;
  q.wait = parked_wait;
  self->request(x.supervisor, parked_timeout, atom::read_v, q)
      .then(
          [self](const output_chunk& chunk) {
            take_console(self, chunk);
            ask_peers(self);
          },
          [self](const caf::error&) {
            failed(self, self->state.room->console);
          });
}

} // namespace

void ask_peers(monitor_ptr self) {
  auto& x = *self->state.room;
  if (may_ask(self, x.config))
    ask_config(self);
  if (may_ask(self, x.facts))
    ask_facts(self);
  if (may_ask(self, x.console) && wants_console(x))
    ask_console(self);
}

} // namespace ftm
