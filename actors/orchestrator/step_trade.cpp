#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/commands.hpp"
#include "actors/orchestrator/error_text.hpp"
#include "actors/orchestrator/process_end.hpp"
#include "actors/orchestrator/trade_worker.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

using namespace std::chrono_literals;

namespace {

constexpr auto refused = "the supervisor refused it";

/// A bot that says nothing at all is believed to trade when it has lived this
/// long.
constexpr auto silent_life = 30s;

} // namespace

void conductor::stop_trade(const run_ptr& r) {
  auto id = r->process(process_kind::trade);
  ask_launch(still(r), id, "", [this, r, id](const process_status& s) {
    if (has_ended(s.state)) {
      // It may have ended by itself since the run began.
      return step_done(r, "trade was not running");
    }
    if (!r->memory.trade_ran && is_to_live(s))
      r->memory.trade_ran = true; // somebody started it just now
    r->memory.hold = r->memory.trade_ran;
    r->memory.trade_launch = s.launch;
    note_worker(r, s);
    auto goes_on = reloads(r);
    if (goes_on)
      r->memory.hold = false;
    if (!save(r))
      return step_fails(r, "the journal cannot be written, so trade is not "
                           "stopped");
    if (goes_on)
      return step_done(r, "restart_mode graceful: launch " + s.launch
                              + " goes on trading");
    arm_pause(r);
    auto launch = first_of(s.launch); // it may be relaunched just now
    stop_launch(
        r, id, launch, r->memory.hold ? r->id() : "",
        [this, r, launch] {
          step_done(r, "launch " + launch + " stopped"
                           + (has_step(r, step_kind::restart_trade)
                                  ? ""
                                  : "; restart_trade is off, so it stays "
                                    "stopped after this run"));
        },
        [this, r](const std::string& why) {
          step_fails(r, "trade cannot be stopped: " + why);
        });
  });
}

/// From now on trade is paused, and not for longer than allowed.
void conductor::arm_pause(const run_ptr& r) {
  auto limit = r->settings.max_trade_pause;
  if (limit.count() <= 0)
    return;
  at_latest(limit, [this, weak = std::weak_ptr{r}, limit] {
    auto x = weak.lock();
    if (!x || !x->memory.hold)
      return;
    auto minutes = std::chrono::duration_cast<std::chrono::minutes>(limit);
    spdlog::error("orchestrator: {} paused trade for too long", named(x));
    happen(x, run_event::pause_expired,
           "trade was paused for " + std::to_string(minutes.count())
               + " minutes, the longest that workflow.max_trade_pause allows");
  });
}

/// Trade is started again if and only if it ran before, and then in any case
/// anew, so that it trades with the params of this run.
void conductor::restart_trade(const run_ptr& r) {
  if (!r->memory.trade_ran)
    return happen(r, run_event::step_skipped,
                  "trade did not run before, so it is not started");
  auto id = r->process(process_kind::trade);
  ask_launch(still(r), id, "", [this, r, id](const process_status& s) {
    if (has_ended(s.state)) {
      if (is_stopped_by_hand(r, s))
        return trade_stays_stopped(r);
      return start_trade(r);
    }
    if (reloads(r)) {
      r->no_reload = why_no_reload(
          s, spec_of(r->settings, process_kind::trade, local_date(now())));
      if (r->no_reload.empty() && s.state == process_state::ready)
        return reload_trade(r, s.launch);
    }
    stop_and_start_trade(r, s);
  });
}

/// What trade does is what it shall do again.
void conductor::note_worker(const run_ptr& r, const process_status& s) {
  if (still_lives(s.state) && !s.worker_state.empty())
    r->memory.worker_state = s.worker_state;
}

process_spec conductor::trade_again(const run_ptr& r) const {
  auto y = trade_spec(r->settings, local_date(now()), r->memory.worker_state);
  y.run = r->id();
  y.by = "run " + r->id();
  return y;
}

void conductor::stop_and_start_trade(const run_ptr& r,
                                     const process_status& s) {
  note_worker(r, s);
  r->memory.hold = true;
  if (!save(r))
    return step_fails(r, "the journal cannot be written, so trade is not "
                         "restarted");
  arm_pause(r);
  stop_launch(
      r, r->process(process_kind::trade), first_of(s.launch), r->id(),
      [this, r] { start_trade(r); },
      [this, r](const std::string& why) {
        step_fails(r, "trade cannot be stopped: " + why);
      });
}

void conductor::trade_stays_stopped(const run_ptr& r) {
  r->memory.hold = false;
  happen(r, run_event::step_skipped,
         "a person stopped trade meanwhile, so it is not started");
}

void conductor::start_trade(const run_ptr& r) {
  auto spec = trade_again(r);
  spec.launch = r->machine.next_attempt();
  if (!save(r))
    return step_fails(r, "the journal cannot be written, so trade is not "
                         "started");
  publish(r);
  auto launch = spec.launch;
  ask_start(
      still(r), std::move(spec),
      [this, r, launch](const process_status& s) {
        if (!is_launch(s.launch,
                       launch)) // a person was faster: with old params
          return restart_trade(r);
        r->memory.hold = false;
        save(r);
        wait_ready(
            r, launch,
            [this, r, launch](const std::string& how) {
              auto note = "launch " + launch + " is " + how;
              if (!r->no_reload.empty())
                note = "trade could not be reloaded (" + r->no_reload
                       + "), so it was stopped and started: " + note;
              step_done(r, note);
            },
            [this, r](const std::string& why, bool late) {
              late ? step_timed_out(r, why) : step_fails(r, why);
            });
      },
      [this, r](const caf::error& e) {
        auto why = "trade cannot be started: " + sentence_of(e, refused);
        if (code_of(e) != ec::conflict)
          return step_fails(r, why);
        // A person's stop came in between: theirs counts, and is no failure.
        ask_launch(still(r), r->process(process_kind::trade), "",
                   [this, r, why](const process_status& s) {
                     if (has_ended(s.state) && is_stopped_by_hand(r, s))
                       trade_stays_stopped(r);
                     else
                       step_fails(r, why);
                   });
      });
}

/// Whether a person wants trade not to run; ours to pause it is another thing.
bool conductor::is_stopped_by_hand(const run_ptr& r, const process_status& s) {
  return !s.wanted && s.held_by != r->id() && !s.launch.empty();
}

/// Ready as the supervisor sees it, or up and suspended, if that is what its
/// config or a person wants; where the bot's console shows nothing at all,
/// being alive for a while must do. `then` hears which.
void conductor::wait_ready(const run_ptr& r, const std::string& launch,
                           sentence then, not_ready otherwise) {
  auto id = r->process(process_kind::trade);
  ++r->ticket;
  auto wanted = still(r);
  auto finish = [r](const auto& what, const auto&... xs) {
    r->look = {};
    ++r->ticket;
    what(xs...);
  };
  auto limit = r->settings.ready_timeout;
  at_latest(limit, [=] {
    if (wanted())
      finish(otherwise,
             "trade was not ready within " + std::to_string(limit.count())
                 + " s",
             true);
  });
  auto life = std::min<milliseconds>(silent_life, limit / 2);
  after(life, [=, this] {
    if (!wanted())
      return;
    ask_tail(wanted, id, launch, [=, this](const std::string& tail) {
      auto f = process(id);
      if (tail.empty() && f && is_launch(f->launch, launch)
          && still_lives(f->state) && f->state != process_state::backing_off)
        finish(then, "alive; its console says nothing");
    });
  });
  r->look = [=, this] {
    auto f = process(id);
    if (!f || !is_launch(f->launch, launch))
      return;
    if (f->state == process_state::ready) {
      finish(then, "ready");
    } else if (is_suspended(*f)) {
      finish(then, f->worker_state == r->memory.worker_state
                       ? "up and " + f->worker_state + ", as trade was before"
                       : "up, but " + f->worker_state
                             + ": so says initial_state of its config, or a "
                               "person");
    } else if (has_ended(f->state)) {
      auto why = f->error;
      finish(otherwise,
             "trade ended before it was ready"
                 + (why.empty() ? "" : ": " + why),
             false);
    }
  };
  auto look = r->look; // it may replace itself
  look();
}

} // namespace ftm
