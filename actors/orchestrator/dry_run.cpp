#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/commands.hpp"
#include "actors/orchestrator/judgement.hpp"
#include "actors/orchestrator/process_end.hpp"
#include "actors/orchestrator/result_files.hpp"

namespace ftm {

/// What each step would do, in its note. Changes nothing.
run_status conductor::dry_run(const run_request& x,
                              const strategy_view& s) const {
  run_status y;
  y.id = x.id;
  y.strategy = x.strategy;
  y.trigger = x.trigger;
  y.by = x.by;
  y.state = run_state::done;
  y.started_at = now();
  y.ended_at = y.started_at;
  y.outcome = "Dry run: nothing was changed";
  y.steps = plan(x, s);
  auto today = local_date(y.started_at);
  auto command = [&](process_kind k) {
    return "would run: " + shown(spec_of(s.settings, k, today).command);
  };
  auto trade = process({x.strategy, process_kind::trade});
  auto trades = trade && still_lives(trade->state);
  auto graceful = s.settings.restart_mode == config::reload_kind::graceful;
  for (auto& step : y.steps) {
    if (step.state == step_state::skipped)
      continue;
    step.state = step_state::done;
    switch (step.kind) {
    case step_kind::stop_trade:
      step.note = !trades ? "trade is not running: nothing to stop"
                  : graceful
                      ? "trade would go on (launch " + trade->launch + ")"
                      : "would stop trade (launch " + trade->launch + ")";
      break;
    case step_kind::download_data:
      step.note = command(process_kind::download_data);
      break;
    case step_kind::backtest:
      step.note = command(process_kind::backtest);
      break;
    case step_kind::cleanup_results: {
      auto old = old_results(s.places.results, s.settings.strategy_name,
                             s.settings.schedule.cleanup_days, y.started_at);
      step.note = "would remove " + std::to_string(old.removed.size())
                  + " result files";
      for (auto& name : old.removed)
        step.note += (&name == &old.removed.front() ? ": " : ", ") + name;
      break;
    }
    case step_kind::hyperopt:
      step.note = command(process_kind::hyperopt);
      break;
    case step_kind::evaluate:
      step.note = "would choose the best epoch by:";
      for (auto& c : s.settings.criteria)
        step.note +=
            (&c == &s.settings.criteria.front() ? " " : "; ") + shown(c);
      break;
    case step_kind::extract: {
      auto file = x.params ? x.params->file : "FILE";
      auto spec = show_spec(s.settings, file, x.params ? x.params->line : 0);
      step.note = x.params && !x.params->version.empty()
                      ? "would put back version " + x.params->version
                      : "would run: " + shown(spec.command);
      break;
    }
    case step_kind::restart_trade:
      step.note = !trades    ? "trade is not running: it would not be started"
                  : graceful ? "would reload trade (launch " + trade->launch
                                   + "), or if that fails restart it"
                             : command(process_kind::trade);
      break;
    }
  }
  return y;
}

} // namespace ftm
