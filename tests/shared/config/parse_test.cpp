#include "tests/shared/config/parse_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ftm;
using namespace ftm::config;
using namespace ftm::test;
using namespace std::chrono_literals;
using ::testing::ElementsAre;

namespace {

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

TEST(parse, takes_the_booleans_of_yaml_1_1) {
  for (auto on : {"yes", "On", "TRUE", "1"})
    EXPECT_TRUE(good(with("    enabled: " + std::string{on} + "\n"))
                    .strategies[0]
                    .enabled);
  for (auto off : {"no", "Off", "false", "0"})
    EXPECT_FALSE(good(with("    enabled: " + std::string{off} + "\n"))
                     .strategies[0]
                     .enabled);
  EXPECT_TRUE(only(with("    enabled: \"false\"\n")).fatal);
  EXPECT_TRUE(only(with("    enabled: perhaps\n")).fatal);
}

TEST(parse, a_key_without_a_value_has_its_default) {
  auto x = good(with("    trade_extra_args:\n    hyperopt:\n    backtest: ~\n"
                     "    schedule: {cron: , enabled: null}\n"));
  EXPECT_EQ(x.strategies[0].hyperopt.epochs, 2000u);
  EXPECT_EQ(x.strategies[0].schedule.cron, "0 2 * * *");
}

TEST(parse, an_empty_timeframe_detail_means_none) {
  for (auto none : {"\"\"", "", "null"})
    EXPECT_EQ(good(with("    hyperopt: {timeframe_detail: " + std::string{none}
                        + "}\n"))
                  .strategies[0]
                  .hyperopt.timeframe_detail,
              "");
  EXPECT_TRUE(only(with("    hyperopt: {timeframe_detail: 3x}\n")).fatal);
}

TEST(parse, a_strategy_outranks_the_top_level_key_by_key) {
  auto x = good("hyperopt: {epochs: 100, jobs: 4}\n"
                "config: all.json\n"
                "hyperopt_config: ho.json\n"
                "environment: {A: 1, B: 2}\n"
                "epoch_criteria: [{field: trades, sort: asc}]\n"
                + with("    hyperopt: {jobs: 8}\n"
                       "    config: own.json\n"
                       "    environment: {B: 3}\n")
                + "  - {name: B, freqtrade: {directory: x}, epoch_criteria: []}"
                  "\n");
  auto& a = x.strategies[0];
  EXPECT_EQ(a.hyperopt.epochs, 100u);
  EXPECT_EQ(a.hyperopt.jobs, 8);
  EXPECT_EQ(a.trade_config, "own.json");
  EXPECT_EQ(a.environment.at("A"), "1");
  EXPECT_EQ(a.environment.at("B"), "3");
  EXPECT_EQ(a.criteria.size(), 1u);
  EXPECT_EQ(x.strategies[1].trade_config, "all.json");
  EXPECT_TRUE(x.strategies[1].criteria.empty());
}

TEST(parse, a_strategys_cron_outranks_an_inherited_interval) {
  auto x = good("schedule: {interval_hours: 6}\n"
                + with("    schedule: {cron: 0 5 * * *}\n")
                + "  - {name: B, freqtrade: {directory: x}}\n");
  EXPECT_EQ(x.strategies[0].schedule.interval_hours, 0u);
  EXPECT_EQ(x.strategies[1].schedule.interval_hours, 6u);
}

TEST(parse, reads_our_own_keys) {
  auto x = good(with(R"(    restart: {ready_timeout: 2m}
    workflow: {max_trade_pause: 90m}
    restart_policy: {mode: on_failure, intensity: 3, period_s: 60,
                     backoff_ms: 10, backoff_max_ms: 20}
    stop:
      trade: INT:main:90000,KILL:tree:0
      hyperopt: [SIGINT:main:1, "TERM:group:2", KILL:tree:0]
    schedule: {time_zone: Europe/Berlin}
    environment: {TZ: UTC, EMPTY: , NUMBER: 5}
state_dir: state/
runtime: {isolate: yes}
process_stats_interval: 0.5
monitoring: {poll_interval: 0.5, max_errors: 10}
web: {host: 0.0.0.0, behind_proxy: true, allowed_hosts: [bot.example.org]}
logging: {level: debug, file: logs/m.log}
x-notes: {whatever: [1, 2]}
)"));
  auto& a = x.strategies[0];
  EXPECT_EQ(a.ready_timeout, 120s);
  EXPECT_EQ(a.max_trade_pause, 90min);
  EXPECT_EQ(a.trade_restart,
            (restart_policy{restart_mode::on_failure, 3, 60s, 10ms, 20ms}));
  EXPECT_THAT(stop_ladder(a, process_kind::trade),
              ElementsAre(stop_step{2, stop_target::main, 90s},
                          stop_step{9, stop_target::tree, 0ms}));
  EXPECT_EQ(stop_ladder(a, process_kind::hyperopt).size(), 3u);
  EXPECT_THAT(stop_ladder(a, process_kind::backtest),
              ElementsAre(stop_step{2, stop_target::main, 10s},
                          stop_step{15, stop_target::group, 5s},
                          stop_step{9, stop_target::tree, 0ms}));
  EXPECT_EQ(a.schedule.time_zone, "Europe/Berlin");
  EXPECT_EQ(a.environment.at("EMPTY"), "");
  EXPECT_EQ(a.environment.at("NUMBER"), "5");
  EXPECT_EQ(x.state_dir, "/home/me/bots/state");
  EXPECT_TRUE(x.isolate);
  EXPECT_EQ(x.process_stats_interval, 500ms);
  EXPECT_EQ(x.poll_interval_s, 1u);
  EXPECT_EQ(x.logging.level, "DEBUG");
  EXPECT_EQ(x.logging.file, "/home/me/bots/logs/m.log");
  EXPECT_THAT(x.web.allowed_hosts, ElementsAre("bot.example.org"));
}

TEST(parse, has_the_ladders_that_freqtrade_needs) {
  auto x = good(with("")).strategies[0];
  EXPECT_THAT(stop_ladder(x, process_kind::trade),
              ElementsAre(stop_step{2, stop_target::main, 60s},
                          stop_step{15, stop_target::group, 5s},
                          stop_step{9, stop_target::tree, 0ms}));
  EXPECT_THAT(stop_ladder(x, process_kind::hyperopt),
              ElementsAre(stop_step{2, stop_target::main, 20s},
                          stop_step{15, stop_target::group, 10s},
                          stop_step{9, stop_target::tree, 0ms}));
}

TEST(parse, lays_the_switches_of_the_dashboard_over_the_file) {
  auto x = good(with(""), R"({"strategies":{"A":{"steps":["restart_trade",
    "hyperopt","hyperopt","stop_trade"],"scheduled":false}}})");
  EXPECT_THAT(x.strategies[0].steps,
              ElementsAre(step_kind::stop_trade, step_kind::hyperopt,
                          step_kind::restart_trade));
  EXPECT_FALSE(x.strategies[0].schedule.enabled);
}

TEST(parse, remembers_where_keys_stand) {
  auto x = read(with("    config: a.json\n"));
  EXPECT_EQ(x.lines.at("strategies[0].config"), 4u);
  EXPECT_EQ(x.lines.at("strategies[0].freqtrade.directory"), 3u);
}

TEST(parse, finds_a_strategy_by_its_name) {
  auto x = good(readme_dialect);
  EXPECT_EQ(x.find("swing"), &x.strategies[1]);
  EXPECT_EQ(x.find("nobody"), nullptr);
}

TEST(parse, cleanup_is_a_step_where_something_is_to_be_cleaned) {
  auto has = [](const settings& x) {
    auto& s = x.strategies[0].steps;
    return std::count(s.begin(), s.end(), step_kind::cleanup_results) == 1;
  };
  EXPECT_TRUE(has(good(with(""))));
  EXPECT_FALSE(has(good(with("    schedule: {cleanup_days: 0}\n"))));
  EXPECT_TRUE(has(good(with("    schedule: {cleanup_days: 0}\n"
                            "    hyperopt: {delete_params_json: true}\n"))));
}
