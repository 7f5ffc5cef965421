#include "actors/orchestrator/orchestrator.hpp"

#include "actors/orchestrator/conductor.hpp"

namespace ftm {

orchestrator_state::orchestrator_state() = default;
orchestrator_state::~orchestrator_state() = default;

orchestrator_actor::behavior_type
orchestrator(orchestrator_actor::stateful_pointer<orchestrator_state> self,
             orchestrator_options options, supervisor_actor supervisor,
             monitor_actor monitors) {
  auto& st = self->state;
  st.inner = std::make_unique<conductor>(
      self, std::move(options), std::move(supervisor), std::move(monitors));
  st.inner->begin();
  auto& c = *st.inner;
  return {
      [self](atom::read, const facts_after& x) { return read_facts(self, x); },
      [self](atom::get) { return self->state.me; },
      [self](atom::log, log_line& x) { put_fact(self, std::move(x)); },
      [self, &c](atom::tick) {
        answer_readers(self);
        c.on_tick();
      },
      [&c](atom::start, const run_request& x) { return c.start_run(x); },
      [&c](atom::start, const process_request& x) { return c.start_single(x); },
      [&c](atom::control, const run_control& x) { return c.control_run(x); },
      [&c](atom::set, const switches& x) { return c.set_switches(x); },
      [&c](atom::set, const config_change& x) { return c.change_config(x); },
      [&c](atom::read, const config_after& x) { return c.read_config(x); },
      [&c](atom::get, const runs_query& x) { return c.list_runs(x); },
      [&c](atom::get, const decision_query& x) { return c.decision(x); },
      [&c](atom::get, const params_query& x) { return c.list_params(x); },
  };
}

} // namespace ftm
