#include "shared/config/problems.hpp"
#include "shared/config/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ftm;
using namespace ftm::config;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

loaded read(const std::string& yaml, const std::string& overrides = "{}") {
  return parse(yaml, "/home/me/bots/config.yaml", overrides);
}

std::string all_problems(const loaded& x) {
  std::string y;
  for (auto& p : x.problems)
    y += to_text(p, "config.yaml") + "\n";
  return y;
}

/// The settings of a file that must be without any problem.
settings good(const std::string& yaml, const std::string& overrides = "{}") {
  auto x = read(yaml, overrides);
  EXPECT_EQ(all_problems(x), "");
  EXPECT_TRUE(x.value);
  return x.value.value_or(settings{});
}

/// The only problem of a file.
config_problem only(const std::string& yaml) {
  auto x = read(yaml);
  EXPECT_EQ(x.problems.size(), 1u) << all_problems(x);
  EXPECT_EQ(x.value.has_value(),
            x.problems.empty() || !x.problems.front().fatal);
  return x.problems.empty() ? config_problem{} : x.problems.front();
}

/// A file with one strategy and `more`, which begins on line 4.
std::string with(const std::string& more) {
  return "strategies:\n  - name: A\n    freqtrade: {directory: ft}\n" + more;
}

const std::string readme_dialect = R"(
freqtrade:
  directory: ../freqtrade
  venv_path: venv
schedule:
  enabled: true
  cron: "30 3 * * 1-5"
web:
  port: 9000
strategies:
  - name: scalper
    strategy_name: ScalperV2
    config: user_data/config.json
    hyperopt_config: user_data/hyperopt.json
    download_data: {timeframes: [5m, 1h], days_back: 30}
    backtest: {enabled: no}
    hyperopt:
      epochs: 500
      spaces: buy sell
      loss_function: SortinoHyperOptLoss
      extra_args: --random-state 42 --hyperopt-path "my path"
    epoch_criteria:
      - {field: max_drawdown, operator: "<=", value: 2.0}
      - field: profit_total_pct
        operator: ">="
        value: 0
        sort: desc
  - name: swing
    enabled: false
)";

const std::string later_dialect = R"(
strategies:
  - name: scalper
    freqtrade: {directory: /srv/freqtrade, venv_path: /opt/venv}
    trade_config: live.json
    restart_mode: graceful
    reload_client_config: client.json
    trade_extra_args: "--db-url sqlite:///x.sqlite"
    schedule: {enabled: off, interval_hours: 6, cleanup_days: 0}
    extract: {enabled: true, on_new_best: true}
    restart: {enabled: false}
)";

} // namespace

TEST(parse, reads_the_readme_dialect) {
  auto x = good(readme_dialect);
  ASSERT_EQ(x.strategies.size(), 2u);
  auto& a = x.strategies[0];
  EXPECT_EQ(a.name, "scalper");
  EXPECT_EQ(a.strategy_name, "ScalperV2");
  EXPECT_EQ(a.directory, "/home/me/freqtrade");
  EXPECT_EQ(a.executable, "/home/me/freqtrade/venv/bin/freqtrade");
  EXPECT_EQ(a.trade_config, "user_data/config.json");
  EXPECT_EQ(a.download_config, "user_data/config.json");
  EXPECT_EQ(a.hyperopt_config, "user_data/hyperopt.json");
  EXPECT_THAT(a.download_data.timeframes, ElementsAre("5m", "1h"));
  EXPECT_EQ(a.download_data.days_back, 30u);
  EXPECT_FALSE(a.backtest.enabled);
  EXPECT_EQ(a.hyperopt.epochs, 500u);
  EXPECT_THAT(a.hyperopt.spaces, ElementsAre("buy", "sell"));
  EXPECT_THAT(a.hyperopt.extra_args, ElementsAre("--random-state", "42",
                                                 "--hyperopt-path", "my path"));
  EXPECT_EQ(a.schedule.cron, "30 3 * * 1-5");
  EXPECT_THAT(
      a.criteria,
      ElementsAre(criterion{"max_drawdown", comparison::le, 2.0, sorting::none},
                  criterion{"profit_total_pct", comparison::ge, 0.0,
                            sorting::descending}));
  EXPECT_EQ(x.web.port, 9000);
  auto& b = x.strategies[1];
  EXPECT_EQ(b.strategy_name, "swing");
  EXPECT_FALSE(b.enabled);
  EXPECT_EQ(b.directory, "/home/me/freqtrade");
  EXPECT_EQ(b.trade_config, "config.json");
  EXPECT_EQ(b.schedule.cron, "30 3 * * 1-5");
}

TEST(parse, reads_the_later_dialect) {
  auto x = good(later_dialect);
  ASSERT_EQ(x.strategies.size(), 1u);
  auto& a = x.strategies[0];
  EXPECT_EQ(a.directory, "/srv/freqtrade");
  EXPECT_EQ(a.executable, "/opt/venv/bin/freqtrade");
  EXPECT_EQ(a.trade_config, "live.json");
  EXPECT_EQ(a.hyperopt_config, "config.json");
  EXPECT_EQ(a.restart_mode, reload_kind::graceful);
  EXPECT_EQ(a.reload_client_config, "/home/me/bots/client.json");
  EXPECT_THAT(a.trade_extra_args,
              ElementsAre("--db-url", "sqlite:///x.sqlite"));
  EXPECT_FALSE(a.schedule.enabled);
  EXPECT_EQ(a.schedule.interval_hours, 6u);
  EXPECT_TRUE(a.extract_on_new_best);
  EXPECT_THAT(a.steps, ElementsAre(step_kind::download_data,
                                   step_kind::backtest, step_kind::hyperopt,
                                   step_kind::evaluate, step_kind::extract));
}

TEST(parse, fills_in_the_documented_defaults) {
  auto x = good(with(""));
  auto& a = x.strategies[0];
  EXPECT_TRUE(a.enabled);
  EXPECT_EQ(a.executable, "/home/me/bots/ft/.venv/bin/freqtrade");
  EXPECT_EQ(a.trade_config, "config.json");
  EXPECT_EQ(a.restart_mode, reload_kind::hard);
  EXPECT_TRUE(a.reload_client_config.empty());
  EXPECT_THAT(
      a.download_data.timeframes,
      ElementsAre("3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "1d"));
  EXPECT_EQ(a.download_data.days_back, 90u);
  EXPECT_EQ(a.backtest.timerange.start_days_ago, 30u);
  EXPECT_EQ(a.backtest.timerange.end_days_ago, 0u);
  EXPECT_EQ(a.backtest.timeout_minutes, 0u);
  EXPECT_EQ(a.hyperopt.loss_function, "SharpeHyperOptLossDaily");
  EXPECT_THAT(a.hyperopt.spaces, ElementsAre("sell"));
  EXPECT_EQ(a.hyperopt.epochs, 2000u);
  EXPECT_EQ(a.hyperopt.jobs, 2);
  EXPECT_EQ(a.hyperopt.min_trades, 10u);
  EXPECT_EQ(a.hyperopt.timeframe_detail, "3m");
  EXPECT_TRUE(a.hyperopt.disable_param_export);
  EXPECT_EQ(a.hyperopt.timeout_minutes, 360u);
  EXPECT_FALSE(a.hyperopt.delete_params_json);
  EXPECT_TRUE(a.extract_enabled);
  EXPECT_FALSE(a.extract_on_new_best);
  EXPECT_TRUE(a.restart_enabled);
  EXPECT_TRUE(a.schedule.enabled);
  EXPECT_EQ(a.schedule.cron, "0 2 * * *");
  EXPECT_EQ(a.schedule.interval_hours, 0u);
  EXPECT_EQ(a.schedule.cleanup_days, 2u);
  EXPECT_TRUE(a.criteria.empty());
  EXPECT_EQ(a.steps.size(), 8u);
  EXPECT_EQ(a.max_trade_pause, 12h);
  EXPECT_EQ(a.ready_timeout, 120s);
  EXPECT_EQ(x.web.host, "127.0.0.1");
  EXPECT_EQ(x.web.port, 8080);
  EXPECT_TRUE(x.web.login);
  EXPECT_EQ(x.logging.level, "INFO");
  EXPECT_EQ(x.logging.file, "/home/me/bots/freqtrade_manager.log");
  EXPECT_EQ(x.logging.max_bytes, 10'485'760u);
  EXPECT_EQ(x.logging.backup_count, 5u);
  EXPECT_EQ(x.poll_interval_s, 3u);
  EXPECT_EQ(x.max_errors, 10u);
  EXPECT_EQ(x.process_stats_interval, 2s);
  EXPECT_EQ(x.state_dir, "/home/me/bots/ftmanager-state");
  EXPECT_FALSE(x.isolate);
  EXPECT_EQ(x.path, "/home/me/bots/config.yaml");
}

TEST(parse, tells_a_wrong_type_with_line_key_found_and_expected) {
  auto x = only(with("    hyperopt:\n      epochs: many\n"));
  EXPECT_TRUE(x.fatal);
  EXPECT_EQ(x.line, 5u);
  EXPECT_EQ(x.key, "strategies[0].hyperopt.epochs");
  EXPECT_EQ(x.found, "\"many\"");
  EXPECT_EQ(x.expected, "a whole number from 1 to 100000000");
}

TEST(parse, warns_of_an_unknown_key_with_the_nearest_known_one) {
  auto x = only(with("    hyperopt:\n      epoch: 5\n"));
  EXPECT_FALSE(x.fatal);
  EXPECT_EQ(x.line, 5u);
  EXPECT_EQ(x.key, "strategies[0].hyperopt.epoch");
  EXPECT_EQ(x.expected, "epochs");
}
