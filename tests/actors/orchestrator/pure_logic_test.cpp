#include "actors/orchestrator/commands.hpp"
#include "actors/orchestrator/judgement.hpp"
#include "actors/orchestrator/places.hpp"
#include "actors/orchestrator/process_end.hpp"
#include "actors/orchestrator/result_files.hpp"
#include "actors/orchestrator/turns.hpp"
#include "shared/util/file.hpp"
#include "shared/util/hash.hpp"

#include <gmock/gmock.h>

namespace ftm {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr auto today = 2024y / 3 / 1;

config::strategy_settings settings() {
  config::strategy_settings x;
  x.name = "Main";
  x.strategy_name = "S";
  x.directory = "/ft";
  x.executable = "/ft/.venv/bin/freqtrade";
  x.trade_config = "trade.json";
  x.download_config = "data.json";
  x.backtest_config = "back.json";
  x.hyperopt_config = "opt.json";
  return x;
}

std::string words(const config::strategy_settings& x, process_kind k) {
  return shown(spec_of(x, k, today).command);
}

process_status ended(process_kind kind, process_state state, int code) {
  process_status y;
  y.id = {"S", kind};
  y.state = state;
  y.exit_code = code;
  return y;
}

} // namespace

TEST(commands, are_those_of_the_original) {
  auto x = settings();
  EXPECT_EQ(words(x, process_kind::trade),
            "/ft/.venv/bin/freqtrade trade --config trade.json --strategy S");
  EXPECT_EQ(words(x, process_kind::download_data),
            "/ft/.venv/bin/freqtrade download-data --config data.json "
            "--timerange 20231202- --timeframes 3m 5m 15m 30m 1h 2h 4h 6h 1d");
  EXPECT_EQ(words(x, process_kind::backtest),
            "/ft/.venv/bin/freqtrade backtesting --config back.json "
            "--strategy S --timerange 20240131-");
  EXPECT_EQ(words(x, process_kind::hyperopt),
            "/ft/.venv/bin/freqtrade hyperopt --config opt.json --strategy S "
            "--hyperopt-loss SharpeHyperOptLossDaily --spaces sell -e 2000 "
            "-j 2 --min-trades 10 --timeframe-detail 3m "
            "--disable-param-export --timerange 20240131-");
  EXPECT_EQ(shown(show_spec(x, "f.fthypt", 53).command),
            "/ft/.venv/bin/freqtrade hyperopt-show --config opt.json "
            "--hyperopt-filename f.fthypt -n 53");
}

TEST(commands, follow_the_settings) {
  auto x = settings();
  x.hyperopt.spaces = {"buy", "sell"};
  x.hyperopt.timeframe_detail = "";
  x.hyperopt.disable_param_export = false;
  x.hyperopt.timerange = {60, 30};
  x.hyperopt.jobs = -1;
  x.hyperopt.extra_args = {"--userdir", "my data", "--random-state", "7"};
  EXPECT_EQ(words(x, process_kind::hyperopt),
            "/ft/.venv/bin/freqtrade hyperopt --config opt.json --strategy S "
            "--hyperopt-loss SharpeHyperOptLossDaily --spaces buy sell -e 2000 "
            "-j -1 --min-trades 10 --timerange 20240101-20240131 --userdir "
            "'my data' --random-state 7");
  // What hyperopt wrote elsewhere is read there.
  EXPECT_EQ(shown(show_spec(x, "f", 1).command),
            "/ft/.venv/bin/freqtrade hyperopt-show --config opt.json "
            "--hyperopt-filename f -n 1 --userdir 'my data'");
}

TEST(commands, tell_the_supervisor_all_it_needs) {
  auto x = settings();
  x.environment = {{"COLUMNS", "100"}, {"MINE", "1"}};
  x.trade_restart.mode = restart_mode::on_failure;
  auto y = spec_of(x, process_kind::trade, today);
  EXPECT_EQ(y.id, (process_id{"Main", process_kind::trade}));
  EXPECT_EQ(y.folder, "/ft");
  EXPECT_EQ(y.bot_config, "/ft/trade.json");
  EXPECT_EQ(y.restart.mode, restart_mode::on_failure);
  EXPECT_EQ(y.time_limit, 0s);
  EXPECT_EQ(y.environment.at("PYTHONUNBUFFERED"), "1");
  EXPECT_EQ(y.environment.at("NO_COLOR"), "1");
  EXPECT_EQ(y.environment.at("COLUMNS"), "100");
  EXPECT_EQ(y.environment.at("MINE"), "1");
  EXPECT_EQ(y.stop_ladder, config::stop_ladder(x, process_kind::trade));
  auto z = spec_of(x, process_kind::hyperopt, today);
  EXPECT_EQ(z.time_limit, 6h);
  EXPECT_EQ(z.restart.mode, restart_mode::off);
}

TEST(process_end, a_completed_process_did_what_it_was_for) {
  EXPECT_EQ(
      failure_of(ended(process_kind::backtest, process_state::completed, 0),
                 "ok"),
      "");
}

TEST(process_end, names_what_went_wrong) {
  auto says = [](process_kind k, process_state s, int code,
                 const std::string& tail) {
    return failure_of(ended(k, s, code), tail);
  };
  EXPECT_THAT(says(process_kind::backtest, process_state::failed, 2,
                   "2026-11-22 13:31:05,593 - freqtrade - ERROR - No data "
                   "found. Terminating.\n"),
              HasSubstr("exit code 2: No data found. Terminating."));
  EXPECT_THAT(says(process_kind::hyperopt, process_state::completed, 0,
                   "…User interrupted..\n"),
              HasSubstr("interrupted"));
  EXPECT_THAT(says(process_kind::backtest, process_state::stopped, 0, ""),
              HasSubstr("stopped before its end"));
  auto x = ended(process_kind::hyperopt, process_state::failed, 0);
  x.exit_code.reset();
  EXPECT_THAT(failure_of(x, ""), HasSubstr("not known"));
  x.exit_signal = 9;
  EXPECT_THAT(failure_of(x, ""), HasSubstr("SIGKILL"));
}

TEST(process_end, a_relaunch_belongs_to_its_first_launch) {
  EXPECT_TRUE(is_launch("R.trade.1", "R.trade.1"));
  EXPECT_TRUE(is_launch("R.trade.1.r12", "R.trade.1"));
  EXPECT_FALSE(is_launch("R.trade.12", "R.trade.1"));
  EXPECT_FALSE(is_launch("R.trade.1.r", "R.trade.1"));
  EXPECT_FALSE(is_launch("", ""));
  EXPECT_EQ(first_of("R.trade.1.r12"), "R.trade.1");
  EXPECT_EQ(first_of("R.trade.1"), "R.trade.1");
  EXPECT_EQ(first_of("a.river"), "a.river");
  EXPECT_EQ(first_of(""), "");
}

TEST(result_files, know_the_time_in_an_exact_name_only) {
  auto t = time_in_name("strategy_S_2026-11-22_13-21-14.fthypt", "S");
  ASSERT_TRUE(t);
  EXPECT_EQ(*t, std::chrono::local_days{2026y / 11 / 22} + 13h + 21min + 14s);
  for (auto x : {"strategy_AS_2026-11-22_13-21-14.fthypt",
                 "strategy_S_B_2026-11-22_13-21-14.fthypt",
                 "strategy_S_2026-11-22_13-21-14.fthypt.bak",
                 "strategy_S_2026-11-22_13-21-1x.fthypt",
                 "strategy_S_2026-13-22_13-21-14.fthypt", "strategy_S.fthypt",
                 "strategy_S_.fthypt", ""})
    EXPECT_FALSE(time_in_name(x, "S")) << x;
}

TEST(result_files, the_one_new_file_is_chosen) {
  auto gone = std::chrono::system_clock::now();
  result_writer by{"R.hyperopt.1", {}, gone};
  result_file a, b, other, late;
  a.name = "strategy_S_2026-11-22_13-21-14.fthypt";
  b.name = "strategy_S_2026-11-22_14-00-00.fthypt";
  other.name = "strategy_T_2026-11-22_14-00-00.fthypt";
  late.name = "strategy_S_2026-11-22_15-00-00.fthypt";
  a.bytes = b.bytes = other.bytes = late.bytes = 10;
  b.modified_at = gone - 1s;
  late.modified_at = gone + 1h; // a person's, by hand
  auto y = choose_result({late, b, other, a}, {a.name}, "S", by);
  ASSERT_TRUE(y.file) << y.error;
  EXPECT_EQ(y.file->name, b.name);
  EXPECT_THAT(choose_result({a}, {a.name}, "S", by).error,
              HasSubstr("older results are not used"));
  EXPECT_THAT(choose_result({a, b}, {}, "S", by).error,
              HasSubstr("cannot be told"));
  b.bytes = 0;
  EXPECT_THAT(choose_result({b}, {}, "S", by).error, HasSubstr("empty"));
}

// Mistaken once: a hyperopt that somebody had started by hand was still
// writing.
TEST(result_files, those_of_other_launches_are_not_chosen) {
  auto name_at = [](timestamp x) {
    auto t = std::chrono::system_clock::to_time_t(x);
    std::tm tm{};
    ::localtime_r(&t, &tm);
    char y[64];
    std::strftime(y, sizeof y, "strategy_S_%Y-%m-%d_%H-%M-%S.fthypt", &tm);
    return std::string{y};
  };
  auto start = std::chrono::system_clock::now() - 100s;
  result_writer by{"R.hyperopt.1", start, start + 90s};
  result_file mine, older, foreign;
  mine.name = name_at(start);
  older.name = name_at(start - 2s);
  foreign.name = name_at(start + 5s);
  foreign.launch = "by-hand";
  mine.bytes = older.bytes = foreign.bytes = 10;
  mine.modified_at = older.modified_at = foreign.modified_at = start + 50s;
  auto y = choose_result({foreign, mine, older}, {}, "S", by);
  ASSERT_TRUE(y.file) << y.error;
  EXPECT_EQ(y.file->name, mine.name);
  EXPECT_THAT(choose_result({foreign, older}, {}, "S", by).error,
              HasSubstr("older results are not used"));
  foreign.launch = "R.hyperopt.1";
  EXPECT_TRUE(choose_result({foreign, older}, {}, "S", by).file);
}

TEST(places, follow_freqtrades_config) {
  auto folder = fs::temp_directory_path() / ("ftm-" + random_hex(8));
  fs::create_directories(folder);
  auto real = fs::canonical(folder);
  auto x = settings();
  x.directory = folder;
  EXPECT_EQ(places_of(x).results, real / "user_data/hyperopt_results");
  write_file_durably(folder / "opt.json",
                     "{ // comments and commas are welcome\n"
                     "  \"url\": \"http://x,]\",\n"
                     "  \"user_data_dir\": \"mine\",\n"
                     "  \"strategy_path\": \"elsewhere\",\n}");
  EXPECT_EQ(places_of(x).user_data, real / "mine");
  EXPECT_THAT(places_of(x).strategies,
              ElementsAre(real / "elsewhere", real / "mine/strategies"));
  EXPECT_FALSE(places_of(x).recursive);
  write_file_durably(folder / "more.json",
                     "{\"recursive_strategy_search\": true}");
  write_file_durably(folder / "opt.json",
                     "{\"add_config_files\": [\"more.json\"]}");
  EXPECT_TRUE(places_of(x).recursive);
  x.hyperopt.extra_args = {"--userdir=other"};
  EXPECT_EQ(places_of(x).user_data, real / "other");
  fs::remove_all(folder);
}

// Mistaken once: an archived copy in a folder below was guarded instead.
TEST(places, the_class_is_looked_for_where_freqtrade_looks) {
  auto folder = fs::temp_directory_path() / ("ftm-" + random_hex(8));
  strategy_places where;
  where.strategies = {folder / "first", folder / "strategies"};
  auto s = folder / "strategies";
  fs::create_directories(s / "archive/__pycache__");
  write_file_durably(s / "other.py", "# class S(IStrategy):\n"
                                     "class SS(IStrategy):\n pass");
  write_file_durably(s / "archive/__pycache__/S.py", "class T(IStrategy):\n");
  write_file_durably(s / "archive/s_2023.py", "class S(IStrategy):\n");
  EXPECT_EQ(find_strategy(where, "S"), fs::path{});
  where.recursive = true;
  EXPECT_EQ(find_strategy(where, "S"), s / "archive/s_2023.py");
  EXPECT_EQ(find_strategy(where, "T"), fs::path{});
  write_file_durably(s / "x.py", "import y\nclass S (IStrategy):\n");
  EXPECT_EQ(find_strategy(where, "S"), s / "x.py");
  where.recursive = false;
  EXPECT_EQ(find_strategy(where, "S"), s / "x.py");
  fs::create_directories(folder / "first");
  write_file_durably(folder / "first/z.py", "class S:\n");
  EXPECT_EQ(find_strategy(where, "S"), folder / "first/z.py");
  fs::remove_all(folder);
}

TEST(turns, are_first_come_first_served) {
  turns x;
  EXPECT_TRUE(x.claim("a", "1"));
  EXPECT_FALSE(x.claim("a", "2"));
  EXPECT_FALSE(x.claim("a", "3"));
  EXPECT_TRUE(x.claim("a", "1"));
  EXPECT_TRUE(x.claim("b", "3"));
  x.forget("2");
  EXPECT_TRUE(x.release("a", "1"));
  EXPECT_FALSE(x.release("a", "1"));
  EXPECT_EQ(x.holder("a"), "3");
  EXPECT_TRUE(x.claim("a", "3"));
  x.forget("3");
  EXPECT_EQ(x.holder("a"), "");
  EXPECT_EQ(x.holder("b"), "");
}

TEST(judgement, names_the_criterion_that_removed_the_last_epoch) {
  ranking x;
  x.file = "f";
  EXPECT_EQ(why_no_winner(x), "f holds no epoch");
  x.epochs = 60;
  x.criteria = {{"max_drawdown", comparison::le, 2.5, sorting::none},
                {"wins", comparison::gt, 10, sorting::descending}};
  x.remaining = {0, 0, 0};
  EXPECT_EQ(why_no_winner(x), "none of the 60 epochs made a trade");
  x.remaining = {50, 3, 0};
  EXPECT_EQ(why_no_winner(x), "no epoch of 60 is left: the criterion wins > 10 "
                              "descending removed the last 3");
  x.remaining = {50, 0, 0};
  EXPECT_THAT(why_no_winner(x), HasSubstr("max_drawdown <= 2.5 removed the "
                                          "last 50"));
  x.rows.emplace_back();
  EXPECT_EQ(why_no_winner(x), "");
}

} // namespace ftm
