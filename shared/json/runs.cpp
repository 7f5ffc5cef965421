#include "shared/json/runs.hpp"

#include <algorithm>

namespace ftm {

namespace {

json progress(const step_status& x) {
  if (x.done == 0 && x.total == 0)
    return nullptr;
  return {{"done", x.done},
          {"total", x.total > 0 ? json(x.total) : json(nullptr)}};
}

json current_step(const run_status& x) {
  auto i = std::find_if(x.steps.begin(), x.steps.end(), [](auto& s) {
    return s.state == step_state::running || s.state == step_state::waiting;
  });
  return i == x.steps.end() ? json(nullptr) : json(to_string(i->kind));
}

} // namespace

json to_json(const step_status& x) {
  return {{"name", to_string(x.kind)},
          {"state", to_string(x.state)},
          {"started_at", time_json(x.started_at)},
          {"ended_at", time_json(x.ended_at)},
          {"attempts", x.attempts},
          {"launch", text_or_null(x.launch)},
          {"error", text_or_null(x.error)},
          {"note", text_or_null(x.note)},
          {"progress", progress(x)}};
}

json to_json(const run_status& x) {
  return {{"id", text(x.id)},
          {"strategy", text(x.strategy)},
          {"trigger", to_string(x.trigger)},
          {"by", text(x.by)},
          {"state", to_string(x.state)},
          {"reason", text_or_null(x.reason)},
          {"step", current_step(x)},
          {"started_at", time_json(x.started_at)},
          {"ended_at", time_json(x.ended_at)},
          {"outcome", text(x.outcome)},
          {"steps", array_of(x.steps)}};
}

json to_json(const params_version& x) {
  json y{{"version", text(x.version)},
         {"at", time_json(x.at)},
         {"live", x.live},
         {"run", text_or_null(x.run)},
         {"origin",
          {{"file", text_or_null(x.origin.file)},
           {"line", x.origin.line > 0 ? json(x.origin.line) : json(nullptr)},
           {"version", text_or_null(x.origin.version)}}},
         {"params", nullptr}};
  if (!x.json.empty()) {
    auto params = json::parse(x.json, nullptr, false);
    if (params.is_discarded())
      y["text"] = text(x.json);
    else
      y["params"] = std::move(params);
  }
  return y;
}

} // namespace ftm
