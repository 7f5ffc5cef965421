#include "deploy/ftmanager/run_view.hpp"

#include "deploy/ftmanager/client_session.hpp"
#include "deploy/ftmanager/process_text.hpp"
#include "shared/util/clock.hpp"

#include <utility>

namespace ftm {

namespace {

using nlohmann::json;

constexpr std::chrono::seconds pause{5};

bool has_ended(const std::string& state) {
  return state != "pending" && state != "running" && state != "waiting";
}

std::string took(const json& step) {
  auto from = from_rfc3339(text_of(step, "started_at"));
  auto to = from_rfc3339(text_of(step, "ended_at"));
  if (!from || !to)
    return "";
  auto x = std::chrono::round<std::chrono::seconds>(*to - *from);
  return " after " + duration_text(x);
}

} // namespace

void run_view::show(const json& run, time_point now) {
  launch_.clear();
  auto steps = run.find("steps");
  if (steps == run.end() || !steps->is_array())
    return;
  for (auto& s : *steps)
    show_step(s, now);
}

void run_view::show_step(const json& step, time_point now) {
  auto name = text_of(step, "name");
  auto state = text_of(step, "state");
  if (name == "hyperopt" && state == "running")
    launch_ = text_of(step, "launch");
  auto& last = steps_[name];
  if (state == last || state == "pending")
    return;
  last = state;
  auto y = "  " + name + ": " + state;
  if (has_ended(state) && state != "skipped")
    y += took(step);
  if (auto error = text_of(step, "error"); !error.empty())
    y += ": " + error;
  line(y);
  if (name == "hyperopt")
    told_at_ = now;
}

void run_view::progress(const json& hyperopt, time_point now) {
  if (launch_.empty() || text_of(hyperopt, "launch") != launch_)
    return;
  auto done = hyperopt.value("epochs", uint64_t{0});
  auto wanted = hyperopt.find("wanted");
  auto y = "  hyperopt: " + std::to_string(done);
  if (wanted != hyperopt.end() && wanted->is_number_unsigned()
      && wanted->get<uint64_t>() > 0)
    y += " of " + std::to_string(wanted->get<uint64_t>());
  y += " epochs";
  if (y == told_ || (!terminal_ && now - told_at_ < pause))
    return;
  told_ = y;
  told_at_ = now;
  if (!terminal_)
    return line(y);
  out_ << "\r\x1b[K" << y << std::flush;
  unfinished_ = true;
}

void run_view::end(const json& run) {
  auto y = text_of(run, "state");
  if (auto reason = text_of(run, "reason"); !reason.empty())
    y += " (" + reason + ")";
  line(y + ": " + text_of(run, "outcome"));
}

void run_view::line(const std::string& text) {
  clear();
  out_ << text << std::endl; // a pipe's reader wants to follow as well
}

void run_view::clear() {
  if (std::exchange(unfinished_, false))
    out_ << "\r\x1b[K";
}

} // namespace ftm
