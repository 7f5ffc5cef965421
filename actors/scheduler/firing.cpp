#include "actors/scheduler/firing.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace ftm {

namespace {

using self_ptr = scheduler_self;

constexpr milliseconds start_timeout{5'000};

timestamp now(self_ptr self) {
  return clock_of(self->state);
}

std::string local(const scheduler_state& st, const std::string& strategy,
                  timestamp x) {
  auto i = st.timers.find(strategy);
  return to_local_text(x, i == st.timers.end() ? "" : i->second.rule.time_zone);
}

// -- what outlives us ---------------------------------------------------------

void save(self_ptr self) {
  auto& st = self->state;
  if (st.memories == st.saved)
    return;
  auto path = st.options.state_dir / "schedule.json";
  if (auto e = save_memories(path, st.memories)) {
    if (st.me.state != part_state::degraded)
      spdlog::error("scheduler: cannot write {}: {}", path.string(),
                    e.message());
    report_health(self, "scheduler", part_state::degraded,
                  "cannot keep what was fired: " + e.message());
    return;
  }
  st.saved = st.memories;
  if (st.me.state == part_state::degraded)
    report_health(self, "scheduler", part_state::ready);
}

// -- firing -------------------------------------------------------------------

void answered(self_ptr self, const std::string& strategy, const std::string& id,
              const run_status& x) {
  auto& st = self->state;
  auto i = st.timers.find(strategy);
  if (i == st.timers.end())
    return;
  i->second.asking = false;
  i->second.backoff = first_backoff;
  if (x.id == id)
    spdlog::info("scheduler: [{}] is due, run {} is {}", strategy, id,
                 to_string(x.state));
  else
    spdlog::warn("scheduler: [{}] is due, but its run {} is still going; {} is "
                 "left out",
                 strategy, x.id, id);
  auto& m = st.memories[strategy];
  if (m.pending && run_id(strategy, *m.pending) == id)
    m.pending.reset();
  look_at_clock(self);
}

bool is_worth_repeating(const caf::error& e) {
  auto code = code_of(e);
  return code == ec::unavailable || code == ec::none; // none: CAF's own
}

void not_answered(self_ptr self, const std::string& strategy,
                  const std::string& id, const caf::error& e) {
  auto& st = self->state;
  auto i = st.timers.find(strategy);
  if (i == st.timers.end())
    return;
  auto& t = i->second;
  t.asking = false;
  if (is_worth_repeating(e)) {
    if (t.backoff == first_backoff)
      spdlog::warn("scheduler: run {} could not be asked for: {}", id,
                   self->system().render(e));
    t.retry_at = later(self, t.backoff);
    return;
  }
  spdlog::error("scheduler: run {} was refused: {}", id,
                self->system().render(e));
  auto& m = st.memories[strategy];
  if (m.pending && run_id(strategy, *m.pending) == id)
    m.pending.reset();
  look_at_clock(self);
}

/// Asks for the run of a firing that is pending.
void ask_for_run(self_ptr self, const std::string& strategy) {
  auto& st = self->state;
  auto& t = st.timers.at(strategy);
  if (t.asking || self->clock().now() < t.retry_at)
    return;
  run_request x;
  x.id = run_id(strategy, *st.memories[strategy].pending);
  x.strategy = strategy;
  x.trigger = run_trigger::schedule;
  x.by = "schedule";
  t.asking = true;
  auto id = x.id;
  self->request(st.orchestrator, start_timeout, atom::start_v, std::move(x))
      .then([=](const run_status& y) { answered(self, strategy, id, y); },
            [=](const caf::error& e) { not_answered(self, strategy, id, e); });
}

void tell_missed(self_ptr self, const std::string& strategy, timestamp at) {
  spdlog::warn("scheduler: [{}] missed its firing of {}; more than {} minutes "
               "late, so it is left out",
               strategy, local(self->state, strategy, at),
               self->state.options.grace.count() / 60);
}

/// Returns when this strategy wants to be looked at again.
std::optional<timestamp> look_at(self_ptr self, const std::string& strategy,
                                 strategy_timer& t, timestamp at) {
  auto& st = self->state;
  auto& m = st.memories[strategy];
  set_back_to(m, at);
  auto x = look(t.rule, m, t.run_is_going || m.pending, at, st.options.grace);
  if (x.missed) {
    tell_missed(self, strategy, *x.missed);
    m.from = std::chrono::floor<seconds>(at - st.options.grace);
  }
  if (x.due) {
    // An interval that was missed is made up for once, not once for each.
    m.from = t.rule.cron ? *x.due : std::chrono::floor<seconds>(at);
    m.last_fired = x.due;
    m.pending = x.due;
  }
  if (m.pending && t.rule.cron && *m.pending + st.options.grace < at) {
    tell_missed(self, strategy, *m.pending);
    m.pending.reset();
  }
  return x.next;
}

void tell(self_ptr self, const std::string& strategy, strategy_timer& t,
          timestamp at) {
  auto& m = self->state.memories[strategy];
  // Thirty firings of a rare rule cost milliseconds: only when one has passed.
  if (!t.rule.cron || t.ahead.empty() || t.ahead.front() <= at
      || at < t.looked_at || !m.enabled)
    t.ahead = firings_ahead(t.rule, m, t.run_is_going, at);
  t.looked_at = at;
  schedule_status y;
  y.strategy = strategy;
  y.enabled = m.enabled;
  y.cron = t.rule.cron_text;
  y.interval_hours = t.rule.interval_hours;
  y.time_zone = t.rule.time_zone;
  y.last_fired = m.last_fired;
  y.next = t.ahead;
  put_fact(self, std::move(y));
}

void wake_at(self_ptr self, std::optional<timestamp> x, timestamp at) {
  auto& st = self->state;
  if (st.alarm) {
    st.alarm->set(x);
    return;
  }
  if (!x)
    return;
  // At least each minute, so that a clock that was set is noticed.
  auto pause = std::min<timestamp::duration>(*x - at, seconds{60});
  auto due = self->clock().now() + pause;
  if (st.tick_at && *st.tick_at > self->clock().now() && *st.tick_at <= due)
    return;
  st.tick_at = due;
  self->delayed_send(self, pause, atom::tick_v);
}

} // namespace

timestamp clock_of(const scheduler_state& x) {
  return x.options.now ? x.options.now() : std::chrono::system_clock::now();
}

caf::actor_clock::time_point later(scheduler_self self, milliseconds& backoff) {
  auto y = self->clock().now() + backoff;
  self->delayed_send(self, backoff, atom::tick_v);
  backoff = std::min(backoff * 2, last_backoff);
  return y;
}

void look_at_clock(scheduler_self self) {
  auto& st = self->state;
  if (!st.config || !st.knows_facts)
    return; // a run may be going that we do not know of yet
  auto at = now(self);
  std::optional<timestamp> next;
  for (auto& [strategy, t] : st.timers) {
    auto x = look_at(self, strategy, t, at);
    if (x && (!next || *x < *next))
      next = x;
    tell(self, strategy, t, at);
  }
  save(self);
  for (auto& [strategy, t] : st.timers)
    if (st.memories[strategy].pending)
      ask_for_run(self, strategy);
  wake_at(self, next, at);
}

} // namespace ftm
