#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/commands.hpp"
#include "actors/orchestrator/error_text.hpp"
#include "actors/orchestrator/process_end.hpp"

namespace ftm {

using namespace std::chrono_literals;

namespace {

constexpr auto refused = "the supervisor refused it";

/// A launch that never ran has had no effect, so that it may be repeated.
constexpr uint32_t most_attempts = 3;

} // namespace

/// Goes on when it is the run's turn to use `what`.
void conductor::with_turn(const run_ptr& r, const std::string& what,
                          const std::string& waiting, next then) {
  if (turns_.claim(what, r->id())) {
    r->look = {};
    goes_on(r);
    return then();
  }
  r->look = [this, r, what, waiting, then] {
    with_turn(r, what, waiting, then);
  };
  wait_for(r, waiting + " (run " + turns_.holder(what) + ")");
}

/// Starts the step's process when no other of its kind is alive, and tells how
/// it ended, with the end of its output. `before` is done when nothing foreign
/// runs, and again each time that something foreign has been waited for.
void conductor::run_process(const run_ptr& r, process_spec x, ended then,
                            prepare before) {
  auto other = process(x.id);
  if (other && still_lives(other->state)) {
    r->look = [=, this] { run_process(r, x, then, before); };
    return wait_for(r, "waiting for the " + std::string{to_string(x.id.kind)}
                           + " that already runs (" + other->launch + ")");
  }
  r->look = {};
  goes_on(r);
  if (!before)
    return begin_launch(r, std::move(x), std::move(then), {});
  before([=, this] {
    auto meanwhile = process(x.id);
    if (meanwhile && still_lives(meanwhile->state))
      run_process(r, x, then, before);
    else
      begin_launch(r, x, then, before);
  });
}

void conductor::begin_launch(const run_ptr& r, process_spec x, ended then,
                             prepare before) {
  x.launch = r->machine.next_attempt();
  x.run = r->id();
  x.by = "run " + r->id();
  if (!save(r))
    return step_fails(r, "the journal cannot be written, so nothing is "
                         "started");
  publish(r);
  launch(r, std::move(x), std::move(then), std::move(before));
}

void conductor::launch(const run_ptr& r, process_spec x, ended then,
                       prepare before) {
  auto id = x.id;
  auto mine = x.launch;
  auto tell = [=, this](const process_status& s) {
    r->look = {};
    ++r->ticket;
    if (auto* step = r->machine.current();
        never_ran(s) && step != nullptr && step->attempts < most_attempts)
      return run_process(r, x, then, before);
    ask_tail(still(r), id, s.launch,
             [then, s](const std::string& tail) { then(s, tail); });
  };
  auto again = [=, this] {
    r->look = {};
    ++r->ticket;
    goes_on(r);
    if (!before)
      return launch(r, x, then, before);
    before([=, this] {
      if (!save(r))
        return step_fails(r, "the journal cannot be written, so nothing is "
                             "started");
      launch(r, x, then, before);
    });
  };
  ask_start(
      still(r), x,
      [=, this](const process_status& s) {
        if (is_launch(s.launch, mine)) {
          if (has_ended(s.state))
            return tell(s);
          if (id.kind == process_kind::hyperopt)
            read_monitor(r, {}, 50ms); // for the progress
          return watch(r, id, mine, tell);
        }
        // Somebody was faster. Its end is told by a fact; the timer is for
        // ends that were told before this answer.
        wait_for(r, "waiting for the " + std::string{to_string(id.kind)}
                        + " that already runs (" + s.launch + ")");
        auto foreign = s.launch;
        r->look = [=, this] {
          if (auto f = process(id);
              f && f->launch == foreign && has_ended(f->state))
            again();
        };
        after(5s, [wanted = still(r), again] {
          if (wanted())
            again();
        });
      },
      [this, r](const caf::error& e) {
        step_fails(r, sentence_of(e, refused));
      });
}

/// Tells when a launch that was alive is over.
void conductor::watch(const run_ptr& r, process_id id, std::string launch,
                      told then) {
  auto asked = std::make_shared<bool>(false);
  r->look = [=, this] {
    auto f = process(id);
    if (f && is_launch(f->launch, launch)) {
      if (has_ended(f->state)) {
        auto s = *f;
        r->look = {};
        then(s);
      }
      return;
    }
    // Another launch is the newest: ours may be over, or is not yet in the
    // facts.
    if (std::exchange(*asked, true))
      return;
    ask_launch(still(r), id, launch, [=](const process_status& s) {
      *asked = false;
      if (is_launch(s.launch, launch) && has_ended(s.state) && r->look) {
        r->look = {};
        then(s);
      }
    });
  };
  auto look = r->look; // it may replace itself
  look();
}

/// Stops one launch and goes on when nothing of it is left.
void conductor::stop_launch(const run_ptr& r, process_id id, std::string launch,
                            const std::string& held_by, next then,
                            sentence otherwise) {
  process_control x;
  x.id = id;
  x.launch = launch;
  x.by = "run " + r->id();
  x.held_by = held_by;
  ask_control(
      still(r), std::move(x),
      [=, this](const process_status& s) {
        auto over = [=](const process_status&) {
          ++r->ticket;
          then();
        };
        if (!is_launch(s.launch, launch) || has_ended(s.state))
          return over(s);
        watch(r, id, launch, over);
      },
      [=, this](const caf::error& e) {
        auto code = code_of(e);
        if (code != ec::not_found && code != ec::conflict)
          return otherwise(sentence_of(e, refused));
        // It ended meanwhile, or was never started.
        ask_launch(still(r), id, launch, [=](const process_status& s) {
          if (is_launch(s.launch, launch) && still_lives(s.state))
            return otherwise(sentence_of(e, refused));
          ++r->ticket;
          then();
        });
      });
}

void conductor::simple_process(const run_ptr& r, process_kind kind) {
  auto go = [this, r, kind] {
    run_process(r, spec_of(r->settings, kind, local_date(now())),
                [this, r](const process_status& s, const std::string& tail) {
                  auto why = failure_of(s, tail);
                  if (why.empty())
                    step_done(r, "launch " + s.launch + " completed");
                  else
                    process_fails(r, s, why);
                });
  };
  if (kind != process_kind::backtest
      || !r->settings.backtest.delete_params_json)
    return go();
  with_params(r, [this, r, go] {
    if (auto error = delete_params(r); !error.empty())
      return step_fails(r, error);
    go();
  });
}

} // namespace ftm
