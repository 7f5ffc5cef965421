#include "actors/scheduler/scheduler.hpp"

#include "actors/scheduler/firing.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace ftm {

namespace {

using self_ptr = scheduler_self;

// -- what the orchestrator says -----------------------------------------------

bool is_on(const scheduler_state& st, const config::strategy_settings& x) {
  auto i = st.switches.find(x.name);
  auto switched =
      i == st.switches.end() || (i->second.enabled && i->second.scheduled);
  return x.enabled && x.schedule.enabled && switched;
}

void take_runs(scheduler_state& st, const std::string& strategy,
               strategy_timer& t) {
  auto& m = st.memories[strategy];
  t.run_is_going = false;
  for (auto& [id, x] : st.runs) {
    if (x.strategy != strategy)
      continue;
    if (x.state != run_state::done && x.state != run_state::restored)
      t.run_is_going = true;
    else if (x.ended_at && is_cycle(x))
      m.last_ended =
          std::max(m.last_ended.value_or(timestamp{}),
                   timestamp{std::chrono::floor<seconds>(*x.ended_at)});
  }
}

/// Brings the timers in line with config, switches and runs.
void refresh(self_ptr self) {
  auto& st = self->state;
  if (!st.config || !st.knows_facts)
    return;
  std::map<std::string, strategy_timer> timers;
  for (auto& s : st.config->strategies) {
    std::string error;
    auto rule = rule_of(s.schedule, error);
    if (!rule) { // parse() refuses it, so this is a config of another version
      spdlog::error("scheduler: [{}] has no schedule: {}", s.name, error);
      continue;
    }
    auto t = std::move(st.timers[s.name]);
    if (t.rule.to_text() != rule->to_text())
      t.ahead.clear();
    t.rule = std::move(*rule);
    adopt(st.memories[s.name], t.rule, is_on(st, s), clock_of(st));
    take_runs(st, s.name, t);
    timers.emplace(s.name, std::move(t));
  }
  for (auto& [strategy, t] : st.timers)
    if (!timers.contains(strategy))
      st.facts.drop("schedule/" + strategy);
  st.timers = std::move(timers);
  std::erase_if(st.memories,
                [&](auto& x) { return !st.timers.contains(x.first); });
  if (st.me.state == part_state::starting)
    report_health(self, "scheduler", part_state::ready);
  look_at_clock(self);
  answer_readers(self);
}

void take_facts(self_ptr self, const fact_page& x) {
  auto& st = self->state;
  if (x.whole) {
    st.switches.clear();
    st.runs.clear();
  }
  auto changed = x.whole;
  for (auto& f : x.facts)
    if (auto* s = caf::get_if<strategy_status>(&f.body)) {
      st.switches[s->strategy] = *s;
      changed = true;
    } else if (auto* r = caf::get_if<run_status>(&f.body)) {
      st.runs[r->id] = *r;
      changed = true;
    }
  st.upto = x.upto;
  st.knows_facts = true;
  if (changed)
    refresh(self);
}

void take_config(self_ptr self, const config_text& x) {
  auto& st = self->state;
  st.revision = x.revision;
  auto parsed = config::parse(x.yaml, x.path, x.overrides);
  if (!parsed.value)
    return; // the orchestrator accepted it, so we are the older ones
  st.config = std::move(parsed.value);
  refresh(self);
}

void follow_facts(self_ptr self) {
  auto& st = self->state;
  self->request(st.orchestrator, parked_timeout, atom::read_v,
                facts_after{st.upto, "", parked_wait})
      .then(
          [self](const fact_page& x) {
            self->state.facts_backoff = first_backoff;
            take_facts(self, x);
            follow_facts(self);
          },
          [self](const caf::error&) {
            auto& me = self->state;
            me.facts_retry = later(self, me.facts_backoff);
          });
}

void follow_config(self_ptr self) {
  auto& st = self->state;
  self->request(st.orchestrator, parked_timeout, atom::read_v,
                config_after{st.revision, parked_wait})
      .then(
          [self](const config_text& x) {
            self->state.config_backoff = first_backoff;
            if (x.revision != self->state.revision)
              take_config(self, x);
            follow_config(self);
          },
          [self](const caf::error&) {
            auto& me = self->state;
            me.config_retry = later(self, me.config_backoff);
          });
}

void on_tick(self_ptr self) {
  auto& st = self->state;
  if (st.alarm)
    st.alarm->heard();
  auto at = self->clock().now();
  if (st.facts_retry && *st.facts_retry <= at) {
    st.facts_retry.reset();
    follow_facts(self);
  }
  if (st.config_retry && *st.config_retry <= at) {
    st.config_retry.reset();
    follow_config(self);
  }
  look_at_clock(self);
  answer_readers(self);
}

void make_alarm(self_ptr self) {
  auto& st = self->state;
  caf::weak_actor_ptr me{self->ctrl()};
  st.alarm = std::make_unique<wall_alarm>([me] {
    if (auto x = me.lock())
      caf::anon_send(caf::actor_cast<scheduler_actor>(x), atom::tick_v);
  });
  if (!*st.alarm)
    st.alarm.reset();
}

} // namespace

scheduler_actor::behavior_type scheduler(self_ptr self,
                                         scheduler_options options,
                                         orchestrator_actor orchestrator) {
  auto& st = self->state;
  st.options = std::move(options);
  st.orchestrator = std::move(orchestrator);
  st.memories = load_memories(st.options.state_dir / "schedule.json");
  st.saved = st.memories;
  report_health(self, "scheduler", part_state::starting,
                "waits for the orchestrator");
  if (!st.options.now)
    make_alarm(self);
  follow_config(self);
  follow_facts(self);
  return {
      [self](atom::read, const facts_after& q) { return read_facts(self, q); },
      [self](atom::get) { return self->state.me; },
      [self](atom::log, log_line& x) { put_fact(self, std::move(x)); },
      [self](atom::tick) { on_tick(self); },
  };
}

} // namespace ftm
