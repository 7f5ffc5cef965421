#include "deploy/ftmanager/epochs_command.hpp"

#include "shared/util/file.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace ftm {
namespace {

namespace fs = std::filesystem;

const std::string recorded =
    std::string{FTM_FIXTURES}
    + "/fthypt/v2024.9_LongStrat_6epochs_bytes_exact.fthypt";

struct answer {
  int code = 0;
  std::string out;
  std::string err;
};

answer epochs(const epochs_options& x, bool people = false) {
  std::ostringstream out;
  std::ostringstream err;
  answer y;
  y.code = epochs_command(x, people, out, err);
  y.out = out.str();
  y.err = err.str();
  return y;
}

/// A folder of its own for each test.
class epochs_test : public ::testing::Test {
protected:
  void SetUp() override {
    auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder =
        fs::temp_directory_path() / (std::string{"ftm-epochs-"} + test->name());
    fs::remove_all(folder);
    fs::create_directory(folder);
  }
  void TearDown() override {
    fs::remove_all(folder);
  }
  std::string put(const std::string& name, const std::string& text) {
    std::ofstream{folder / name} << text;
    return (folder / name).string();
  }
  fs::path folder;
};

TEST_F(epochs_test, are_csv_for_programs_and_a_table_for_people) {
  auto y = epochs({.file = recorded});
  EXPECT_EQ(y.code, 0);
  EXPECT_EQ(y.out.find("line,epoch,trades,wins,draws,losses,avg_profit,"
                       "profit_total_pct,profit_total_abs,max_drawdown,"
                       "max_drawdown_abs,duration,objective,is_best,"
                       "is_initial_point,is_random,profit_median,expectancy,"
                       "sortino,sharpe,calmar,profit_factor,cagr,"
                       "trades_per_day,winrate\r\n1,1,"),
            0u)
      << y.out;
  EXPECT_EQ(std::count(y.out.begin(), y.out.end(), '\n'), 7);
  auto z = epochs({.file = recorded}, true);
  EXPECT_EQ(z.code, 0);
  EXPECT_EQ(std::count(z.out.begin(), z.out.end(), '\n'), 7);
  EXPECT_EQ(z.out.find(','), std::string::npos) << z.out;
  EXPECT_NE(z.out.find("           3            3          131"),
            std::string::npos)
      << z.out;
}

TEST_F(epochs_test, have_the_columns_and_the_order_that_are_asked_for) {
  auto y = epochs({.file = recorded,
                   .columns = "line, params.buy_mode,params.buy_vol",
                   .filter = "params.buy_fast>=9;trades>10",
                   .sort = "-profit_total_pct"});
  EXPECT_EQ(y.out, "line,params.buy_mode,params.buy_vol\r\n3,cross,0\r\n"
                   "5,both,0\r\n6,dip,0\r\n1,dip,1\r\n");
  EXPECT_EQ(epochs({.file = recorded,
                    .format = "jsonl",
                    .columns = "line,params.buy_mode",
                    .limit = "2"})
                .out,
            "{\"line\":1,\"params.buy_mode\":\"dip\"}\n"
            "{\"line\":2,\"params.buy_mode\":\"both\"}\n");
}

TEST_F(epochs_test, count_a_last_line_without_its_end_and_tell_of_others) {
  auto line = [](int i) {
    return "{\"loss\":1,\"results_metrics\":{\"total_trades\":1},"
           "\"current_epoch\":"
           + std::to_string(i) + "}";
  };
  auto file = put("a.fthypt", line(7) + "\nrubbish\n" + line(8));
  auto y = epochs({.file = file, .columns = "epoch,sharpe"});
  EXPECT_EQ(y.code, 0);
  EXPECT_EQ(y.out, "epoch,sharpe\r\n7,NaN\r\n8,NaN\r\n");
  EXPECT_EQ(y.err, "ftmanager epochs: 1 line is no epoch (the first is line "
                   "2)\n");
}

TEST_F(epochs_test, are_written_to_a_file_but_never_over_their_own) {
  auto target = (folder / "out.csv").string();
  auto y =
      epochs({.file = recorded, .columns = "line", .output = target}, true);
  EXPECT_EQ(y.code, 0);
  EXPECT_EQ(y.out, "");
  EXPECT_EQ(read_file(target).value_or(""),
            "line\r\n1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n");

  auto text = read_file(recorded).value_or("");
  auto own = put("own.fthypt", text);
  fs::create_hard_link(own, folder / "same");
  for (auto name : {"own.fthypt", "same"}) {
    auto z = epochs({.file = own, .output = (folder / name).string()});
    EXPECT_EQ(z.code, 2);
    EXPECT_NE(z.err.find("is the result file itself"), std::string::npos);
  }
  EXPECT_EQ(read_file(own).value_or(""), text);
  EXPECT_EQ(epochs({.file = recorded, .output = "/nowhere/x"}).code, 1);
}

TEST_F(epochs_test, bad_arguments_are_a_sentence_and_exit_code_2) {
  auto says = [](const answer& y, const std::string& what) {
    EXPECT_EQ(y.code, 2) << y.err;
    EXPECT_EQ(y.out, "");
    EXPECT_NE(y.err.find(what), std::string::npos) << y.err;
  };
  says(epochs({.file = "/nowhere/a.fthypt"}), "No such file");
  says(epochs({.file = FTM_FIXTURES}), "is a folder");
  says(epochs({.file = put("empty", "")}), "is empty");
  says(epochs({.file = recorded, .format = "xml"}), "csv, jsonl or table");
  says(epochs({.file = recorded, .columns = "line,profit"}), "profit_factor");
  says(epochs({.file = recorded, .columns = "params.gone"}), "buy_mode");
  says(epochs({.file = recorded, .filter = "trades~3"}), "filter: found");
  says(epochs({.file = recorded, .sort = "-profit"}), "profit_factor");
  says(epochs({.file = recorded, .sort = "params.buy_mode"}), "is a text");
}

TEST_F(epochs_test, a_limit_is_a_whole_number_of_at_least_one_row) {
  for (auto x : {"-1", "0", "", "many", "1.5", "0x10", "+1", " 1", "1 ",
                 "18446744073709551616"}) {
    auto y = epochs({.file = recorded, .limit = x});
    EXPECT_EQ(y.code, 2) << x;
    EXPECT_EQ(y.out, "") << x;
    EXPECT_EQ(y.err, "ftmanager epochs: limit: found \"" + std::string{x}
                         + "\", expected a whole number from 1\n");
  }
  auto y = epochs(
      {.file = recorded, .columns = "line", .limit = "18446744073709551615"});
  EXPECT_EQ(y.out, "line\r\n1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n");
  EXPECT_EQ(epochs({.file = recorded, .columns = "line", .limit = "1"}).out,
            "line\r\n1\r\n");
}

TEST_F(epochs_test, that_lead_are_what_their_whole_lines_say) {
  auto line = [](int i, const std::string& trades) {
    return "{\"loss\":1,\"params_dict\":{\"p\":" + std::to_string(i)
           + "},\"results_metrics\":{\"trades\":[" + trades
           + "],\"total_trades\":" + std::to_string(i)
           + "},\"current_epoch\":" + std::to_string(i) + "}\n";
  };
  // The fourth of the leading ones is no JSON, nor is one behind them.
  std::string text;
  for (auto i : {1, 2, 3, 4, 5, 6})
    text += line(i, i == 1 || i == 3 ? "{\"a\":,}" : "");
  auto file = put("a.fthypt", text);
  auto told = "ftmanager epochs: 2 lines are no epochs (the first is line 1)\n";
  epochs_options sorted{
      .file = file, .columns = "line,params.p", .sort = "-trades"};
  auto y = epochs(sorted);
  EXPECT_EQ(y.code, 0);
  EXPECT_EQ(y.out, "line,params.p\r\n6,6\r\n5,5\r\n4,4\r\n2,2\r\n");
  EXPECT_EQ(y.err, told);
  sorted.limit = "1";
  y = epochs(sorted);
  EXPECT_EQ(y.out, "line,params.p\r\n6,6\r\n");
  EXPECT_EQ(y.err, "") << "nobody looked there";
  y = epochs({.file = file, .columns = "line", .filter = "params.p<=3"});
  EXPECT_EQ(y.out, "line\r\n2\r\n");
  EXPECT_EQ(y.err, told);
  y = epochs({.file = file, .columns = "line", .limit = "2"});
  EXPECT_EQ(y.out, "line\r\n2\r\n4\r\n");
  EXPECT_EQ(
      epochs({.file = file, .columns = "line", .filter = "trades==1"}).code, 3);
  y = epochs({.file = file, .columns = "line"});
  EXPECT_EQ(y.out, "line\r\n1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n");
  EXPECT_EQ(y.err, "") << "all of them in file order: none leads";
}

TEST_F(epochs_test, none_left_is_exit_code_3) {
  auto y =
      epochs({.file = recorded, .columns = "line", .filter = "trades>999"});
  EXPECT_EQ(y.code, 3);
  EXPECT_EQ(y.out, "line\r\n");
}

} // namespace
} // namespace ftm
