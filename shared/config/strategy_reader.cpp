#include "shared/config/strategy_reader.hpp"

#include "shared/config/values.hpp"
#include "shared/util/cron.hpp"
#include "shared/util/names.hpp"

#include <algorithm>
#include <cctype>

namespace ftm::config {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr int64_t most_days = 36'500;
constexpr int64_t most_minutes = 525'600; // a year

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
  read_care(in, v);
  {
    auto workflow = in.child("workflow");
    milliseconds pause = v.max_trade_pause;
    workflow.duration("max_trade_pause", 1h, 1min, 31 * 24h, pause);
    v.max_trade_pause = std::chrono::ceil<seconds>(pause);
  }
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
