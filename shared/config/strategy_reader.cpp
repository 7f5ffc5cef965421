#include "shared/config/strategy_reader.hpp"

#include "shared/config/values.hpp"
#include "shared/util/cron.hpp"
#include "shared/util/names.hpp"

#include <algorithm>
#include <cctype>
#include <csignal>

namespace ftm::config {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr int64_t most_days = 36'500;
constexpr int64_t most_minutes = 525'600; // a year
constexpr int64_t most_ms = 86'400'000;   // a day

bool is_word(const std::string& x) {
  return !x.empty() && x[0] != '-'
         && std::none_of(x.begin(), x.end(),
                         [](unsigned char c) { return std::isspace(c); });
}

void read_freqtrade(section in, const fs::path& base, strategy_draft& out) {
  in.path("directory", base, out.value.directory);
  in.word("venv_path", out.venv);
}

void read_download(section in, download_settings& out) {
  in.flag("enabled", out.enabled);
  in.list("timeframes", "timeframes such as 5m, 1h or 1d", is_timeframe,
          out.timeframes);
  in.whole("days_back", 0, most_days, out.days_back);
  in.words("extra_args", out.extra_args);
  in.whole("timeout_minutes", 0, most_minutes, out.timeout_minutes);
}

void read_timerange(section& in, timerange_settings& out) {
  in.whole("timerange_start_days_ago", 0, most_days, out.start_days_ago);
  in.whole("timerange_end_days_ago", 0, most_days, out.end_days_ago);
  if (out.end_days_ago > 0 && out.end_days_ago >= out.start_days_ago)
    in.problem("timerange_end_days_ago", std::to_string(out.end_days_ago),
               "fewer days than timerange_start_days_ago ("
                   + std::to_string(out.start_days_ago)
                   + "), or 0 for an open end");
}

void read_backtest(section in, backtest_settings& out) {
  in.flag("enabled", out.enabled);
  read_timerange(in, out.timerange);
  in.words("extra_args", out.extra_args);
  in.flag("delete_params_json", out.delete_params_json);
  in.whole("timeout_minutes", 0, most_minutes, out.timeout_minutes);
}

void read_spaces(section& in, std::vector<std::string>& out) {
  static const std::vector<std::string> known{
      "all",        "buy",    "sell",    "roi",   "stoploss", "trailing",
      "protection", "trades", "default", "enter", "exit"};
  auto before = out;
  in.list("spaces", "names of spaces such as buy, sell or roi", is_word, out);
  if (out == before)
    return;
  for (auto& x : out)
    if (std::find(known.begin(), known.end(), x) == known.end())
      in.problem("spaces", '"' + x + '"',
                 "spaces that freqtrade has: all, buy, sell, roi, stoploss, "
                 "trailing, protection, trades, default",
                 false);
}

void read_hyperopt(section in, hyperopt_settings& out) {
  in.flag("enabled", out.enabled);
  read_timerange(in, out.timerange);
  in.word("loss_function", out.loss_function);
  read_spaces(in, out.spaces);
  in.whole("epochs", 1, 100'000'000, out.epochs);
  in.whole("jobs", -1024, 1024, out.jobs);
  if (out.jobs == 0)
    in.problem("jobs", "0", "a number of workers, or -1 for one per core");
  in.whole("min_trades", 1, 100'000'000, out.min_trades);
  in.optional_word("timeframe_detail", "a timeframe such as 5m, or \"\"",
                   is_timeframe, out.timeframe_detail);
  in.flag("disable_param_export", out.disable_param_export);
  in.words("extra_args", out.extra_args);
  in.whole("timeout_minutes", 0, most_minutes, out.timeout_minutes);
  in.flag("delete_params_json", out.delete_params_json);
}

void read_schedule(section in, schedule_settings& out) {
  in.flag("enabled", out.enabled);
  auto before = out.interval_hours;
  in.whole("interval_hours", 0, 24 * most_days, out.interval_hours);
  if (in.has("cron")) {
    in.text("cron", out.cron);
    // A rule of the strategy's own outranks an interval that it inherited.
    if (!in.has("interval_hours") && before > 0)
      out.interval_hours = 0;
    std::string error;
    if (!parse_cron(out.cron, error))
      in.problem("cron", '"' + out.cron + '"',
                 "minute hour day month weekday, such as 0 2 * * * (" + error
                     + ")");
  } else {
    in.get("cron");
  }
  in.text("time_zone", out.time_zone);
  if (in.has("time_zone") && !is_time_zone(out.time_zone))
    in.problem("time_zone", '"' + out.time_zone + '"',
               "a time zone such as Europe/Berlin, or \"\" for the machine's");
  in.whole("cleanup_days", 0, most_days, out.cleanup_days);
}

void read_stop(section in,
               std::map<process_kind, std::vector<stop_step>>& out) {
  constexpr auto shape = "a ladder such as INT:main:20000,TERM:group:10000,"
                         "KILL:tree:0";
  for (auto kind : {process_kind::trade, process_kind::download_data,
                    process_kind::backtest, process_kind::hyperopt,
                    process_kind::hyperopt_show}) {
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
  in.whole("period_s", 1, 31 * 86'400, period);
  out.period = seconds{period};
  int64_t least = out.backoff.count();
  int64_t most = out.backoff_max.count();
  in.whole("backoff_ms", 0, most_ms, least);
  in.whole("backoff_max_ms", 0, most_ms, most);
  if (most < least)
    in.problem("backoff_max_ms", std::to_string(most),
               "at least backoff_ms (" + std::to_string(least) + ")");
  int64_t stable = out.stable.count();
  in.whole("stable_s", 1, 31 * 86'400, stable);
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
  for (auto kind : {process_kind::trade, process_kind::download_data,
                    process_kind::backtest, process_kind::hyperopt,
                    process_kind::hyperopt_show}) {
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

void read_common(section& in, const fs::path& base, strategy_draft& out) {
  auto& v = out.value;
  read_freqtrade(in.child("freqtrade"), base, out);
  in.word("config", out.config);
  in.word("trade_config", out.trade_config);
  in.word("download_config", out.download_config);
  in.word("backtest_config", out.backtest_config);
  in.word("hyperopt_config", out.hyperopt_config);
  auto mode = static_cast<size_t>(v.restart_mode);
  if (in.choice("restart_mode", {"hard", "graceful"}, mode))
    v.restart_mode = static_cast<reload_kind>(mode);
  in.path("reload_client_config", base, v.reload_client_config);
  in.words("trade_extra_args", v.trade_extra_args);
  read_download(in.child("download_data"), v.download_data);
  read_backtest(in.child("backtest"), v.backtest);
  read_hyperopt(in.child("hyperopt"), v.hyperopt);
  {
    auto extract = in.child("extract");
    extract.flag("enabled", v.extract_enabled);
    extract.flag("on_new_best", v.extract_on_new_best);
  }
  {
    auto restart = in.child("restart");
    restart.flag("enabled", v.restart_enabled);
    milliseconds wait = v.ready_timeout;
    restart.duration("ready_timeout", 1s, 1s, 24h, wait);
    v.ready_timeout = std::chrono::ceil<seconds>(wait);
  }
  read_schedule(in.child("schedule"), v.schedule);
  read_criteria(in, v.criteria);
  read_stop(in.child("stop"), v.stop);
  read_restart_policy(in.child("restart_policy"), v.trade_restart);
  read_health(in.child("health"), v.health);
  read_priorities(in.child("priority"), v);
  read_output(in.child("output"), v.log_limit);
  {
    auto workflow = in.child("workflow");
    milliseconds pause = v.max_trade_pause;
    workflow.duration("max_trade_pause", 1h, 1min, 31 * 24h, pause);
    v.max_trade_pause = std::chrono::ceil<seconds>(pause);
  }
  read_environment(in.child("environment"), v.environment);
}

strategy_settings read_strategy(section& in, const fs::path& base,
                                const strategy_draft& defaults) {
  auto draft = defaults;
  auto& v = draft.value;
  in.word("name", v.name);
  if (!in.has("name"))
    in.problem("name", "nothing", "the strategy's name");
  else if (slot_name(v.name).size() > 200)
    in.problem("name", "a name of " + std::to_string(v.name.size()) + " bytes",
               "a shorter one");
  in.word("strategy_name", v.strategy_name);
  if (v.strategy_name.empty())
    v.strategy_name = v.name;
  in.flag("enabled", v.enabled);
  read_common(in, base, draft);
  if (v.directory.empty())
    in.problem("freqtrade.directory", "nothing", "the folder of freqtrade");
  else
    v.executable =
        (v.directory / draft.venv / "bin" / "freqtrade").lexically_normal();
  auto common = draft.config.empty() ? "config.json" : draft.config;
  auto own = [&](const std::string& x) { return x.empty() ? common : x; };
  v.trade_config = own(draft.trade_config);
  v.download_config = own(draft.download_config);
  v.backtest_config = own(draft.backtest_config);
  v.hyperopt_config = own(draft.hyperopt_config);
  v.steps = steps_of(v);
  return v;
}

std::vector<step_kind> steps_of(const strategy_settings& x) {
  bool cleanup = x.schedule.cleanup_days > 0
                 || (x.hyperopt.enabled && x.hyperopt.delete_params_json)
                 || (x.backtest.enabled && x.backtest.delete_params_json);
  std::vector<step_kind> y;
  auto add = [&](bool on, step_kind kind) {
    if (on)
      y.push_back(kind);
  };
  add(x.restart_enabled, step_kind::stop_trade);
  add(x.download_data.enabled, step_kind::download_data);
  add(x.backtest.enabled, step_kind::backtest);
  add(cleanup, step_kind::cleanup_results);
  add(x.hyperopt.enabled, step_kind::hyperopt);
  add(x.extract_enabled, step_kind::evaluate);
  add(x.extract_enabled, step_kind::extract);
  add(x.restart_enabled, step_kind::restart_trade);
  return y;
}

} // namespace ftm::config
