#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/schema.hpp"
#include "actors/orchestrator/words.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

conductor::conductor(orchestrator_ptr self, orchestrator_options options,
                     supervisor_actor supervisor, monitor_actor monitors)
    : self_(self), options_(std::move(options)),
      supervisor_(std::move(supervisor)), monitors_(std::move(monitors)) {}

/// What a run waits for holds the run itself.
conductor::~conductor() {
  for (auto& [id, r] : runs_)
    r->look = r->best_look = r->best_then = {};
}

void conductor::begin() {
  report_health(self_, "orchestrator", part_state::starting);
  auto opened = db_.open(options_.state_dir / "orchestrator.sqlite",
                         orchestrator_schema());
  if (!opened.ok()) {
    db_error_ = opened.error;
    spdlog::error("orchestrator: database cannot be used: {}", db_error_);
  }
  load_config();
  if (db_.is_open())
    recover_runs();
  update_health();
  read_supervisor(milliseconds{50});
}

timestamp conductor::now() const {
  return std::chrono::system_clock::now();
}

void conductor::after(milliseconds delay, std::function<void()> what) {
  timers_.emplace(self_->clock().now() + delay, std::move(what));
  self_->delayed_send(self_, delay, atom::tick_v);
}

void conductor::at_latest(milliseconds delay, std::function<void()> what) {
  deadlines_.emplace(options_.boottime() + delay.count(), std::move(what));
  // Rounded up: the two clocks tick at different times.
  self_->delayed_send(self_, delay + milliseconds{1}, atom::tick_v);
}

/// Called from time to time, since timers stand still while the machine sleeps.
void conductor::look_at_deadlines() {
  auto t = options_.boottime();
  while (!deadlines_.empty() && deadlines_.begin()->first <= t) {
    auto what = std::move(deadlines_.begin()->second);
    deadlines_.erase(deadlines_.begin());
    what();
  }
}

void conductor::on_tick() {
  auto t = self_->clock().now();
  while (!timers_.empty() && timers_.begin()->first <= t) {
    auto what = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
    what();
  }
  look_at_deadlines();
  answer_config_readers();
}

void conductor::answer_config_readers() {
  config_readers_.answer(
      self_->clock().now(),
      [&](auto& q) { return q.revision != config_.revision; },
      [&](auto&) { return config_; });
}

void conductor::update_health() {
  auto note = db_error_;
  if (!config_error_.empty())
    note += (note.empty() ? "" : "; ") + config_error_;
  for (auto& [id, r] : runs_)
    if (!r->complaint.empty())
      note += (note.empty() ? "" : "; ") + r->complaint;
  report_health(self_, "orchestrator",
                note.empty() ? part_state::ready : part_state::degraded, note);
}

conductor::guard conductor::still(const run_ptr& r) {
  return [weak = std::weak_ptr{r}, ticket = r->ticket] {
    auto x = weak.lock();
    return x && x->ticket == ticket;
  };
}

std::string conductor::named(const run_ptr& r) {
  auto& name = r->machine.status().strategy;
  return "[" + name + "] run " + short_run(r->id(), name);
}

void conductor::alarm(const run_ptr& r, const std::string& what) {
  r->machine.restoring_because(what);
  publish(r);
  complain(r, what);
}

void conductor::complain(const run_ptr& r, const std::string& what) {
  if (r->complaint == what)
    return;
  r->complaint = what;
  spdlog::error("orchestrator: {} is not over yet: {}", named(r), what);
  update_health();
}

} // namespace ftm
