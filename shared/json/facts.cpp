#include "shared/json/facts.hpp"

#include "shared/json/epochs.hpp"
#include "shared/json/processes.hpp"
#include "shared/json/runs.hpp"
#include "shared/json/settings.hpp"

namespace ftm {

namespace {

struct type_name_of {
  using result_type = const char*;
  const char* operator()(const part_status&) const {
    return "part";
  }
  const char* operator()(const log_line&) const {
    return "line";
  }
  const char* operator()(const process_status&) const {
    return "process";
  }
  const char* operator()(const process_stats&) const {
    return "stats";
  }
  const char* operator()(const hyperopt_status&) const {
    return "hyperopt";
  }
  const char* operator()(const strategy_status&) const {
    return "strategy";
  }
  const char* operator()(const schedule_status&) const {
    return "schedule";
  }
  const char* operator()(const run_status&) const {
    return "run";
  }
  const char* operator()(const bot_status&) const {
    return "bot";
  }
};

struct shape_of {
  using result_type = json;
  timestamp at;
  json operator()(const log_line& x) const {
    return to_json(x, at);
  }
  template <class T>
  json operator()(const T& x) const {
    return to_json(x);
  }
};

} // namespace

const char* type_of(const fact_body& x) {
  return caf::visit(type_name_of{}, x);
}

json to_json(const part_status& x) {
  return {{"part", text(x.part)},
          {"by", text(x.by)},
          {"state", to_string(x.state)},
          {"pid", x.pid > 0 ? json(x.pid) : json(nullptr)},
          {"restarts", x.restarts},
          {"since", time_json(x.since)},
          {"note", text(x.note)}};
}

json to_json(const log_line& x, timestamp at) {
  return {{"at", time_json(at)},
          {"level", to_string(x.level)},
          {"part", text(x.part)},
          {"strategy", text_or_null(x.strategy)},
          {"text", text(x.text)}};
}

json fact_to_json(const fact& x) {
  return caf::visit(shape_of{x.at}, x.body);
}

} // namespace ftm
