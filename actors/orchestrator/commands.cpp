#include "actors/orchestrator/commands.hpp"

#include "shared/util/text.hpp"

#include <ctime>

namespace ftm {

namespace {

using words = std::vector<std::string>;

void append(words& to, const words& xs) {
  to.insert(to.end(), xs.begin(), xs.end());
}

std::string compact(std::chrono::sys_days x) {
  std::chrono::year_month_day d{x};
  char y[16];
  std::snprintf(y, sizeof y, "%04d%02u%02u", static_cast<int>(d.year()),
                static_cast<unsigned>(d.month()),
                static_cast<unsigned>(d.day()));
  return y;
}

std::string days_before(std::chrono::year_month_day today, uint32_t days) {
  return compact(std::chrono::sys_days{today} - std::chrono::days{days});
}

/// hyperopt-show reads what hyperopt wrote, so it needs the same user_data.
words userdir_of(const words& extra) {
  for (size_t i = 0; i < extra.size(); ++i)
    for (auto* name : {"--userdir", "--user-data-dir"}) {
      if (extra[i] == name && i + 1 < extra.size())
        return {name, extra[i + 1]};
      if (extra[i].starts_with(std::string{name} + "="))
        return {extra[i]};
    }
  return {};
}

words download_words(const config::strategy_settings& x,
                     std::chrono::year_month_day today) {
  words y{"download-data",
          "--config",
          x.download_config,
          "--timerange",
          days_before(today, x.download_data.days_back) + "-",
          "--timeframes"};
  append(y, x.download_data.timeframes);
  append(y, x.download_data.extra_args);
  return y;
}

words backtest_words(const config::strategy_settings& x,
                     std::chrono::year_month_day today) {
  words y{"backtesting",
          "--config",
          x.backtest_config,
          "--strategy",
          x.strategy_name,
          "--timerange",
          timerange(x.backtest.timerange, today)};
  append(y, x.backtest.extra_args);
  return y;
}

words hyperopt_words(const config::strategy_settings& x,
                     std::chrono::year_month_day today) {
  auto& h = x.hyperopt;
  words y{"hyperopt",      "--config",        x.hyperopt_config, "--strategy",
          x.strategy_name, "--hyperopt-loss", h.loss_function,   "--spaces"};
  append(y, h.spaces);
  append(y, {"-e", std::to_string(h.epochs), "-j", std::to_string(h.jobs),
             "--min-trades", std::to_string(h.min_trades)});
  if (!h.timeframe_detail.empty())
    append(y, {"--timeframe-detail", h.timeframe_detail});
  if (h.disable_param_export)
    y.push_back("--disable-param-export");
  append(y, {"--timerange", timerange(h.timerange, today)});
  append(y, h.extra_args);
  return y;
}

words words_of(const config::strategy_settings& x, process_kind kind,
               std::chrono::year_month_day today) {
  switch (kind) {
  case process_kind::trade: {
    words y{"trade", "--config", x.trade_config, "--strategy", x.strategy_name};
    append(y, x.trade_extra_args);
    return y;
  }
  case process_kind::download_data:
    return download_words(x, today);
  case process_kind::backtest:
    return backtest_words(x, today);
  case process_kind::hyperopt:
    return hyperopt_words(x, today);
  case process_kind::hyperopt_show:
    break;
  }
  return {"hyperopt-show", "--config", x.hyperopt_config};
}

uint32_t timeout_of(const config::strategy_settings& x, process_kind kind) {
  switch (kind) {
  case process_kind::download_data:
    return x.download_data.timeout_minutes;
  case process_kind::backtest:
    return x.backtest.timeout_minutes;
  case process_kind::hyperopt:
    return x.hyperopt.timeout_minutes;
  case process_kind::hyperopt_show:
    return 10; // it takes seconds; a stuck one must not hold up a run
  case process_kind::trade:
    break;
  }
  return 0;
}

} // namespace

std::chrono::year_month_day local_date(timestamp now) {
  auto t = std::chrono::system_clock::to_time_t(now);
  std::tm x{};
  ::localtime_r(&t, &x);
  return std::chrono::year{x.tm_year + 1900}
         / std::chrono::month{static_cast<unsigned>(x.tm_mon + 1)}
         / std::chrono::day{static_cast<unsigned>(x.tm_mday)};
}

std::string timerange(const config::timerange_settings& x,
                      std::chrono::year_month_day today) {
  auto y = days_before(today, x.start_days_ago) + "-";
  if (x.end_days_ago > 0)
    y += days_before(today, x.end_days_ago);
  return y;
}

process_spec spec_of(const config::strategy_settings& x, process_kind kind,
                     std::chrono::year_month_day today) {
  process_spec y;
  y.id = {x.name, kind};
  y.command = {x.executable.string()};
  append(y.command, words_of(x, kind, today));
  y.folder = x.directory.string();
  // Whole lines at once, wide enough for freqtrade's tables, without colours.
  y.environment = {
      {"PYTHONUNBUFFERED", "1"}, {"COLUMNS", "220"}, {"NO_COLOR", "1"}};
  for (auto& [name, value] : x.environment)
    y.environment[name] = value;
  y.stop_ladder = config::stop_ladder(x, kind);
  y.time_limit = std::chrono::minutes{timeout_of(x, kind)};
  y.priority = config::priority(x, kind);
  y.log_limit = x.log_limit;
  if (kind == process_kind::trade) {
    y.restart = x.trade_restart;
    y.hung_after = x.health.hung_after;
    y.restart_hung = x.health.restart_hung;
    if (x.health.rest)
      y.bot_poll = x.health.poll_interval;
    y.bot_config = (x.directory / x.trade_config).lexically_normal().string();
    if (!x.reload_client_config.empty())
      y.reload_command = {
          (x.executable.parent_path() / "freqtrade-client").string(),
          "--config", x.reload_client_config.string(), "reload_config"};
  }
  return y;
}

process_spec show_spec(const config::strategy_settings& x,
                       const std::string& file, uint64_t line) {
  auto y = spec_of(x, process_kind::hyperopt_show, {});
  append(y.command, {"--hyperopt-filename", file, "-n", std::to_string(line)});
  append(y.command, userdir_of(x.hyperopt.extra_args));
  return y;
}

std::string shown(const std::vector<std::string>& command) {
  std::string y;
  for (auto& x : redact(command)) {
    if (!y.empty())
      y += ' ';
    auto plain =
        !x.empty()
        && x.find_first_of(" \t\n'\"\\$`!*?[](){}<>|&;#~") == std::string::npos;
    if (plain) {
      y += x;
      continue;
    }
    y += '\'';
    for (auto c : x)
      y += c == '\'' ? std::string{"'\\''"} : std::string{c};
    y += '\'';
  }
  return y;
}

} // namespace ftm
