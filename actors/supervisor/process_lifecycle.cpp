#include "actors/supervisor/process_lifecycle.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>

namespace ftm {

namespace {

using s = process_state;
using e = process_event;

struct row {
  process_event event;
  std::initializer_list<process_state> from;
  process_state to;
};

// Every living state may end in each way: an exit record is the truth,
// whatever we thought before.
#define FTM_ALIVE                                                              \
  s::starting, s::running, s::ready, s::hung, s::stopping, s::unkept
#define FTM_OVER                                                               \
  s::idle, s::stopped, s::completed, s::failed, s::given_up, s::held,          \
      s::backing_off

const row table[] = {
    {e::spawned, {FTM_OVER}, s::starting},
    {e::started, {s::starting, s::unkept}, s::running},
    {e::ready, {s::starting, s::running, s::hung}, s::ready},
    {e::hung, {s::starting, s::running, s::ready}, s::hung},
    {e::stop, {FTM_ALIVE}, s::stopping},
    {e::stop, {s::backing_off, s::held}, s::stopped},
    {e::main_ended, {FTM_ALIVE}, s::stopping},
    {e::shim_lost, {FTM_ALIVE, FTM_OVER}, s::unkept},
    {e::ended_asked, {FTM_ALIVE}, s::stopped},
    {e::ended_held, {FTM_ALIVE, s::backing_off, s::stopped}, s::held},
    {e::ended_well, {FTM_ALIVE}, s::completed},
    {e::ended_badly, {FTM_ALIVE}, s::failed},
    {e::retry, {s::failed, s::completed}, s::backing_off},
    {e::give_up, {s::failed, s::completed, s::backing_off}, s::given_up},
    {e::released, {s::held}, s::stopped},
    {e::suspended, {s::ready, s::hung}, s::running},
};

#undef FTM_ALIVE
#undef FTM_OVER

std::string with_reason(std::string what, const std::string& why) {
  return why.empty() ? what : what + ": " + why;
}

std::string time_text(seconds x) {
  auto n = x.count();
  return n % 60 == 0 ? std::to_string(n / 60) + " min"
                     : std::to_string(n) + " s";
}

std::string code_text(const launch_exit& x) {
  if (x.signal) {
    auto name = ::sigabbrev_np(*x.signal);
    return name != nullptr ? std::string{"killed by SIG"} + name
                           : "killed by signal " + std::to_string(*x.signal);
  }
  return "exit code " + (x.code ? std::to_string(*x.code) : "unknown");
}

} // namespace

std::optional<process_state> next_state(process_state x, process_event event) {
  for (auto& r : table)
    if (r.event == event
        && std::find(r.from.begin(), r.from.end(), x) != r.from.end())
      return r.to;
  return {};
}

bool is_alive(process_state x) {
  switch (x) {
  case s::starting:
  case s::running:
  case s::ready:
  case s::hung:
  case s::stopping:
  case s::unkept:
    return true;
  default:
    return false;
  }
}

launch_verdict judge(const process_spec& spec, const launch_exit& x,
                     const console_findings& console) {
  if (x.reason == "exec_failed")
    return {e::ended_badly, "could not be started: " + x.error};
  if (x.reason == "never_started")
    return {e::ended_badly, with_reason("was never started", x.error)};
  if (x.requested && x.why == time_limit_reason)
    return {e::ended_badly, "timed out after " + time_text(spec.time_limit)};
  if (x.requested && x.why == hung_reason)
    return {e::ended_badly, "its loop stood still, so it was stopped"};
  if (x.requested && x.why == busy_port_reason)
    return {e::ended_badly,
            with_reason("its API port was in use, so it was stopped",
                        console.error),
            true};
  if (x.requested)
    return {e::ended_asked, console.failure};
  if (x.reason == "machine_down")
    return {e::ended_badly, "the machine went down while it ran"};
  if (x.reason == "shim_lost")
    return {e::ended_badly,
            with_reason("its shim was lost, so its exit code is unknown",
                        console.failure)};
  if (x.signal) {
    // Whoever sent it, what the console said is no cause of it.
    auto& said = console.failure.empty() ? console.error : console.failure;
    return {e::ended_badly,
            code_text(x) + (said.empty() ? "" : "; last error: " + said)};
  }
  if (!console.failure.empty())
    return {e::ended_badly, console.failure};
  if (console.configuration_error && !console.ready
      && spec.id.kind == process_kind::trade)
    return {e::ended_badly, console.error, true};
  if (x.code != 0)
    return {e::ended_badly,
            console.error.empty() ? code_text(x) : console.error};
  if (spec.id.kind == process_kind::trade)
    return {e::ended_badly,
            with_reason("ended by itself (exit code 0)", console.error)};
  return {};
}

} // namespace ftm
