#include "shared/json/processes.hpp"

namespace ftm {

namespace {

json peaks(const process_stats& x) {
  json y{{"rss_bytes", x.peak_rss_bytes},
         {"pss_bytes", value_or_null(x.peak_pss_bytes)},
         {"gpu_memory_bytes", value_or_null(x.peak_gpu_memory_bytes)}};
  put_number(y, "cpu_pct", x.peak_cpu_pct);
  return y;
}

json figures(const process_stats& x) {
  json y{{"rss_bytes", x.rss_bytes},
         {"pss_bytes", value_or_null(x.pss_bytes)},
         {"threads", x.threads},
         {"processes", x.processes},
         {"open_files", x.open_files},
         {"read_bytes", x.read_bytes},
         {"write_bytes", x.write_bytes},
         {"gpu_memory_bytes", value_or_null(x.gpu_memory_bytes)}};
  put_number(y, "cpu_pct", x.cpu_pct);
  put_number(y, "read_rate", x.read_rate);
  put_number(y, "write_rate", x.write_rate);
  put_number_or_null(y, "gpu_pct", x.gpu_pct);
  return y;
}

/// The figures of a bot without saying whose they are.
json bot_figures(const bot_status& x) {
  json y{{"launch", text(x.launch)},
         {"state", text_or_null(x.state)},
         {"version", text_or_null(x.version)},
         {"error", text_or_null(x.error)},
         {"last_process", time_json(x.last_process)},
         {"open_trades", value_or_null(x.open_trades)},
         {"max_open_trades", value_or_null(x.max_open_trades)},
         {"closed_trades", value_or_null(x.closed_trades)},
         {"stake_currency", text_or_null(x.stake_currency)}};
  put_number_or_null(y, "profit_closed", x.profit_closed);
  put_number_or_null(y, "profit_closed_pct", x.profit_closed_pct);
  put_number_or_null(y, "profit_all", x.profit_all);
  put_number_or_null(y, "profit_all_pct", x.profit_all_pct);
  put_number_or_null(y, "balance", x.balance);
  return y;
}

json reload_of(const process_status& x) {
  if (x.reload == reload_state::none)
    return nullptr;
  return {{"id", text(x.reload_id)},
          {"state", to_string(x.reload)},
          {"note", text_or_null(x.reload_note)}};
}

} // namespace

json to_json(const process_status& x, const process_stats* stats,
             const bot_status* bot) {
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
          {"bot", bot ? bot_figures(*bot) : json(nullptr)},
          {"deadline_at", time_json(x.deadline_at)},
          {"restart_at", time_json(x.restart_at)},
          {"wanted", x.wanted},
          {"held_by", text_or_null(x.held_by)},
          {"live", value_or_null(x.live)},
          {"loaded_at", time_json(x.loaded_at)},
          {"worker_state", text_or_null(x.worker_state)},
          {"reload", reload_of(x)}};
}

json to_json(const process_stats& x) {
  auto y = figures(x);
  y["strategy"] = text(x.id.strategy);
  y["kind"] = to_string(x.id.kind);
  y["peaks"] = peaks(x);
  return y;
}

json to_json(const stats_history& x) {
  auto points = json::array();
  for (auto& p : x.points) {
    json y{{"at", time_json(p.at)}, {"rss_bytes", p.rss_bytes}};
    put_number(y, "cpu_pct", p.cpu_pct);
    put_number(y, "read_rate", p.read_rate);
    put_number(y, "write_rate", p.write_rate);
    put_number_or_null(y, "gpu_pct", p.gpu_pct);
    points.push_back(std::move(y));
  }
  return {{"launch", text_or_null(x.launch)},
          {"interval_ms", x.interval.count()},
          {"points", std::move(points)}};
}

json to_json(const bot_status& x) {
  auto y = bot_figures(x);
  y["strategy"] = text(x.id.strategy);
  return y;
}

json to_json(const output_matches& x) {
  auto matches = json::array();
  for (auto& m : x.matches)
    matches.push_back({{"offset", m.offset}, {"text", text(m.line)}});
  return {{"launch", text(x.launch)},
          {"matches", std::move(matches)},
          {"scanned_to", x.scanned_to},
          {"complete", x.complete}};
}

} // namespace ftm
