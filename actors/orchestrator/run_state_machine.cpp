#include "actors/orchestrator/run_state_machine.hpp"

#include "actors/orchestrator/words.hpp"

#include <algorithm>

namespace ftm {

namespace {

using s = run_state;
using e = run_effect;

/// Follows why a run is undone, as long as it is.
constexpr auto restoring = ". Restoring";

constexpr size_t states = 5;
constexpr size_t events = 11;

constexpr run_rule no(run_state x) {
  return {x, e::refused};
}

// Rows: waiting, running, restoring, done, restored. Columns: run_event.
constexpr run_rule table[states][events] = {
    {
        {s::running, e::begin_step}, // begin
        {s::waiting, e::none},       // step_waits
        {s::running, e::none},       // step_goes_on
        {s::running, e::begin_step}, // step_done
        {s::running, e::begin_step}, // step_skipped
        {s::restoring, e::restore},  // step_failed
        {s::restoring, e::restore},  // step_timed_out
        {s::restoring, e::restore},  // cancel
        {s::restoring, e::restore},  // pause_expired
        {s::restoring, e::restore},  // found
        no(s::waiting),              // restored
    },
    {
        no(s::running),              // begin
        {s::waiting, e::none},       // step_waits
        {s::running, e::none},       // step_goes_on
        {s::running, e::begin_step}, // step_done
        {s::running, e::begin_step}, // step_skipped
        {s::restoring, e::restore},  // step_failed
        {s::restoring, e::restore},  // step_timed_out
        {s::restoring, e::restore},  // cancel
        {s::restoring, e::restore},  // pause_expired
        {s::restoring, e::restore},  // found
        no(s::running),              // restored
    },
    {
        no(s::restoring),           // begin
        no(s::restoring),           // step_waits
        no(s::restoring),           // step_goes_on
        no(s::restoring),           // step_done: too late
        no(s::restoring),           // step_skipped
        no(s::restoring),           // step_failed
        no(s::restoring),           // step_timed_out
        {s::restoring, e::none},    // cancel: it is being undone already
        {s::restoring, e::none},    // pause_expired
        {s::restoring, e::restore}, // found
        {s::restored, e::finish},   // restored
    },
    {
        no(s::done),
        no(s::done),
        no(s::done),
        no(s::done),
        no(s::done),
        no(s::done),
        no(s::done),
        no(s::done),
        no(s::done),
        no(s::done),
        no(s::done),
    },
    {
        no(s::restored),
        no(s::restored),
        no(s::restored),
        no(s::restored),
        no(s::restored),
        no(s::restored),
        no(s::restored),
        no(s::restored),
        no(s::restored),
        no(s::restored),
        no(s::restored),
    },
};

} // namespace

const char* to_string(run_event x) {
  constexpr const char* names[] = {
      "begin",         "step_waits",  "step_goes_on",   "step_done",
      "step_skipped",  "step_failed", "step_timed_out", "cancel",
      "pause_expired", "found",       "restored"};
  return name_in(names, x);
}

run_rule rule_of(run_state state, run_event event) {
  auto i = static_cast<size_t>(state);
  auto k = static_cast<size_t>(event);
  return i < states && k < events ? table[i][k] : no(state);
}

std::vector<step_kind> in_order(std::vector<step_kind> xs) {
  std::sort(xs.begin(), xs.end());
  xs.erase(std::unique(xs.begin(), xs.end()), xs.end());
  return xs;
}

std::vector<step_status> whole_cycle(const std::vector<step_kind>& on) {
  std::vector<step_status> y;
  for (auto k = 0; k <= static_cast<int>(step_kind::restart_trade); ++k) {
    step_status x;
    x.kind = static_cast<step_kind>(k);
    if (std::find(on.begin(), on.end(), x.kind) == on.end()) {
      x.state = step_state::skipped;
      x.note = "switched off";
    }
    y.push_back(std::move(x));
  }
  return y;
}

step_status* run_state_machine::current() {
  return at_ < status_.steps.size() ? &status_.steps[at_] : nullptr;
}

/// Moves to the next step that is to be done; false if there is none.
bool run_state_machine::step_on() {
  while (at_ < status_.steps.size()
         && status_.steps[at_].state != step_state::pending)
    ++at_;
  return at_ < status_.steps.size();
}

void run_state_machine::end_step(step_state state, timestamp now) {
  if (auto x = current()) {
    x->state = state;
    x->ended_at = now;
    if (!x->started_at)
      x->started_at = now;
  }
}

void run_state_machine::fail(const std::string& reason,
                             const std::string& sentence) {
  status_.reason = reason;
  why_ = capitalised(sentence);
  status_.outcome = why_ + restoring + " what ran before";
}

/// What a run that is done did, as a sentence.
std::string run_state_machine::result() const {
  std::string all;
  const step_status* last = nullptr;
  for (auto& x : status_.steps) {
    if (x.state != step_state::done)
      continue;
    all += (all.empty() ? "Done: " : ", ") + std::string{in_words(x.kind)};
    // People want to know which epoch it was.
    if (x.kind == step_kind::evaluate
        || (x.kind == step_kind::extract && !last))
      last = &x;
  }
  if (last && !last->note.empty())
    return capitalised(last->note);
  return all.empty() ? "There was nothing to do" : all;
}

/// What is left of a run that was undone, if nothing had to be put back.
std::string run_state_machine::kept() const {
  for (auto& x : status_.steps)
    if (x.state == step_state::done)
      return "Params and trade are as they were";
  return "Nothing was changed";
}

void run_state_machine::finish(timestamp now) {
  status_.ended_at = now;
  std::string more;
  for (auto& x : remarks_)
    more += (more.empty() ? "" : "; ") + x;
  if (more.empty() && state() == run_state::restored)
    more = kept();
  status_.outcome = state() == run_state::done ? result() : why_;
  if (!more.empty()) // freqtrade's own sentences end with a full stop
    status_.outcome +=
        (status_.outcome.ends_with('.') ? " " : ". ") + capitalised(more);
}

run_effect run_state_machine::apply(run_event event, timestamp now,
                                    const std::string& text) {
  auto rule = rule_of(state(), event);
  if (rule.effect == e::refused)
    return rule.effect;
  auto before = state();
  status_.state = rule.next;
  auto step = current();
  switch (event) {
  case run_event::begin:
    status_.outcome.clear();
    break;
  case run_event::step_waits:
    if (step && step->state == step_state::running)
      step->state = step_state::waiting;
    status_.outcome = capitalised(text);
    break;
  case run_event::step_goes_on:
    if (step && step->state == step_state::waiting)
      step->state = step_state::running;
    status_.outcome.clear();
    break;
  case run_event::step_done:
  case run_event::step_skipped:
    if (step && !text.empty())
      step->note = text;
    end_step(event == run_event::step_done ? step_state::done
                                           : step_state::skipped,
             now);
    status_.outcome.clear();
    break;
  case run_event::step_failed:
  case run_event::step_timed_out:
    if (step)
      step->error = text;
    fail(event == run_event::step_failed ? "failed" : "timed_out",
         step ? failure_in_words(step->kind, text) : "the run failed: " + text);
    end_step(step_state::failed, now);
    break;
  case run_event::cancel:
  case run_event::pause_expired:
    if (before == run_state::restoring)
      return e::none;
    if (event == run_event::cancel)
      fail("cancelled", "cancelled by " + text);
    else
      fail("timed_out", text);
    if (step && step->started_at) {
      step->error = why_;
      end_step(step_state::failed, now);
    }
    break;
  case run_event::found:
    if (before == run_state::restoring) {
      why_ = status_.outcome;
      if (auto i = why_.find(restoring); i != std::string::npos)
        why_.resize(i);
      break;
    }
    fail("failed", "the manager ended in the middle of this run");
    at_ = 0;
    for (auto& x : status_.steps)
      if (x.state == step_state::running || x.state == step_state::waiting) {
        x.state = step_state::failed;
        x.error = "the manager ended meanwhile";
        x.ended_at = now;
      }
    break;
  case run_event::restored:
    break;
  }
  if (rule.effect == e::finish) {
    finish(now);
    return rule.effect;
  }
  if (rule.effect != e::begin_step)
    return rule.effect;
  if (!step_on()) {
    status_.state = run_state::done;
    finish(now);
    return e::finish;
  }
  current()->state = step_state::running;
  current()->started_at = now;
  return e::begin_step;
}

const std::string& run_state_machine::next_attempt() {
  auto& x = *current();
  ++x.attempts;
  x.launch =
      status_.id + "." + to_string(x.kind) + "." + std::to_string(x.attempts);
  return x.launch;
}

void run_state_machine::remark(const std::string& sentence) {
  if (std::find(remarks_.begin(), remarks_.end(), sentence) == remarks_.end())
    remarks_.push_back(sentence);
}

void run_state_machine::restoring_because(const std::string& sentence) {
  status_.outcome = why_ + restoring + ": " + sentence;
}

} // namespace ftm
