#include "actors/hyperopt_monitor/monitor_room.hpp"
#include "shared/config/places.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

namespace {

constexpr milliseconds longest_backoff{2'000};

/// The supervisor looks through the logs of old launches for it.
constexpr milliseconds history_timeout{30'000};

/// More than it keeps of a usual strategy.
constexpr uint32_t most_history = 200;

void answered(asking& x) {
  x = asking{};
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
  // In another time zone names tell other times.
  x.launches.trust_names(!mine->environment.contains("TZ"));
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
    x.counted.clear();
    x.mark.reset();
    if (x.watch)
      x.watch->follow(folder, x.strategy_name);
  }
  x.rules_error = rules ? "" : error;
  if (rules) {
    if (x.rules.uses_params() && !rules->uses_params())
      keep_params(self);
    x.rules = *rules;
    x.missing_param.clear();
    x.files.judge_by(x.rules);
    x.console_tracker = winner_tracker{x.rules};
    x.console_tracker.follow(x.console_epochs);
  }
  x.poll = std::chrono::seconds{std::max(1U, all.poll_interval_s)};
  x.configured = true;
  tell_health(self);
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
  if (page.whole) {
    x.launches.forget();
    x.history_wanted = true;
  }
  bool changed = page.whole;
  for (const auto& f : page.facts)
    if (const auto* status = caf::get_if<process_status>(&f.body))
      if (status->id == process_id{x.options.strategy, process_kind::hyperopt})
        changed = x.launches.observe(*status) || changed;
  if (!changed)
    return;
  if (x.configured) {
    look_if_changed(self);
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

/// Launches that ended before our time wrote the older files.
void ask_history(monitor_ptr self) {
  auto& x = *self->state.room;
  x.history.open = true;
  launches_query q;
  q.id = {x.options.strategy, process_kind::hyperopt};
  q.limit = most_history;
  self->request(x.supervisor, history_timeout, atom::get_v, q)
      .then(
          [self](const std::vector<process_status>& launches) {
            auto& y = *self->state.room;
            answered(y.history);
            y.history_wanted = false;
            y.launches.remember(launches);
            if (y.configured)
              look_if_changed(self);
            tick_soon(self);
          },
          [self](const caf::error& e) {
            auto& y = *self->state.room;
            if (code_of(e) == ec::invalid || code_of(e) == ec::not_found)
              y.history_wanted = false;
            failed(self, y.history);
          });
}

} // namespace

bool may_ask(monitor_ptr self, const asking& x) {
  return !x.open && (!x.retry_at || *x.retry_at <= self->clock().now());
}

void failed(monitor_ptr self, asking& x) {
  x.open = false;
  x.retry_at = self->clock().now() + x.backoff;
  self->delayed_send(self, x.backoff, atom::tick_v);
  x.backoff = std::min(longest_backoff, x.backoff * 2);
}

void ask_peers(monitor_ptr self) {
  auto& x = *self->state.room;
  if (may_ask(self, x.config))
    ask_config(self);
  if (may_ask(self, x.facts))
    ask_facts(self);
  if (x.history_wanted && may_ask(self, x.history))
    ask_history(self);
  ask_console(self);
}

} // namespace ftm
