#include "actors/orchestrator/process_end.hpp"

#include "actors/orchestrator/words.hpp"
#include "shared/util/text.hpp"

#include <csignal>
#include <cstring>

namespace ftm {

namespace {

bool has(const std::string& x, const char* part) {
  return x.find(part) != std::string::npos;
}

/// The last line that freqtrade logged as an error, without its preface
/// `<time> - <logger> - ERROR - `.
std::string last_error(const std::string& tail) {
  constexpr std::string_view mark = " - ERROR - ";
  auto at = tail.rfind(mark);
  if (at == std::string::npos)
    return {};
  auto from = at + mark.size();
  return std::string{
      trim(std::string_view{tail}.substr(from, tail.find('\n', from) - from))};
}

} // namespace

bool has_ended(process_state x) {
  switch (x) {
  case process_state::idle:
  case process_state::stopped:
  case process_state::completed:
  case process_state::failed:
  case process_state::given_up:
  case process_state::held:
    return true;
  default:
    return false;
  }
}

bool still_lives(process_state x) {
  return !has_ended(x);
}

bool is_to_live(const process_status& x) {
  return still_lives(x.state)
         && (x.state != process_state::stopping
             || (x.wanted && x.held_by.empty()));
}

std::string first_of(const std::string& launch) {
  auto at = launch.rfind(".r");
  return at != std::string::npos && is_launch(launch, launch.substr(0, at))
             ? launch.substr(0, at)
             : launch;
}

bool is_launch(const std::string& launch, const std::string& asked) {
  if (asked.empty() || !launch.starts_with(asked))
    return false;
  auto rest = std::string_view{launch}.substr(asked.size());
  return rest.empty()
         || (rest.size() > 2 && rest.starts_with(".r")
             && rest.find_first_not_of("0123456789", 2)
                    == std::string_view::npos);
}

std::string failure_of(const process_status& x, const std::string& tail) {
  std::string name = in_words(x.id.kind);
  if (ran_out_of_time(x))
    return name + " reached its time limit and was stopped";
  if (has(tail, "Another running instance of freqtrade Hyperopt detected"))
    return "another hyperopt runs in the same user_data folder, so freqtrade "
           "ended this one at once";
  if (x.id.kind == process_kind::hyperopt && has(tail, "User interrupted.."))
    return "hyperopt was interrupted before its end";
  if (x.state == process_state::stopped)
    return name + " was stopped before its end";
  if (!x.error.empty())
    return name + " failed: " + x.error;
  std::string why;
  if (x.exit_signal) {
    auto* signal = ::sigabbrev_np(*x.exit_signal);
    why = "ended by signal "
          + (signal ? "SIG" + std::string{signal}
                    : std::to_string(*x.exit_signal));
  } else if (x.exit_code && *x.exit_code != 0) {
    why = "ended with exit code " + std::to_string(*x.exit_code);
  } else if (!x.exit_code) {
    why = "ended, and its exit code is not known";
  } else if (x.state != process_state::completed) {
    why = std::string{"is "} + to_string(x.state);
  } else {
    return {};
  }
  auto error = last_error(tail);
  return name + " " + why + (error.empty() ? "" : ": " + error);
}

bool met_half_line(const std::string& tail) {
  return has(tail, "JSONDecodeError");
}

bool never_ran(const process_status& x) {
  return x.state == process_state::failed && !x.started_at && !x.exit_code
         && !x.exit_signal && x.error.starts_with("was never started");
}

bool ran_out_of_time(const process_status& x) {
  return x.error.starts_with("timed out")
         || (x.deadline_at && x.ended_at && *x.ended_at >= *x.deadline_at);
}

} // namespace ftm
