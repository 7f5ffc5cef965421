#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/error_text.hpp"
#include "actors/orchestrator/process_end.hpp"
#include "actors/orchestrator/trade_worker.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

using namespace std::chrono_literals;

namespace {

constexpr auto refused = "the supervisor refused it";

constexpr auto first_pause = 1000ms;

milliseconds longer(milliseconds x) {
  return std::min<milliseconds>(2 * x, 60s);
}

std::optional<process_kind> kind_of(step_kind x) {
  switch (x) {
  case step_kind::download_data:
    return process_kind::download_data;
  case step_kind::backtest:
    return process_kind::backtest;
  case step_kind::hyperopt:
    return process_kind::hyperopt;
  case step_kind::extract:
    return process_kind::hyperopt_show;
  default:
    return {};
  }
}

} // namespace

// Restoring goes through these in order, each repeated until it succeeds:
// own process stopped, trade with new params stopped, params put back, trade
// started if it ran before.

void conductor::restore(const run_ptr& r) {
  stop_own(r, process_kind::hyperopt_show, r->memory.new_best_launch,
           [this, r] { stop_own_process(r); });
}

void conductor::stop_own_process(const run_ptr& r) {
  const step_status* last = nullptr;
  for (auto& x : r->machine.status().steps)
    if (kind_of(x.kind) && !x.launch.empty() && x.state != step_state::done)
      last = &x;
  if (!last)
    return stop_own_trade(r);
  stop_own(r, *kind_of(last->kind), last->launch,
           [this, r] { stop_own_trade(r); });
}

void conductor::stop_own(const run_ptr& r, process_kind kind,
                         const std::string& launch, next then) {
  if (launch.empty())
    return then();
  auto id = r->process(kind);
  ask_launch(still(r), id, launch, [=, this](const process_status& s) {
    if (!is_launch(s.launch, launch) || has_ended(s.state))
      return then();
    stop_launch(r, id, s.launch, "", then, [=, this](const std::string& why) {
      alarm(r, std::string{to_string(kind)} + " cannot be stopped: " + why);
      after(2s, [=, this, wanted = still(r)] {
        if (wanted())
          stop_own(r, kind, launch, then);
      });
    });
  });
}

/// A bot that has the new params must not go on with them, whoever had it load
/// them: the run, the restart policy after a crash, or a person.
void conductor::stop_own_trade(const run_ptr& r) {
  if (!has_changed_params(r))
    return put_params_back(r, first_pause);
  std::string ours; // its reload may be under way
  for (auto& x : r->machine.status().steps)
    if (x.kind == step_kind::restart_trade && !x.launch.empty())
      ours = x.launch;
  auto id = r->process(process_kind::trade);
  ask_launch(still(r), id, "", [=, this](const process_status& s) {
    auto is_ours = !ours.empty() && is_launch(s.launch, ours);
    if (has_ended(s.state) || (!is_ours && !may_have_new_params(s, r->memory)))
      return put_params_back(r, first_pause);
    if (!is_ours)
      r->machine.remark("trade may have loaded the new params by itself, so it "
                        "is stopped and started");
    note_worker(r, s);
    r->memory.trade_ran = true;
    r->memory.hold = true;
    save(r);
    stop_launch(
        r, id, first_of(s.launch), r->id(),
        [this, r] { put_params_back(r, first_pause); },
        [=, this](const std::string& why) {
          alarm(r, "trade cannot be stopped: " + why);
          after(2s, [=, this, wanted = still(r)] {
            if (wanted())
              stop_own_trade(r);
          });
        });
  });
}

void conductor::put_params_back(const run_ptr& r, milliseconds pause) {
  auto error = restore_params(r);
  if (error.empty())
    return bring_trade_back(r, first_pause);
  alarm(r, "the old params cannot be put back: " + error);
  after(pause, [=, this, wanted = still(r)] {
    if (wanted())
      put_params_back(r, longer(pause));
  });
}

void conductor::bring_trade_back(const run_ptr& r, milliseconds pause) {
  auto& m = r->memory;
  auto touched = m.hold || !m.restore_launch.empty();
  for (auto& x : r->machine.status().steps)
    touched =
        touched || (x.kind == step_kind::restart_trade && !x.launch.empty());
  if (!m.trade_ran || !touched)
    return restored(r);
  ask_launch(still(r), r->process(process_kind::trade), "",
             [=, this](const process_status& s) { judge_trade(r, s, pause); });
}

void conductor::judge_trade(const run_ptr& r, const process_status& s,
                            milliseconds pause) {
  auto& m = r->memory;
  auto again = [=, this] { bring_trade_back(r, pause); };
  if (s.state == process_state::stopping)
    return watch(r, s.id, first_of(s.launch),
                 [r, again](const process_status&) {
                   ++r->ticket;
                   again();
                 });
  if (still_lives(s.state)) {
    auto fresh =
        s.launch.starts_with(r->id() + ".") && s.state != process_state::ready;
    if (!fresh) {
      r->machine.remark("trade runs");
      return restored(r);
    }
    auto launch = first_of(s.launch);
    return wait_ready(
        r, launch,
        [this, r](const std::string&) {
          r->machine.remark("trade runs again");
          restored(r);
        },
        [=, this](const std::string& why, bool) {
          // Alive is what it was before; killing it again brings nothing.
          ask_launch(still(r), s.id, "", [=, this](const process_status& y) {
            if (is_launch(y.launch, launch) && still_lives(y.state)) {
              r->machine.remark("trade runs again, but " + why);
              return restored(r);
            }
            alarm(r, why);
            after(pause, [=, this, wanted = still(r)] {
              if (wanted())
                bring_trade_back(r, longer(pause));
            });
          });
        });
  }
  if (is_stopped_by_hand(r, s)) {
    r->machine.remark("a person stopped trade meanwhile, so it stays stopped");
    m.hold = false;
    return restored(r);
  }
  start_trade_again(r, pause);
}

void conductor::start_trade_again(const run_ptr& r, milliseconds pause) {
  auto& m = r->memory;
  if (!r->configured) {
    r->machine.remark("its strategy is not configured any longer, so trade "
                      "cannot be started");
    return restored(r);
  }
  m.restore_launch =
      r->id() + ".restore_trade." + std::to_string(++m.restore_attempts);
  save(r);
  auto spec = trade_again(r);
  spec.launch = m.restore_launch;
  spdlog::info("orchestrator: {} starts trade again ({})", named(r),
               spec.launch);
  ask_start(
      still(r), std::move(spec),
      [=, this](const process_status& s) {
        r->memory.hold = false;
        save(r);
        if (has_ended(s.state)) {
          alarm(r, "trade ended at once"
                       + (s.error.empty() ? "" : ": " + s.error));
          after(pause, [=, this, wanted = still(r)] {
            if (wanted())
              bring_trade_back(r, longer(pause));
          });
          return;
        }
        judge_trade(r, s, longer(pause));
      },
      [=, this](const caf::error& e) {
        auto why = "trade cannot be started: " + sentence_of(e, refused);
        auto again = [=, this](const process_status& s) {
          // A person's stop came in between: looked at anew, it ends this.
          if (has_ended(s.state) && is_stopped_by_hand(r, s))
            return judge_trade(r, s, pause);
          alarm(r, why);
          after(pause, [=, this, wanted = still(r)] {
            if (wanted())
              bring_trade_back(r, longer(pause));
          });
        };
        if (code_of(e) != ec::conflict)
          return again({});
        ask_launch(still(r), r->process(process_kind::trade), "", again);
      });
}

void conductor::restored(const run_ptr& r, milliseconds pause) {
  auto done = [this, r] {
    r->memory.hold = false;
    r->complaint.clear();
    happen(r, run_event::restored);
  };
  if (!r->memory.hold)
    return done();
  process_control x;
  x.id = r->process(process_kind::trade);
  x.action = process_action::release;
  x.by = "run " + r->id();
  x.held_by = r->id();
  ask_control(
      still(r), std::move(x), [done](const process_status&) { done(); },
      [=, this](const caf::error& e) {
        auto code = code_of(e);
        if (code == ec::not_found || code == ec::conflict)
          return done(); // there is no such hold
        alarm(r,
              "the pause of trade cannot be ended: " + sentence_of(e, refused));
        after(pause, [=, this, wanted = still(r)] {
          if (wanted())
            restored(r, longer(pause));
        });
      });
}

} // namespace ftm
