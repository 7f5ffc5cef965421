#include "shared/json/settings.hpp"

#include "shared/json/epochs.hpp"

namespace ftm {

json to_json(const strategy_status& x) {
  auto steps = json::array();
  for (auto s : x.steps)
    steps.push_back(to_string(s));
  return {{"strategy", text(x.strategy)},
          {"enabled", x.enabled},
          {"config_revision", x.config_revision},
          {"steps", std::move(steps)},
          {"scheduled", x.scheduled},
          {"criteria", array_of(x.criteria)},
          {"params_version", text_or_null(x.params_version)},
          {"live", x.live ? json(*x.live) : json(nullptr)}};
}

json to_json(const schedule_status& x) {
  auto next = json::array();
  for (auto& t : x.next)
    next.push_back(time_json(t));
  return {{"strategy", text(x.strategy)},
          {"enabled", x.enabled},
          {"cron", text_or_null(x.cron)},
          {"interval_hours",
           x.interval_hours > 0 ? json(x.interval_hours) : json(nullptr)},
          {"time_zone", text(x.time_zone)},
          {"last_fired", time_json(x.last_fired)},
          {"next", std::move(next)}};
}

json to_json(const config_problem& x) {
  return {{"fatal", x.fatal},
          {"line", x.line},
          {"key", text(x.key)},
          {"found", text(x.found)},
          {"expected", text(x.expected)}};
}

json to_json(const config_report& x) {
  return {{"revision", x.revision},
          {"accepted", x.accepted},
          {"problems", array_of(x.problems)}};
}

} // namespace ftm
