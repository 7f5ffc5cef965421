#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/commands.hpp"
#include "actors/orchestrator/process_end.hpp"
#include "actors/orchestrator/words.hpp"
#include "shared/util/names.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

namespace {

bool contains(const std::vector<step_kind>& xs, step_kind x) {
  return std::find(xs.begin(), xs.end(), x) != xs.end();
}

} // namespace

/// Why the request makes no sense; "" = it does.
std::string conductor::check(const run_request& x,
                             const strategy_view& s) const {
  if (!is_id(x.id, 48))
    return "the run's id must be 1 to 48 of [A-Za-z0-9._-], not " + x.id;
  auto has = [&](step_kind k) { return contains(x.steps, k); };
  auto brought = x.params.has_value();
  if (brought && x.params->version.empty()
      && (x.params->file.empty()
          || x.params->file.find('/') != std::string::npos))
    return "params need a version, or a file's bare name";
  if (x.steps.empty())
    return {};
  if (has(step_kind::evaluate) && !has(step_kind::hyperopt) && !brought)
    return "evaluate without hyperopt needs a file in params: an older result "
           "is never taken by itself";
  if (has(step_kind::extract) && !has(step_kind::evaluate)
      && !(brought && (!x.params->version.empty() || x.params->line > 0)))
    return "extract without evaluate needs a file and a line, or a version, in "
           "params";
  (void) s;
  return {};
}

std::vector<step_status> conductor::plan(const run_request& x,
                                         const strategy_view& s) const {
  if (x.steps.empty())
    return whole_cycle(in_order(s.settings.steps));
  std::vector<step_status> y;
  for (auto k : in_order(x.steps))
    y.emplace_back().kind = k;
  return y;
}

caf::result<run_status> conductor::start_run(const run_request& x) {
  if (auto i = runs_.find(x.id); i != runs_.end())
    return told_status(i->second);
  if (!db_.is_open())
    return make_error(ec::storage, db_error_);
  if (auto known = journal_.find(x.id))
    return known->status;
  auto s = strategies_.find(x.strategy);
  if (s == strategies_.end())
    return make_error(ec::not_found, "there is no strategy " + x.strategy);
  if (auto why = check(x, s->second); !why.empty())
    return make_error(ec::invalid, why);
  if (x.dry_run)
    return dry_run(x, s->second);
  if (auto other = run_of(x.strategy))
    return told_status(other);
  if (!s->second.settings.enabled)
    return make_error(ec::conflict,
                      x.strategy + " is not enabled in config.yaml");
  run_status status;
  status.id = x.id;
  status.strategy = x.strategy;
  status.trigger = x.trigger;
  status.by = x.by;
  status.started_at = now();
  status.steps = plan(x, s->second);
  auto r = std::make_shared<active_run>(std::move(status));
  r->settings = s->second.settings;
  r->places = s->second.places;
  r->memory.params = x.params;
  r->memory.revision = config_.revision;
  if (auto error = journal_.save({r->machine.status(), r->memory});
      !error.empty())
    return make_error(ec::storage, error);
  runs_.emplace(x.id, r);
  spdlog::info("orchestrator: {} was started by {}", named(r), x.by);
  look_whether_to_begin(r);
  return r->machine.status();
}

/// Whether trade runs now decides whether it is started again at the end, so
/// nothing begins before the supervisor has told.
void conductor::look_whether_to_begin(const run_ptr& r) {
  if (!processes_known_) {
    r->look = [this, r] { look_whether_to_begin(r); };
    happen(r, run_event::step_waits, "waiting for the supervisor");
    return;
  }
  r->look = {};
  if (auto trade = process(r->process(process_kind::trade));
      trade && is_to_live(*trade)) {
    r->memory.trade_ran = true;
    r->memory.trade_launch = trade->launch;
    note_worker(r, *trade);
  }
  happen(r, run_event::begin);
}

caf::result<run_status> conductor::control_run(const run_control& x) {
  auto i = runs_.find(x.run);
  if (i == runs_.end()) {
    auto known = db_.is_open() ? journal_.find(x.run) : std::nullopt;
    if (!known)
      return make_error(ec::not_found, "there is no run " + x.run);
    return make_error(ec::conflict,
                      "the run is over: "
                          + std::string{to_string(known->status.state)});
  }
  auto r = i->second;
  if (x.action != run_action::cancel)
    return make_error(ec::conflict,
                      "the run cannot " + std::string{to_string(x.action)}
                          + ": it is " + to_string(r->machine.state()));
  spdlog::info("orchestrator: {} is cancelled by {}", named(r), x.by);
  happen(r, run_event::cancel, x.by.empty() ? "a person" : x.by);
  return r->machine.status();
}

void conductor::happen(const run_ptr& r, run_event e, const std::string& text) {
  auto effect = r->machine.apply(e, now(), text);
  if (effect == run_effect::refused || runs_.count(r->id()) == 0)
    return;
  if (effect == run_effect::none) {
    save(r);
    publish(r);
    return;
  }
  ++r->ticket;
  r->look = {};
  drop_new_best(r);
  r->best = {};
  r->waits = false;
  if (turns_.release("hyperopt:" + r->places.user_data.string(), r->id()))
    after(milliseconds{0}, [this] { look_at_runs(); });
  if (effect == run_effect::finish)
    return finish_run(r, milliseconds{1000});
  auto saved = save(r);
  publish(r);
  if (effect == run_effect::restore)
    return restore(r);
  if (!saved)
    return step_fails(r, "the journal cannot be written");
  begin_step(r);
}

void conductor::begin_step(const run_ptr& r) {
  switch (r->machine.current()->kind) {
  case step_kind::stop_trade:
    return stop_trade(r);
  case step_kind::download_data:
    return simple_process(r, process_kind::download_data);
  case step_kind::backtest:
    return simple_process(r, process_kind::backtest);
  case step_kind::cleanup_results:
    return cleanup(r);
  case step_kind::hyperopt:
    return hyperopt(r);
  case step_kind::evaluate:
    return evaluate(r);
  case step_kind::extract:
    return extract(r);
  case step_kind::restart_trade:
    return restart_trade(r);
  }
}

void conductor::step_done(const run_ptr& r, const std::string& note) {
  auto& step = *r->machine.current();
  auto took = std::chrono::duration_cast<milliseconds>(
      now() - step.started_at.value_or(now()));
  spdlog::info("orchestrator: {} did {} in {} ({})", named(r),
               to_string(step.kind), duration_in_words(took), note);
  happen(r, run_event::step_done, note);
}

void conductor::step_fails(const run_ptr& r, const std::string& why) {
  spdlog::error("orchestrator: {} failed at {}: {}", named(r),
                to_string(r->machine.current()->kind), why);
  happen(r, run_event::step_failed, why);
}

/// As step_fails, but the reason is that a limit was reached.
void conductor::step_timed_out(const run_ptr& r, const std::string& why) {
  spdlog::error("orchestrator: {} ran out of time at {}: {}", named(r),
                to_string(r->machine.current()->kind), why);
  happen(r, run_event::step_timed_out, why);
}

/// The step's process did not do what it was for.
void conductor::process_fails(const run_ptr& r, const process_status& x,
                              const std::string& why) {
  if (ran_out_of_time(x))
    step_timed_out(r, why);
  else
    step_fails(r, why);
}

void conductor::wait_for(const run_ptr& r, const std::string& what) {
  if (r->waits && r->machine.status().outcome == capitalised(what))
    return;
  r->waits = true;
  happen(r, run_event::step_waits, what);
}

void conductor::goes_on(const run_ptr& r) {
  if (std::exchange(r->waits, false))
    happen(r, run_event::step_goes_on);
}

bool conductor::save(const run_ptr& r) {
  auto error = journal_.save({r->machine.status(), r->memory});
  if (!error.empty())
    spdlog::error("orchestrator: {}: the journal cannot be written: {}",
                  named(r), error);
  return error.empty();
}

void conductor::publish(const run_ptr& r) {
  auto s = told_status(r);
  auto& last = last_fact_[s.strategy];
  if (!last.empty() && last != s.id)
    self_->state.facts.drop("run/" + last);
  last = s.id;
  put_fact(self_, std::move(s));
}

run_ptr conductor::run_of(const std::string& strategy) const {
  for (auto& [id, r] : runs_)
    if (r->machine.status().strategy == strategy)
      return r;
  return {};
}

bool conductor::has_step(const run_ptr& r, step_kind x) const {
  for (auto& s : r->machine.status().steps)
    if (s.kind == x && s.state != step_state::skipped)
      return true;
  return false;
}

} // namespace ftm
