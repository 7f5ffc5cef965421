#include "shared/json/processes.hpp"

namespace ftm {

namespace {

json peaks(const process_stats& x) {
  json y{{"rss_bytes", x.peak_rss_bytes}};
  put_number(y, "cpu_pct", x.peak_cpu_pct);
  return y;
}

json figures(const process_stats& x) {
  json y{{"rss_bytes", x.rss_bytes},
         {"threads", x.threads},
         {"processes", x.processes}};
  put_number(y, "cpu_pct", x.cpu_pct);
  return y;
}

} // namespace

json to_json(const process_status& x, const process_stats* stats) {
  return {{"strategy", text(x.id.strategy)},
          {"kind", to_string(x.id.kind)},
          {"state", to_string(x.state)},
          {"pid", value_or_null(x.pid)},
          {"launch", text_or_null(x.launch)},
          {"command", texts(x.command)},
          {"started_at", time_json(x.started_at)},
          {"ended_at", time_json(x.ended_at)},
          {"exit_code", value_or_null(x.exit_code)},
          {"exit_signal", value_or_null(x.exit_signal)},
          {"error", text_or_null(x.error)},
          {"restarts", x.restarts},
          {"stats", stats ? figures(*stats) : json(nullptr)},
          {"peaks", stats ? peaks(*stats) : json(nullptr)},
          {"deadline_at", time_json(x.deadline_at)},
          {"wanted", x.wanted},
          {"held_by", text_or_null(x.held_by)},
          {"live", value_or_null(x.live)}};
}

json to_json(const process_stats& x) {
  auto y = figures(x);
  y["strategy"] = text(x.id.strategy);
  y["kind"] = to_string(x.id.kind);
  y["peaks"] = peaks(x);
  return y;
}

json to_json(const output_matches& x) {
  auto matches = json::array();
  for (auto& m : x.matches)
    matches.push_back({{"offset", m.offset}, {"text", text(m.text)}});
  return {{"launch", text(x.launch)},
          {"matches", std::move(matches)},
          {"scanned_to", x.scanned_to},
          {"complete", x.complete}};
}

} // namespace ftm
