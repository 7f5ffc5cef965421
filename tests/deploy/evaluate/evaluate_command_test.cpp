#include "deploy/ftmanager/evaluate_command.hpp"

#include "shared/config/criteria_text.hpp"
#include "shared/json/bodies.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace ftm {
namespace {

constexpr auto usual = "max_drawdown <= 2; profit_total_pct >= 0 desc";

struct answer {
  int code = 0;
  std::string out;
  std::string err;

  nlohmann::json json() const {
    return nlohmann::json::parse(out);
  }
};

answer evaluate(const std::string& file, const std::string& criteria,
                bool json = true) {
  std::ostringstream out;
  std::ostringstream err;
  answer y;
  y.code = evaluate_command({file, criteria, json}, out, err);
  y.out = out.str();
  y.err = err.str();
  return y;
}

std::string fixture(const std::string& name) {
  return std::string{FTM_FIXTURES} + "/fthypt/" + name;
}

TEST(evaluate, chooses_the_epoch_and_the_next_ones) {
  auto y =
      evaluate(fixture("v2024.9_LongStrat_6epochs_bytes_exact.fthypt"), usual);
  EXPECT_EQ(y.code, 0);
  auto x = y.json();
  EXPECT_EQ(x["epochs"], 6);
  EXPECT_EQ(x["rejected_lines"], 0);
  EXPECT_EQ(x["remaining"], (nlohmann::json{6, 4, 4}));
  EXPECT_EQ(x["winner"]["line"], 3);
  EXPECT_EQ(x["winner"]["epoch"], 3);
  EXPECT_EQ(x["winner"]["profit_total_pct"], 17.302043696);
  EXPECT_EQ(x["next"], (nlohmann::json{2, 5, 4}));
}

TEST(evaluate, says_of_each_what_it_passed_and_how_good_its_neighbours_are) {
  auto x =
      evaluate(fixture("v2024.9_LongStrat_6epochs_bytes_exact.fthypt"), usual)
          .json();
  for (auto key : {"verdicts", "stabilities"}) {
    ASSERT_EQ(x[key].size(), 4u) << key;
    for (size_t i = 0; i < 4; ++i)
      EXPECT_EQ(x[key][i]["line"], (std::array{3, 2, 5, 4}[i])) << key;
  }
  auto& checks = x["verdicts"][0]["checks"];
  ASSERT_EQ(checks.size(), 2u);
  EXPECT_EQ(checks[0]["field"], "max_drawdown");
  EXPECT_EQ(checks[0]["value"], 2);
  EXPECT_EQ(checks[0]["found"], x["winner"]["max_drawdown"]);
  EXPECT_EQ(checks[0]["passed"], true);
  // 5 other epochs, of which 3 pass.
  auto& s = x["stabilities"][0];
  EXPECT_EQ(s["field"], "profit_total_pct");
  EXPECT_EQ(s["neighbours"].size(), 5u);
  EXPECT_EQ(s["passing"], 0.6);
  EXPECT_EQ(x["pareto"].front().is_number(), true);
}

TEST(evaluate, judges_by_a_parameter_and_names_those_that_there_are) {
  auto file = fixture("v2024.9_LongStrat_6epochs_bytes_exact.fthypt");
  auto y = evaluate(file, "params.nothing > 1");
  EXPECT_EQ(y.code, 2);
  EXPECT_NE(y.err.find("no epoch has a parameter nothing; there are "),
            std::string::npos)
      << y.err;
  auto x = evaluate(file, "trades > 0; params.buy_fast < 28 desc").json();
  EXPECT_EQ(x["winner"]["line"], 5);
  EXPECT_EQ(x["next"], (nlohmann::json{3, 4, 6}));
  EXPECT_EQ(x["verdicts"][0]["checks"][1]["found"], 17);
  EXPECT_NE(evaluate(file, "params.buy_mode asc").err.find("is a text"),
            std::string::npos);
}

TEST(evaluate, mistake_4_writes_strict_json_for_non_finite_numbers) {
  auto x = evaluate(fixture("loss_-inf.fthypt"), usual).json();
  EXPECT_EQ(x["winner"]["line"], 4);
  EXPECT_TRUE(x["winner"]["objective"].is_null());
  EXPECT_EQ(x["winner"]["nonfinite"]["objective"], "-Infinity");
}

TEST(evaluate, without_a_winner_it_exits_with_3) {
  for (auto name :
       {"loss_high.fthypt", "v2024.9_numpy2_artifact_invalid_json.fthypt"}) {
    auto y = evaluate(fixture(name), usual);
    EXPECT_EQ(y.code, 3) << name;
    EXPECT_TRUE(y.json()["winner"].is_null());
  }
  EXPECT_NE(evaluate(fixture("loss_high.fthypt"), usual, false)
                .out.find("there is no winner"),
            std::string::npos);
}

TEST(evaluate, counts_rejected_lines) {
  auto name = fixture("v2024.9_numpy2_artifact_invalid_json.fthypt");
  EXPECT_EQ(evaluate(name, usual).json()["rejected_lines"], 3);
  EXPECT_NE(evaluate(name, usual, false).out.find("3 lines rejected"),
            std::string::npos);
}

TEST(evaluate, tells_people_why) {
  auto y = evaluate(fixture("v2024.9_LongStrat_6epochs_bytes_exact.fthypt"),
                    usual, false);
  EXPECT_EQ(y.code, 0);
  for (auto part :
       {"line 3: the winner of 4 epochs that pass",
        "line 2: ranked 2nd: profit_total_pct 12.07 against 17.3 of line 3",
        "    passed  profit_total_pct 17.3 >= 0, the largest first\n",
        " of 100: 3 of its 5 nearest neighbours pass"})
    EXPECT_NE(y.out.find(part), std::string::npos) << part << '\n' << y.out;
}

TEST(evaluate, finds_its_winner_on_a_front_longer_than_is_listed) {
  auto path =
      std::filesystem::temp_directory_path() / "ftm-evaluate-front.fthypt";
  {
    std::ofstream file{path};
    for (int i = 1; i <= 8200; ++i)
      file << R"({"loss":1,"results_metrics":{"total_trades":1,"profit_total":)"
           << i << R"(,"max_drawdown_account":)" << i << R"(},"current_epoch":)"
           << i << "}\n";
  }
  auto people = evaluate(path, "profit_total_pct desc", false);
  auto x = evaluate(path, "profit_total_pct desc").json();
  std::filesystem::remove(path);
  EXPECT_NE(people.out.find("has 8200 epochs; the winner is one of them.\n"),
            std::string::npos)
      << people.out;
  EXPECT_EQ(x["winner"]["line"], 8200);
  EXPECT_EQ(x["pareto"].size(), 8192u);
  EXPECT_EQ(x["pareto_total"], 8200);
  EXPECT_EQ(x["winner_on_front"], true);
}

TEST(evaluate, bad_input_is_a_sentence_and_exit_code_2) {
  auto says = [](const answer& y, const std::string& what) {
    EXPECT_EQ(y.code, 2);
    EXPECT_EQ(y.out, "");
    EXPECT_NE(y.err.find(what), std::string::npos) << y.err;
  };
  says(evaluate("/nowhere/a.fthypt", usual), "No such file");
  says(evaluate(FTM_FIXTURES, usual), "is a folder");
  says(evaluate("/dev/null", usual), "no regular file");
  says(evaluate(fixture("loss_high.fthypt"), "profit > 1"), "profit");
  says(evaluate(fixture("loss_high.fthypt"), "trades ~ 1"), "criteria");
}

TEST(evaluate, a_result_that_is_lost_is_a_sentence_and_exit_code_1) {
  for (auto json : {false, true}) {
    std::ofstream full{"/dev/full"};
    std::ostringstream err;
    EXPECT_EQ(
        evaluate_command({fixture("loss_-inf.fthypt"), usual, json}, full, err),
        1);
    EXPECT_EQ(err.str(), "ftmanager evaluate: the output cannot be written\n");
  }
}

TEST(evaluate, criteria_take_the_numbers_that_a_filter_takes) {
  std::istringstream words{
      "5 -5 +5 --5 5x 010 0x10 0x1p3 0b1 0o7 1_0 1,5 1f 1.5 1. .5 . - 1.5.2 "
      "1e3 1E-3 1e+2 1e 1e999 1e-999 1e-9 0 -0 inf nan 9007199254740993"};
  for (std::string x; words >> x;) {
    auto filter = parse_filter_and_sort("trades>" + x, "");
    auto criteria = config::parse_criteria("trades > " + x);
    ASSERT_EQ(bool{filter}, bool{criteria}) << x;
    if (criteria) {
      EXPECT_EQ(criteria->front().value, filter.value.front().value) << x;
    }
  }
}

} // namespace
} // namespace ftm
