#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/commands.hpp"
#include "actors/orchestrator/error_text.hpp"
#include "actors/orchestrator/process_end.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

using namespace std::chrono_literals;

// extract.on_new_best: while hyperopt runs, each new winner by our criteria is
// extracted by a process beside the step's own. It never makes the run fail,
// never restarts trade, and decides nothing: evaluate and extract do that
// afterwards.

namespace {

constexpr auto refused = "it was refused";

constexpr uint32_t most_attempts = 6; ///< at half-written lines

} // namespace

/// Whether this run does that at all.
bool conductor::brings_new_bests_in(const run_ptr& r) const {
  return r->settings.extract_on_new_best && has_step(r, step_kind::extract);
}

/// True as long as the process beside the step is wanted.
conductor::guard conductor::beside(const run_ptr& r) {
  return [weak = std::weak_ptr{r}, ticket = r->best_ticket] {
    auto x = weak.lock();
    return x && x->best_ticket == ticket;
  };
}

void conductor::note_winner(const run_ptr& r, const hyperopt_status& x) {
  if (brings_new_bests_in(r) && !r->memory.params_file.empty() && x.winner
      && r->best.winner(x.file, *x.winner))
    begin_new_best(r);
}

void conductor::begin_new_best(const run_ptr& r) {
  auto x = r->best.begin();
  if (!x)
    return;
  ask_epoch(
      beside(r), epoch_query{{r->settings.name, x->file, ""}, x->line},
      [=, this](epoch_record& y) { show_new_best(r, *x, y.json, 1); },
      [=, this](const caf::error& e) {
        new_best_over(r, *x, sentence_of(e, refused));
      });
}

void conductor::show_new_best(const run_ptr& r, const params_source& x,
                              const std::string& record, uint32_t attempt) {
  auto& m = r->memory;
  if (auto error = before_change(r); !error.empty())
    return new_best_over(r, x, error);
  if (!m.params_touched)
    m.params_touched = now() - 1s;
  auto launch = r->id() + ".new_best." + std::to_string(++m.new_bests);
  m.new_best_launch = launch;
  if (!save(r))
    return new_best_over(r, x, "the journal cannot be written");
  auto spec = show_spec(r->settings, x.file, x.line);
  auto id = spec.id;
  spec.launch = launch;
  spec.run = r->id();
  spec.by = "run " + r->id();
  auto over = [=, this](const process_status& s) {
    ask_tail(beside(r), id, s.launch, [=, this](const std::string& tail) {
      new_best_shown(r, x, record, attempt, failure_of(s, tail),
                     met_half_line(tail));
    });
  };
  ask_start(
      beside(r), std::move(spec),
      [=, this](const process_status& s) {
        if (!is_launch(s.launch, launch))
          return new_best_over(r, x, "another hyperopt-show runs");
        if (has_ended(s.state))
          return over(s);
        r->best_look = [=, this] {
          auto f = process(id);
          if (!f || !is_launch(f->launch, launch) || !has_ended(f->state))
            return;
          auto y = *f;
          r->best_look = {};
          over(y);
        };
        auto look = r->best_look; // it may replace itself
        look();
      },
      [=, this](const caf::error& e) {
        new_best_over(r, x, sentence_of(e, refused));
      });
}

void conductor::new_best_shown(const run_ptr& r, const params_source& x,
                               const std::string& record, uint32_t attempt,
                               std::string why, bool half_line) {
  auto& m = r->memory;
  if (!why.empty() && half_line && attempt < most_attempts
      && r->best.worthwhile()) {
    // The hyperopt is writing to the file; it is whole in a moment.
    m.new_best_launch.clear();
    save(r);
    after(milliseconds{500} * (1 << (attempt - 1)),
          [=, this, wanted = beside(r)] {
            if (wanted())
              show_new_best(r, x, record, attempt + 1);
          });
    return;
  }
  if (why.empty()) {
    auto content = read_params(m.params_file, why);
    if (why.empty())
      why = params_mismatch(content, record, r->settings.strategy_name);
    if (why.empty()) {
      m.params_after = version_of(content);
      why = vault_.keep(r->settings.name, content, r->id(), x, now());
    }
  }
  new_best_over(r, x, why);
}

/// One is brought in, or `why` says why not; then comes the newest, if any.
void conductor::new_best_over(const run_ptr& r, const params_source& x,
                              const std::string& why) {
  auto& m = r->memory;
  m.new_best_launch.clear();
  auto line = "line " + std::to_string(x.line) + " of " + x.file;
  if (why.empty())
    spdlog::info("orchestrator: {} brought in {}, the best so far", named(r),
                 line);
  else
    spdlog::warn("orchestrator: {} did not bring in {}, the best so far: {}",
                 named(r), line, why);
  // The hyperopt may still write the file itself.
  auto since = m.params_touched;
  after_process(r, x);
  if (!r->settings.hyperopt.disable_param_export)
    m.params_touched = since;
  save(r);
  note_params(r->settings.name);
  r->best.ended(why.empty());
  if (auto then = std::exchange(r->best_then, {}))
    return then();
  begin_new_best(r);
}

/// Goes on when no process beside the step is left, and begins none.
void conductor::close_new_best(const run_ptr& r, next then) {
  r->best.close();
  if (!r->memory.new_best_launch.empty()) {
    r->best_then = [wanted = still(r), then] {
      if (wanted())
        then();
    };
    return;
  }
  drop_new_best(r);
  then();
}

/// What is left of it is stopped by restoring.
void conductor::drop_new_best(const run_ptr& r) {
  ++r->best_ticket;
  r->best_look = {};
  r->best_then = {};
}

} // namespace ftm
