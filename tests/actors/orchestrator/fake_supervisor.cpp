#include "tests/actors/orchestrator/fakes.hpp"

#include "actors/orchestrator/process_end.hpp"

namespace ftm::test {

using namespace std::chrono_literals;

namespace {

using pointer = supervisor_actor::stateful_pointer<fake_supervisor_state>;

bool alive(process_state x) {
  return x == process_state::starting || x == process_state::running
         || x == process_state::ready || x == process_state::stopping;
}

void later(pointer self, milliseconds delay, std::function<void()> what) {
  self->state.timers.emplace(self->clock().now() + delay, std::move(what));
  self->delayed_send(self, delay, atom::tick_v);
}

void end(pointer self, const std::string& launch, process_state state) {
  auto& st = self->state;
  auto x = st.launches.at(launch);
  if (!alive(x.state))
    return;
  auto& plan = st.plan_of[launch];
  x.state = state;
  x.exit_code = plan.code;
  x.error = plan.error;
  x.ended_at = std::chrono::system_clock::now();
  st.put(x);
}

void begin(pointer self, const process_spec& spec, const process_plan& plan) {
  auto& st = self->state;
  st.started.push_back(spec);
  st.plan_of[spec.launch] = plan;
  auto x = st.newest[spec.id];
  x.id = spec.id;
  x.launch = spec.launch;
  x.state = process_state::running;
  x.exit_code.reset();
  x.ended_at.reset();
  x.error.clear();
  x.wanted = true;
  x.held_by.clear();
  x.loaded_at.reset();
  x.worker_state.clear();
  st.put(x);
  auto launch = spec.launch;
  auto trade = spec.id.kind == process_kind::trade;
  if (trade && plan.ready)
    later(self, 4s, [self, launch, told = spec.environment] {
      auto y = self->state.launches.at(launch);
      if (y.state != process_state::running)
        return;
      auto i = told.find("FREQTRADE__INITIAL_STATE");
      y.worker_state =
          i == told.end() ? self->state.plan_of[launch].comes_up : i->second;
      if (y.worker_state != "stopped")
        y.state = process_state::ready;
      y.loaded_at = std::chrono::system_clock::now();
      self->state.put(y);
    });
  if (!trade || plan.dies)
    later(self, plan.lasts, [self, spec] {
      auto& p = self->state.plan_of[spec.launch];
      if (!alive(self->state.launches.at(spec.launch).state))
        return;
      if (p.at_end)
        p.at_end(spec);
      end(self, spec.launch, p.end);
    });
}

caf::result<process_status> start(pointer self, const process_spec& spec) {
  auto& st = self->state;
  if (st.deaf > 0) {
    --st.deaf;
    return make_error(ec::unavailable, "down");
  }
  if (auto i = st.launches.find(spec.launch); i != st.launches.end())
    return i->second;
  if (st.before_start)
    st.before_start(spec);
  if (auto& n = st.newest[spec.id]; alive(n.state))
    return n;
  if (auto& n = st.newest[spec.id]; spec.id.kind == process_kind::trade
                                    && !spec.run.empty() && !n.launch.empty()
                                    && !n.wanted && n.held_by != spec.run)
    return make_error(ec::conflict, "A person stopped trade.");
  auto plan = st.usual[spec.id.kind];
  if (auto& next = st.plans[spec.id.kind]; !next.empty()) {
    plan = next.front();
    next.pop_front();
  }
  if (plan.refused)
    return plan.refused;
  begin(self, spec, plan);
  return st.newest[spec.id];
}

caf::result<process_status> reload(pointer self, const process_control& x) {
  auto& st = self->state;
  auto y = st.newest[x.id];
  if (st.reload.refused)
    return st.reload.refused;
  if (y.reload_id == x.reload_id)
    return y;
  y.reload_id = x.reload_id;
  y.reload = reload_state::running;
  y.reload_note.clear();
  st.put(y);
  later(self, st.reload.lasts, [self, launch = y.launch] {
    auto& now = self->state;
    auto z = now.launches.at(launch);
    if (z.reload != reload_state::running)
      return;
    z.reload = now.reload.end;
    z.reload_note = now.reload.note;
    now.put(z);
  });
  return y;
}

caf::result<process_status> control(pointer self, const process_control& x) {
  auto& st = self->state;
  if (st.deaf > 0) {
    --st.deaf;
    return make_error(ec::unavailable, "down");
  }
  if (st.refuse)
    if (auto e = st.refuse(x))
      return e;
  st.controls.push_back(x);
  auto y = st.newest[x.id];
  if (x.action == process_action::release) {
    if (y.held_by == x.held_by)
      y.held_by.clear();
    st.put(y);
    return y;
  }
  if (!st.launches.count(x.launch))
    return make_error(ec::not_found, "no such launch");
  if (!is_launch(y.launch, x.launch))
    return st.launches.at(x.launch);
  if (x.action == process_action::reload)
    return reload(self, x);
  auto held = !x.held_by.empty() && y.wanted;
  y.wanted = held;
  y.held_by = held ? x.held_by : "";
  if (alive(y.state)) {
    if (y.state != process_state::stopping)
      later(self, st.stop_takes, [self, launch = y.launch] {
        auto& now = self->state.launches.at(launch);
        end(self, launch,
            now.held_by.empty() ? process_state::stopped : process_state::held);
      });
    y.state = process_state::stopping;
  }
  st.put(y);
  return y;
}

} // namespace

size_t fake_supervisor_state::count(process_kind kind) const {
  size_t y = 0;
  for (auto& x : started)
    y += x.id.kind == kind;
  return y;
}

const process_spec* fake_supervisor_state::last(process_kind kind) const {
  const process_spec* y = nullptr;
  for (auto& x : started)
    if (x.id.kind == kind)
      y = &x;
  return y;
}

supervisor_actor::behavior_type
fake_supervisor(pointer self, fake_supervisor_state** inside) {
  auto& st = self->state;
  *inside = &st;
  st.put = [self](process_status x) {
    auto& s = self->state;
    s.launches[x.launch] = x;
    if (auto& n = s.newest[x.id]; n.launch.empty() || n.launch == x.launch
                                  || alive(x.state) || !alive(n.state)) {
      n = x;
      put_fact(self, x);
    }
  };
  report_health(self, "supervisor", part_state::ready);
  return {
      [self](atom::read, const facts_after& x) { return read_facts(self, x); },
      [self](atom::get) { return self->state.me; },
      [](atom::log, const log_line&) {},
      [self](atom::tick) {
        answer_readers(self);
        for (auto& x : std::exchange(self->state.outside, {}))
          self->state.put(x);
        auto& timers = self->state.timers;
        while (!timers.empty()
               && timers.begin()->first <= self->clock().now()) {
          auto what = timers.begin()->second;
          timers.erase(timers.begin());
          what();
        }
      },
      [self](atom::start, const process_spec& x) { return start(self, x); },
      [self](atom::control, const process_control& x) {
        return control(self, x);
      },
      [self](atom::set,
             const configured_strategies& x) -> caf::result<part_status> {
        if (self->state.deaf > 0)
          return make_error(ec::unavailable, "down");
        self->state.configured.push_back(x.names);
        return self->state.me;
      },
      [](atom::get, const stats_query&) { return stats_history{}; },
      [](atom::get, const output_search&) { return output_matches{}; },
      [self](atom::get, const launches_query& q)
          -> caf::result<std::vector<process_status>> {
        auto& s = self->state;
        std::vector<process_status> y;
        if (q.launch.empty()) {
          if (auto i = s.newest.find(q.id);
              i != s.newest.end() && !i->second.launch.empty())
            y.push_back(i->second);
          return y;
        }
        auto i = s.launches.find(q.launch);
        if (i == s.launches.end())
          return make_error(ec::not_found, "no such launch");
        y.push_back(i->second);
        return y;
      },
      [self](atom::read, const output_range& q) -> caf::result<output_chunk> {
        output_chunk y;
        y.launch = q.launch;
        y.bytes = self->state.plan_of[q.launch].output;
        y.ended = true;
        return y;
      },
  };
}

} // namespace ftm::test
