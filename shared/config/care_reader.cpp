#include "shared/config/strategy_reader.hpp"

#include "shared/config/values.hpp"

#include <algorithm>
#include <cctype>
#include <csignal>

// How the processes of a strategy are cared for: how they are stopped, started
// again, watched, and what they may use.

namespace ftm::config {

using namespace std::chrono_literals;

namespace {

constexpr int64_t most_ms = 86'400'000; // a day
constexpr int64_t most_s = 31 * 86'400; // a month
constexpr process_kind kinds[] = {
    process_kind::trade, process_kind::download_data, process_kind::backtest,
    process_kind::hyperopt, process_kind::hyperopt_show};

void read_stop(section in,
               std::map<process_kind, std::vector<stop_step>>& out) {
  constexpr auto shape = "a ladder such as INT:main:20000,TERM:group:10000,"
                         "KILL:tree:0";
  for (auto kind : kinds) {
    std::string text;
    std::vector<std::string> rungs;
    std::string key = to_string(kind);
    in.list(
        key, shape, [](auto& x) { return !x.empty(); }, rungs);
    if (rungs.empty())
      continue;
    for (auto& x : rungs)
      text += (text.empty() ? "" : ",") + x;
    std::string error;
    auto ladder = to_ladder(text, error);
    if (!ladder) {
      in.problem(key, '"' + text + '"', shape + (" (" + error + ")"));
      continue;
    }
    if (ladder->back().signal != SIGKILL)
      in.problem(key, '"' + text + '"',
                 "KILL as the last rung: a process may ignore the others",
                 false);
    out[kind] = std::move(*ladder);
  }
}

void read_restart_policy(section in, restart_policy& out) {
  auto mode = static_cast<size_t>(out.mode);
  // YAML 1.1 has "off" for false.
  if (in.choice("mode", {"off", "on_failure", "always"}, mode))
    out.mode = static_cast<restart_mode>(mode);
  in.whole("intensity", 0, 1000, out.intensity);
  int64_t period = out.period.count();
  in.whole("period_s", 1, most_s, period);
  out.period = seconds{period};
  int64_t least = out.backoff.count();
  int64_t most = out.backoff_max.count();
  in.whole("backoff_ms", 0, most_ms, least);
  in.whole("backoff_max_ms", 0, most_ms, most);
  if (most < least)
    in.problem("backoff_max_ms", std::to_string(most),
               "at least backoff_ms (" + std::to_string(least) + ")");
  int64_t stable = out.stable.count();
  in.whole("stable_s", 1, most_s, stable);
  out.stable = seconds{stable};
  out.backoff = milliseconds{least};
  out.backoff_max = milliseconds{most};
}

void read_health(section in, health_settings& out) {
  milliseconds hung = out.hung_after;
  in.duration("hung_after", 1s, 0s, 24h, hung);
  out.hung_after = std::chrono::ceil<seconds>(hung);
  in.flag("restart_hung", out.restart_hung);
  in.flag("rest", out.rest);
  in.duration("poll_interval", 1s, 1s, 1h, out.poll_interval);
}

void read_priority(section in, process_priority& out) {
  int64_t nice = out.nice, level = out.io_level, score = out.oom_score_adj;
  in.whole("nice", 0, 19, nice);
  auto io = static_cast<size_t>(out.io_class == 0 ? 0 : out.io_class - 1);
  if (in.choice("io", {"inherit", "best_effort", "idle"}, io))
    out.io_class = io == 0 ? 0 : static_cast<int32_t>(io) + 1;
  in.whole("io_level", 0, 7, level);
  in.whole("oom_score_adj", 0, 1000, score);
  out.nice = static_cast<int32_t>(nice);
  out.io_level = static_cast<int32_t>(level);
  out.oom_score_adj = static_cast<int32_t>(score);
}

void read_priorities(section in, strategy_settings& out) {
  for (auto kind : kinds) {
    auto x = priority(out, kind);
    read_priority(in.child(to_string(kind)), x);
    if (x != priority(out, kind))
      out.priorities[kind] = x;
  }
}

void read_output(section in, uint64_t& limit) {
  constexpr uint64_t mebibyte = 1'048'576;
  auto n = limit / mebibyte;
  in.whole("max_mb", 0, 1'048'576, n);
  limit = n * mebibyte;
}

void read_environment(section in, std::map<std::string, std::string>& out) {
  auto map = in.mapping();
  if (map == nullptr)
    return;
  for (auto& x : map->map) {
    auto fine = !x.key.empty() && !std::isdigit(static_cast<uint8_t>(x.key[0]))
                && std::all_of(x.key.begin(), x.key.end(), [](uint8_t c) {
                     return std::isalnum(c) || c == '_';
                   });
    in.get(x.key, false);
    if (!fine)
      in.problem("?", "the name of a variable that is none",
                 "letters, digits and _");
    else if (x.value->kind == node_kind::null)
      out[x.key] = "";
    else if (x.value->kind != node_kind::scalar
             || x.value->text.find('\0') != std::string::npos)
      in.problem(x.key, "something that is no text", "a text or a number");
    else
      out[x.key] = x.value->text;
  }
}

} // namespace

void read_care(section& in, strategy_settings& out) {
  read_stop(in.child("stop"), out.stop);
  read_restart_policy(in.child("restart_policy"), out.trade_restart);
  read_health(in.child("health"), out.health);
  read_priorities(in.child("priority"), out);
  read_output(in.child("output"), out.log_limit);
  read_environment(in.child("environment"), out.environment);
}

} // namespace ftm::config
