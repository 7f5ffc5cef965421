#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/commands.hpp"
#include "actors/orchestrator/error_text.hpp"
#include "actors/orchestrator/process_end.hpp"
#include "actors/orchestrator/result_files.hpp"
#include "actors/orchestrator/words.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

using namespace std::chrono_literals;

namespace {

constexpr auto refused = "the hyperopt monitor refused it";

} // namespace

void conductor::cleanup(const run_ptr& r) {
  auto days = r->settings.schedule.cleanup_days;
  if (days == 0)
    return happen(r, run_event::step_skipped, "cleanup_days is 0");
  auto y =
      clean_results(r->places.results, r->settings.strategy_name, days, now());
  for (auto& name : y.removed)
    spdlog::info("orchestrator: {} removed {}", named(r), name);
  if (!y.error.empty())
    return step_fails(r, y.error);
  step_done(r, std::to_string(y.removed.size()) + " result files older than "
                   + std::to_string(days) + " days removed, "
                   + size_in_words(y.bytes));
}

/// One hyperopt at a time in a user_data folder: freqtrade's lock would end
/// the second one at once, with exit code 0.
void conductor::hyperopt(const run_ptr& r) {
  auto& h = r->settings.hyperopt;
  auto take_turn = [this, r] {
    auto folder = r->places.user_data.string();
    with_turn(r, "hyperopt:" + folder,
              "waiting for the hyperopt that shares " + folder,
              [this, r] { hyperopt_begin(r); });
  };
  if (h.delete_params_json || !h.disable_param_export)
    return with_params(r, take_turn);
  if (brings_new_bests_in(r)) {
    auto error = find_params(r);
    if (error.empty())
      return with_params(r, take_turn);
    spdlog::warn("orchestrator: {} cannot bring in the best so far: {}",
                 named(r), error);
  }
  take_turn();
}

void conductor::hyperopt_begin(const run_ptr& r) {
  auto& s = r->settings;
  if (auto other = rival(s.name, r->places.user_data)) {
    r->look = [this, r] { hyperopt_begin(r); };
    return wait_for(r, "waiting for the hyperopt of " + other->id.strategy
                           + ", which shares " + r->places.user_data.string());
  }
  if (auto own = process(r->process(process_kind::hyperopt));
      own && still_lives(own->state)) {
    r->look = [this, r] { hyperopt_begin(r); };
    return wait_for(r, "waiting for the hyperopt that already runs ("
                           + own->launch + ")");
  }
  r->look = {};
  goes_on(r);
  std::string error;
  if (s.hyperopt.delete_params_json)
    error = delete_params(r);
  else if (!s.hyperopt.disable_param_export)
    error = before_change(r);
  if (!error.empty())
    return step_fails(r, error);
  if (!s.hyperopt.disable_param_export)
    r->memory.params_touched = now() - 1s;
  auto step = r->machine.current();
  step->done = 0;
  step->total = s.hyperopt.epochs;
  run_process(
      r, spec_of(s, process_kind::hyperopt, local_date(now())),
      [this, r](const process_status& x, const std::string& tail) {
        hyperopt_ended(r, x, tail);
      },
      [this, r](const next& go) { list_files_before(r, go); });
}

/// What lies there when nothing else writes any longer is not this run's.
void conductor::list_files_before(const run_ptr& r, next then) {
  ask_files(
      still(r), r->settings.name,
      [r, then](std::vector<result_file>& files) {
        r->memory.files_before.clear();
        for (auto& x : files)
          r->memory.files_before.push_back(x.name);
        then();
      },
      [this, r](const caf::error& e) {
        step_fails(r, sentence_of(e, refused));
      });
}

void conductor::hyperopt_ended(const run_ptr& r, const process_status& x,
                               const std::string& tail) {
  if (auto why = failure_of(x, tail); !why.empty()) {
    // With a process beside it, restoring stops that first.
    if (r->memory.params_touched && r->memory.new_best_launch.empty())
      after_process(r, {});
    return process_fails(r, x, why);
  }
  close_new_best(r, [=, this] { find_result(r, x); });
}

void conductor::find_result(const run_ptr& r, const process_status& x) {
  if (r->memory.params_touched)
    if (auto error = after_process(r, {}); !error.empty())
      return step_fails(r, error);
  result_writer by;
  by.launch = r->machine.current()->launch;
  // Another time zone of its own makes the file's name say nothing here.
  if (!r->settings.environment.contains("TZ"))
    by.started = x.started_at;
  by.ended = x.ended_at;
  ask_files(
      still(r), r->settings.name,
      [this, r, by](std::vector<result_file>& files) {
        auto y = choose_result(files, r->memory.files_before,
                               r->settings.strategy_name, by);
        if (!y.file)
          return step_fails(r, y.error);
        r->memory.file = y.file->name;
        r->memory.inode = y.file->inode;
        r->memory.bytes = y.file->bytes;
        auto note =
            "wrote " + y.file->name + ", " + size_in_words(y.file->bytes);
        if (auto n = r->best.count(); n > 0)
          note += "; the best so far was brought in " + std::to_string(n)
                  + (n == 1 ? " time" : " times") + " meanwhile";
        step_done(r, note);
      },
      [this, r](const caf::error& e) {
        step_fails(r, sentence_of(e, refused));
      });
}

} // namespace ftm
