#include "shared/json/epochs.hpp"
#include "shared/json/facts.hpp"
#include "shared/json/processes.hpp"
#include "shared/json/runs.hpp"
#include "shared/json/settings.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace ftm {

using namespace std::chrono_literals;

TEST(process_json, says_null_where_nothing_is_known) {
  process_status x;
  x.id = {"Alpha", process_kind::trade};
  auto y = to_json(x);
  EXPECT_EQ(y["strategy"], "Alpha");
  EXPECT_EQ(y["kind"], "trade");
  EXPECT_EQ(y["state"], "idle");
  for (auto key :
       {"pid", "launch", "started_at", "ended_at", "exit_code", "exit_signal",
        "error", "stats", "peaks", "deadline_at", "held_by", "live"})
    EXPECT_TRUE(y.at(key).is_null()) << key;
  EXPECT_TRUE(y["command"].is_array());
  EXPECT_EQ(y["wanted"], false);
}

TEST(process_json, carries_the_stats_that_it_is_given) {
  process_status x;
  x.exit_code = 0;
  x.live = true;
  x.command = {"freqtrade", "trade"};
  process_stats s;
  s.cpu_pct = 12.5;
  s.rss_bytes = 7;
  s.peak_rss_bytes = 9;
  auto y = to_json(x, &s);
  EXPECT_EQ(y["exit_code"], 0);
  EXPECT_EQ(y["live"], true);
  EXPECT_EQ(y["command"], json({"freqtrade", "trade"}));
  EXPECT_EQ(y["stats"]["cpu_pct"], 12.5);
  EXPECT_EQ(y["peaks"]["rss_bytes"], 9);
}

TEST(values_json, writes_times_with_their_offset_and_64_bits_as_text) {
  EXPECT_EQ(from_hex(to_hex(0xfedcba9876543210)), 0xfedcba9876543210);
  EXPECT_EQ(to_hex(1), "0000000000000001");
  EXPECT_FALSE(from_hex("1"));
  EXPECT_FALSE(from_hex("00000000000000zz"));
  std::string at = time_json(timestamp{1'700'000'000'123ms});
  EXPECT_NE(at.find("2023-11-1"), std::string::npos);
  EXPECT_NE(at.find(".123"), std::string::npos);
}

TEST(values_json, mistake_5_bytes_that_are_no_utf8_do_no_harm) {
  log_line x{log_level::error, "supervisor", "", "a\xff\xfe b\xc3"};
  auto out = dump(to_json(x, {}));
  EXPECT_NE(out.find("a\xEF\xBF\xBD\xEF\xBF\xBD b\xEF\xBF\xBD"),
            std::string::npos);
  EXPECT_FALSE(json::parse(out, nullptr, false).is_discarded());
}

epoch_row filled_with(double v) {
  epoch_row x;
  for (auto* m : {&x.profit_median, &x.expectancy, &x.sortino, &x.sharpe,
                  &x.calmar, &x.profit_factor, &x.cagr, &x.trades_per_day})
    *m = v;
  return x;
}

TEST(epoch_json, winrate_is_wins_over_trades) {
  epoch_row x;
  EXPECT_EQ(to_json(x)["winrate"], 0.0);
  x.trades = 107;
  x.wins = 59;
  EXPECT_EQ(to_json(x)["winrate"], 0.5514018691588785);
}

TEST(epoch_json, mistake_4_a_nan_epoch_is_null_and_says_so) {
  epoch_row x;
  x.objective = std::nan("");
  x.max_drawdown = INFINITY;
  x.avg_profit = -INFINITY;
  x.flags = static_cast<uint8_t>(epoch_flag::best)
            | static_cast<uint8_t>(epoch_flag::from_console);
  auto y = to_json(x);
  EXPECT_TRUE(y["objective"].is_null());
  auto notes = y["nonfinite"];
  EXPECT_EQ(notes["objective"], "NaN");
  EXPECT_EQ(notes["max_drawdown"], "Infinity");
  EXPECT_EQ(notes["avg_profit"], "-Infinity");
  EXPECT_FALSE(notes.contains("duration"));
  EXPECT_EQ(y["is_best"], true);
  EXPECT_EQ(y["is_random"], false);
  EXPECT_EQ(y["source"], "console");
  EXPECT_FALSE(json::parse(dump(y), nullptr, false).is_discarded());
  auto whole = filled_with(1);
  EXPECT_FALSE(to_json(whole).contains("nonfinite"));
}

TEST(epoch_json, mistake_4_no_number_of_any_shape_leaves_as_nan) {
  auto nan = std::nan("");
  hyperopt_status h;
  h.winner.emplace().objective = nan;
  ranking r;
  r.rows.resize(2);
  r.rows[1].duration = nan;
  r.criteria = {{"objective", comparison::le, nan, sorting::none}};
  r.verdicts = {{1, 0, 0, {nan, 2.0}, "no", {0}}};
  process_stats s;
  s.cpu_pct = nan;
  s.peak_cpu_pct = INFINITY;
  for (auto& y :
       {to_json(h), to_json(r), to_json(s), to_json(process_status{}, &s)}) {
    auto out = dump(y);
    EXPECT_EQ(json::parse(out, nullptr, false), y) << out;
    EXPECT_NE(out.find("\"nonfinite\""), std::string::npos) << out;
  }
  auto v = to_json(r)["verdicts"][0];
  EXPECT_EQ(v["nonfinite"], json({{"found.0", "NaN"}}));
  EXPECT_EQ(v["checks"][0]["passed"], false);
  EXPECT_EQ(v["checks"][0]["nonfinite"]["found"], "NaN");
}

TEST(epoch_json, a_ranking_has_a_winner_and_the_next_ones) {
  ranking x;
  EXPECT_TRUE(to_json(x)["winner"].is_null());
  x.rows.resize(3);
  x.rows[0].line = 7;
  x.rows[2].line = 9;
  auto y = to_json(x);
  EXPECT_EQ(y["winner"]["line"], 7);
  EXPECT_EQ(y["next"].size(), 2u);
  EXPECT_EQ(y["next"][1]["line"], 9);
}

TEST(epoch_json, a_record_brings_its_params) {
  epoch_record x;
  x.file = "f.fthypt";
  x.json = R"({"params_dict":{"a":1},"params_details":{"buy":{"a":1}}})";
  auto y = to_json(x);
  EXPECT_EQ(y["epoch"]["params"], json({{"buy", {{"a", 1}}}}));
  EXPECT_EQ(y["record"]["params_dict"]["a"], 1);
  x.json = "cut {";
  EXPECT_TRUE(to_json(x)["record"].is_null());
}

TEST(epoch_json, a_page_becomes_columns) {
  double values[] = {1, 2, std::nan(""), 4};
  epoch_page x;
  x.rows = 2;
  x.values.assign(reinterpret_cast<const char*>(values), sizeof values);
  auto y = to_json(x, {"trades", "objective"});
  EXPECT_EQ(y["columns"]["trades"], json({1.0, 2.0}));
  EXPECT_EQ(y["columns"]["objective"], json({nullptr, 4.0}));
}

TEST(epoch_json, a_column_of_texts_shows_them) {
  double values[] = {1, 0, std::nan(""), 2};
  epoch_page x;
  x.rows = 4;
  x.values.assign(reinterpret_cast<const char*>(values), sizeof values);
  x.texts["params.mode"] = {"dip", "both"};
  EXPECT_EQ(to_json(x, {"params.mode"})["columns"]["params.mode"],
            json({"both", "dip", nullptr, nullptr}));
}

TEST(epoch_json, a_page_shorter_than_it_says_is_not_read_past_its_end) {
  epoch_page x;
  x.rows = 4;
  x.values.assign(12, '\0');
  EXPECT_EQ(to_json(x, {"a", "b"})["columns"]["a"].size(), 1u);
  EXPECT_EQ(to_json(x, {"a", "b"})["columns"]["b"].size(), 0u);
}

TEST(epoch_json, criteria_speak_as_config_yaml_does) {
  EXPECT_EQ(to_json(criterion{"trades", comparison::ge, 3, sorting::none}),
            json({{"field", "trades"},
                  {"operator", ">="},
                  {"value", 3.0},
                  {"sort", ""}}));
  EXPECT_EQ(
      to_json(criterion{"a", comparison::none, 0, sorting::descending})["sort"],
      "desc");
}

TEST(run_json, names_its_current_step_and_its_progress) {
  run_status x;
  x.steps.resize(2);
  x.steps[0].kind = step_kind::backtest;
  x.steps[0].state = step_state::done;
  x.steps[1].kind = step_kind::hyperopt;
  x.steps[1].state = step_state::running;
  x.steps[1].done = 3;
  x.steps[1].total = 10;
  auto y = to_json(x);
  EXPECT_EQ(y["step"], "hyperopt");
  EXPECT_TRUE(y["reason"].is_null());
  EXPECT_TRUE(y["steps"][0]["progress"].is_null());
  EXPECT_EQ(y["steps"][1]["progress"], json({{"done", 3}, {"total", 10}}));
  x.steps[1].state = step_state::done;
  EXPECT_TRUE(to_json(x)["step"].is_null());
}

TEST(run_json, a_version_of_params_shows_what_the_file_held) {
  params_version x;
  EXPECT_TRUE(to_json(x)["params"].is_null());
  x.json = R"({"params":{}})";
  EXPECT_EQ(to_json(x)["params"], json({{"params", json::object()}}));
  x.json = "by hand {";
  EXPECT_EQ(to_json(x)["text"], "by hand {");
}

TEST(settings_json, a_schedule_is_by_cron_or_by_interval) {
  schedule_status x;
  x.cron = "0 2 * * *";
  x.next = {timestamp{}, timestamp{1h}};
  auto y = to_json(x);
  EXPECT_EQ(y["cron"], "0 2 * * *");
  EXPECT_TRUE(y["interval_hours"].is_null());
  EXPECT_EQ(y["next"].size(), 2u);
}

TEST(settings_json, a_strategy_says_whether_its_trade_is_with_real_money) {
  strategy_status x;
  EXPECT_TRUE(to_json(x).at("live").is_null());
  x.live = true;
  EXPECT_EQ(to_json(x).at("live"), true);
  x.live = false;
  EXPECT_EQ(to_json(x).at("live"), false);
}

TEST(settings_json, a_config_report_lists_every_problem) {
  config_report x{3, false, {{true, 4, "web.port", "abc", "a port"}}};
  EXPECT_EQ(to_json(x)["problems"][0]["key"], "web.port");
  EXPECT_EQ(to_json(x)["revision"], 3);
}

TEST(process_json, a_search_tells_where_it_looked) {
  output_matches x{"L", {{5, "err\xff", {}}}, 100, false};
  EXPECT_EQ(to_json(x)["matches"][0]["text"], "err\xEF\xBF\xBD");
  EXPECT_EQ(to_json(x)["scanned_to"], 100);
}

} // namespace ftm
