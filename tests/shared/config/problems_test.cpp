#include "tests/shared/config/parse_support.hpp"

#include "shared/protocol/epoch_fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ftm;
using namespace ftm::config;
using namespace ftm::test;
using ::testing::HasSubstr;

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

TEST(parse, tells_all_problems_at_once_in_order_of_lines) {
  auto x = read("web: {port: 99999}\n"
                "strategies:\n"
                "  - name: A\n"
                "    freqtrade: {directory: ft}\n"
                "    schedule: {cron: 61 2 * * *}\n"
                "    hyperopt: {jobs: -5000, epochs: 1.5}\n"
                "  - name: A\n"
                "    enable: true\n");
  EXPECT_FALSE(x.value);
  EXPECT_EQ(all_problems(x),
            "config.yaml:1: error: web.port: found \"99999\", expected a whole "
            "number from 1 to 65535\n"
            "config.yaml:5: error: strategies[0].schedule.cron: found \"61 2 * "
            "* *\", expected minute hour day month weekday, such as 0 2 * * * "
            "(minute 61 is not within 0-59)\n"
            "config.yaml:6: error: strategies[0].hyperopt.epochs: found "
            "\"1.5\", expected a whole number from 1 to 100000000\n"
            "config.yaml:6: error: strategies[0].hyperopt.jobs: found "
            "\"-5000\", expected a whole number from -1024 to 1024\n"
            "config.yaml:7: error: strategies[1].freqtrade.directory: found "
            "nothing, expected the folder of freqtrade\n"
            "config.yaml:7: error: strategies[1].name: found \"A\", expected a "
            "name of its own (strategies[0] has this one)\n"
            "config.yaml:8: warning: strategies[1].enable: found an unknown "
            "key, expected enabled\n");
}

TEST(parse, needs_strategies) {
  for (auto text : {"", "# nothing\n", "---\n", "web: {port: 1}\n",
                    "strategies: []\n", "strategies:\n", "strategies: A\n",
                    "strategies: {name: A}\n", "[1, 2]\n", "just text\n",
                    "strategies: [A]\n", "strategies: [null]\n"}) {
    auto x = read(text);
    EXPECT_FALSE(x.value) << text;
    EXPECT_FALSE(x.problems.empty()) << text;
  }
}

TEST(parse, refuses_wrong_values) {
  for (auto x : {
           "    stop: {trade: 'INT:main'}",
           "    stop: {trade: 'FOO:main:1,KILL:tree:0'}",
           "    stop: {trade: 'INT:all:1,KILL:tree:0'}",
           "    stop: {trade: 'INT:main:-1,KILL:tree:0'}",
           "    schedule: {time_zone: Berlin}",
           "    schedule: {cron: '0 2 30 2 *'}",
           "    schedule: {interval_hours: -1}",
           "    download_data: {timeframes: [5m, 5 m]}",
           "    download_data: {timeframes: []}",
           "    download_data: {days_back: -3}",
           "    backtest: {timerange_start_days_ago: 5, "
           "timerange_end_days_ago: 9}",
           "    hyperopt: {epochs: 0}",
           "    hyperopt: {jobs: 0}",
           "    hyperopt: [1]",
           "    hyperopt: text",
           "    hyperopt: {loss_function: --config}",
           "    hyperopt: {extra_args: \"'open\"}",
           "    hyperopt: {extra_args: [a, [b]]}",
           "    hyperopt: {extra_args: \"a\\0b\"}",
           "    restart_mode: soft",
           "    restart_policy: {mode: sometimes}",
           "    restart_policy: {backoff_ms: 10, backoff_max_ms: 5}",
           "    restart_policy: {stable_s: 0}",
           "    health: {hung_after: -1}",
           "    health: {poll_interval: 0}",
           "    health: {restart_hung: perhaps}",
           "    priority: {trade: {nice: -5}}",
           "    priority: {hyperopt: {nice: 20}}",
           "    priority: {hyperopt: {io: realtime}}",
           "    priority: {hyperopt: {io_level: 8}}",
           "    priority: {backtest: {oom_score_adj: -1000}}",
           "    priority: 5",
           "    output: {max_mb: -1}",
           "    restart: {ready_timeout: soon}",
           "    workflow: {max_trade_pause: 0}",
           "    environment: {1A: x}",
           "    environment: {A: [x]}",
           "    environment: [A]",
           "    config: [a, b]",
           "    config: \"a\\0b\"",
           "    strategy_name: --dry-run",
           "    epoch_criteria: {field: trades}",
           "    epoch_criteria: [trades]",
           "    epoch_criteria: [{field: profit, operator: '<', value: 1}]",
           "    epoch_criteria: [{field: trades, operator: '!=', value: 1}]",
           "    epoch_criteria: [{field: trades, operator: '<', value: .nan}]",
           "    epoch_criteria: [{field: trades, operator: '<', value: a}]",
           "    epoch_criteria: [{field: trades, operator: '<'}]",
           "    epoch_criteria: [{field: trades, sort: up}]",
           "    epoch_criteria: [{field: trades}]",
           "    epoch_criteria: [{operator: '<', value: 1}]",
           "web: {port: 0}",
           "web: {port: http}",
           "web: {host: 0.0.0.0}",
           "web: {host: 0.0.0.0, login: false, behind_proxy: true}",
           "web: {tls_key: key.pem}",
           "web: {tls_certificate: chain.pem}",
           "logging: {level: loud}",
           "logging: {max_bytes: -1}",
           "process_stats_interval: 0",
           "monitoring: {poll_interval: -1}",
           "runtime: {isolate: 2}",
       }) {
    auto y = read(with(std::string{x} + "\n"));
    EXPECT_FALSE(y.value) << x;
    ASSERT_EQ(y.problems.size(), 1u) << x << "\n" << all_problems(y);
    EXPECT_EQ(y.problems[0].line, 4u) << x;
    EXPECT_FALSE(y.problems[0].expected.empty()) << x;
  }
}

TEST(parse, offers_no_tls_that_the_door_does_not_speak) {
  auto y = read(with("web: {host: 0.0.0.0, tls_certificate: c, tls_key: k}\n"));
  EXPECT_FALSE(y.value);
  ASSERT_EQ(y.problems.size(), 3u);
  for (auto& p : y.problems) {
    EXPECT_NE(p.expected.find("behind_proxy: true"), std::string::npos);
    EXPECT_EQ(p.expected.find("or tls_"), std::string::npos);
  }
}

TEST(parse, warns_of_a_ladder_without_kill_and_of_unknown_spaces) {
  EXPECT_FALSE(only(with("    stop: {trade: 'INT:main:5'}\n")).fatal);
  EXPECT_FALSE(only(with("    hyperopt: {spaces: [sell, luck]}\n")).fatal);
}

TEST(parse, never_shows_the_secrets_of_a_wrong_value) {
  auto x = only(with("    enabled: password=hunter2\n"));
  EXPECT_THAT(x.found, ::testing::Not(HasSubstr("hunter2")));
}

TEST(parse, tells_a_key_that_comes_twice_with_both_lines) {
  auto x = only(with("    hyperopt:\n      epochs: 1\n      epochs: 2\n"));
  EXPECT_TRUE(x.fatal);
  EXPECT_EQ(x.line, 6u);
  EXPECT_EQ(x.key, "strategies[0].hyperopt.epochs");
  EXPECT_THAT(x.expected, HasSubstr("line 5"));
}

TEST(parse, suggests_the_field_that_was_meant) {
  auto x =
      only(with("    epoch_criteria:\n"
                "      - {field: max_drawdwn, operator: '<', value: 1}\n"));
  EXPECT_EQ(x.key, "strategies[0].epoch_criteria[0].field");
  EXPECT_EQ(x.expected, "max_drawdown");
}

TEST(parse, names_all_fields_where_none_is_near) {
  auto y = only(with("    epoch_criteria: [{field: zzzzzz, sort: asc}]\n"));
  EXPECT_TRUE(y.fatal);
  EXPECT_EQ(y.line, 4u);
  for (auto& field : judged_fields())
    EXPECT_THAT(y.expected, HasSubstr(field));
  EXPECT_THAT(y.expected, HasSubstr("params.NAME"));
}

TEST(parse, takes_every_field_and_any_parameter) {
  auto names = judged_fields();
  names.insert(names.end(), {"params.buy_rsi", "params.a.b", "params.Ä-1"});
  for (auto& x : names)
    EXPECT_EQ(
        good(with("    epoch_criteria: [{field: '" + x + "', sort: asc}]\n"))
            .strategies[0]
            .criteria.at(0)
            .field,
        x);
}

TEST(parse, refuses_what_is_no_name_of_a_parameter) {
  for (auto bad : {"params.", "params.a b", "params. a", "params.a;b",
                   "params.a<1", "params.a,b", "params.a!"}) {
    auto x = only(with("    epoch_criteria:\n      - {field: '"
                       + std::string{bad} + "', operator: '>', value: 1}\n"));
    EXPECT_TRUE(x.fatal) << bad;
    EXPECT_EQ(x.key, "strategies[0].epoch_criteria[0].field") << bad;
    EXPECT_EQ(x.found, '"' + std::string{bad} + '"');
    EXPECT_EQ(x.expected, "params.NAME of a parameter, without blanks and "
                          "< > = ! ; ,");
  }
  for (auto bad : {"params", "param.buy_rsi", "Params.buy_rsi", "line", "epoch",
                   "flags", "is_best", "is_random", "is_initial_point"})
    EXPECT_TRUE(only(with("    epoch_criteria: [{field: " + std::string{bad}
                          + ", sort: asc}]\n"))
                    .fatal)
        << bad;
}

TEST(parse, warns_of_switches_that_fit_nothing_and_goes_on) {
  for (auto o : {R"({"strategies":{"Gone":{"steps":[]}}})", "{bad", "[]",
                 R"({"strategies":{"A":{"steps":["fly"]}}})",
                 R"({"strategies":{"A":{"steps":5}}})",
                 R"({"strategies":{"A":{"scheduled":"x"}}})",
                 R"({"strategies":{"A":[]}})", "\xff"}) {
    auto x = read(with(""), o);
    EXPECT_TRUE(x.value) << o;
    EXPECT_EQ(x.problems.size(), 1u) << o;
  }
  EXPECT_EQ(all_problems(read(with(""), "")), "");
  EXPECT_EQ(all_problems(read(with(""), R"({"other":1})")), "");
}
