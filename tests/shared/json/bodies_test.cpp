#include "shared/json/bodies.hpp"

#include "shared/json/enums.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ftm {

using ::testing::ElementsAre;

TEST(enums_json, every_name_comes_back) {
  for (auto& name : names_of<step_kind>())
    EXPECT_EQ(to_string(*from_string<step_kind>(name)), name);
  EXPECT_EQ(names_of<step_kind>().size(), 8u);
  EXPECT_EQ(names_of<process_state>().size(), 13u);
  EXPECT_EQ(from_string<process_kind>("hyperopt_show"),
            process_kind::hyperopt_show);
  EXPECT_EQ(from_string<comparison>(">="), comparison::ge);
  EXPECT_EQ(from_string<log_level>("warning"), log_level::warning);
  EXPECT_FALSE(from_string<process_kind>("?"));
  EXPECT_FALSE(from_string<process_kind>("Trade"));
  EXPECT_EQ(sorting_from("desc"), sorting::descending);
  EXPECT_FALSE(sorting_from("descending"));
}

TEST(bodies, an_empty_body_has_the_defaults) {
  for (auto text : {"", "  \n", "{}", "{\"force\":null}"}) {
    auto x = parse_start(text);
    EXPECT_TRUE(x) << text;
    EXPECT_FALSE(x.value.force);
  }
  EXPECT_TRUE(parse_start("{\"force\":true}").value.force);
  EXPECT_TRUE(parse_reload("").value.apply);
}

TEST(bodies, what_is_no_object_is_told_once) {
  EXPECT_THAT(parse_start("{").problems,
              ElementsAre(bad_field{"", "no JSON", "a JSON object"}));
  EXPECT_THAT(parse_validate("[1]").problems,
              ElementsAre(bad_field{"", "an array", "a JSON object"}));
  EXPECT_EQ(parse_start(std::string(100'000, '[')).problems.size(), 1u);
}

TEST(bodies, brackets_inside_of_brackets_do_not_cost_the_stack) {
  for (std::string text :
       {std::string(500'000, '['), std::string(500'000, '{'),
        R"({"force":)" + std::string(500'000, '[') + std::string(500'000, ']')
            + "}",
        R"({"force":)" + std::string(33, '[') + std::string(33, ']') + "}"}) {
    auto x = parse_start(text);
    ASSERT_EQ(x.problems.size(), 1u);
    EXPECT_EQ(x.problems[0].found, "too many brackets inside of each other");
  }
  // Brackets in texts are none.
  auto text = R"({"file":"\")" + std::string(100, '[') + "\"}";
  EXPECT_TRUE(parse_file(text));
}

TEST(bodies, containers_are_named_and_long_values_cut) {
  auto x = parse_start(R"({"force":[[1]],"x":{"a":1},")" + std::string(900, 'k')
                       + R"(":")" + std::string(1000, 'v') + R"("})");
  ASSERT_EQ(x.problems.size(), 3u);
  EXPECT_EQ(x.problems[0].found, "an array");
  for (auto& p : x.problems) {
    EXPECT_LT(p.field.size(), 130u);
    EXPECT_LT(p.found.size(), 100u);
  }
}

TEST(bodies, of_very_many_mistakes_the_first_twenty_are_told) {
  std::string steps;
  for (int i = 0; i < 100'000; ++i)
    steps += "7,";
  EXPECT_EQ(parse_run(R"({"steps":[)" + steps + "7]}").problems.size(), 20u);
  std::string criteria;
  for (int i = 0; i < 10'000; ++i)
    criteria += R"({"field":1,"x":2},)";
  EXPECT_EQ(
      parse_question(R"({"criteria":[)" + criteria + "1]}").problems.size(),
      20u);
}

TEST(bodies, every_bad_field_is_told_with_what_was_found_and_expected) {
  auto x = parse_run(R"({"steps":["hyperopt","hyperop",3],"dry_run":"no",)"
                     R"("dryrun":true})");
  ASSERT_EQ(x.problems.size(), 4u);
  EXPECT_EQ(x.problems[0].field, "steps[1]");
  EXPECT_EQ(x.problems[0].found, "\"hyperop\"");
  EXPECT_EQ(x.problems[0].expected.substr(0, 24), "one of stop_trade, downl");
  EXPECT_EQ(x.problems[1].field, "steps[2]");
  EXPECT_EQ(x.problems[2], (bad_field{"dry_run", "\"no\"", "true or false"}));
  EXPECT_EQ(x.problems[3], (bad_field{"dryrun", "true",
                                      "no such field; did you mean dry_run?"}));
}

TEST(bodies, a_run_takes_its_steps) {
  auto none = parse_run(R"({"steps":[]})");
  ASSERT_EQ(none.problems.size(), 1u) << "it would be the whole cycle";
  EXPECT_EQ(none.problems[0].field, "steps");
  EXPECT_TRUE(parse_run("{}").problems.empty());
  auto x = parse_run(R"({"steps":["hyperopt","evaluate"],"dry_run":true})");
  ASSERT_TRUE(x);
  EXPECT_THAT(x.value.steps,
              ElementsAre(step_kind::hyperopt, step_kind::evaluate));
  EXPECT_TRUE(x.value.dry_run);
}

TEST(bodies, switches_switch_something) {
  EXPECT_FALSE(parse_switches("{}"));
  auto x = parse_switches(R"({"steps":[],"scheduled":false})");
  ASSERT_TRUE(x);
  EXPECT_TRUE(x.value.steps && x.value.steps->empty());
  EXPECT_EQ(x.value.scheduled, false);
  EXPECT_FALSE(parse_switches(R"({"scheduled":true})").value.steps);
}

TEST(bodies, a_question_brings_its_criteria) {
  auto x = parse_question(
      R"({"file":"f.fthypt","criteria":[{"field":"trades","operator":">=",)"
      R"("value":3},{"field":"objective","sort":"asc"}],"limit":10,)"
      R"("explain":[4,9],"pareto":["objective","max_drawdown"]})");
  ASSERT_TRUE(x);
  EXPECT_EQ(x.value.source.file, "f.fthypt");
  ASSERT_EQ(x.value.criteria->size(), 2u);
  EXPECT_EQ((*x.value.criteria)[0],
            (criterion{"trades", comparison::ge, 3, sorting::none}));
  EXPECT_EQ((*x.value.criteria)[1].sort, sorting::ascending);
  EXPECT_EQ(x.value.limit, 10u);
  EXPECT_THAT(x.value.explain, ElementsAre(4, 9));
  EXPECT_FALSE(parse_question("").value.criteria);
}

TEST(bodies, wrong_criteria_are_named_by_their_place) {
  auto x = parse_question(
      R"({"criteria":[{"operator":"=>","sort":"up"},7,)"
      R"({"field":"a","operator":"<"}],"limit":9000,"explain":[0],)"
      R"("pareto":["a"]})");
  std::vector<std::string> fields;
  for (auto& p : x.problems)
    fields.push_back(p.field);
  EXPECT_THAT(fields, ElementsAre("criteria[0].field", "criteria[0].operator",
                                  "criteria[0].sort", "criteria[1]",
                                  "criteria[2].value", "limit", "explain[0]",
                                  "pareto"));
}

TEST(bodies, required_fields_are_asked_for) {
  EXPECT_EQ(parse_file("{}").problems[0].field, "file");
  EXPECT_FALSE(parse_file(R"({"file":"../x"})"));
  EXPECT_TRUE(parse_file(R"({"file":"x.fthypt"})"));
  EXPECT_EQ(parse_rollback("").problems[0].field, "to");
  EXPECT_FALSE(parse_rollback(R"({"to":"xyz"})"));
  EXPECT_EQ(parse_rollback(R"({"to":"0123ab"})").value.to, "0123ab");
  EXPECT_EQ(parse_validate("{}").problems[0].field, "yaml");
  EXPECT_EQ(parse_validate(R"({"yaml":"a: 1"})").value.yaml, "a: 1");
  EXPECT_FALSE(parse_validate(R"({"yaml":""})").value.apply);
}

TEST(bodies, a_launch_is_an_id) {
  EXPECT_EQ(parse_launch(R"({"launch":"a.b-1"})").value.launch, "a.b-1");
  EXPECT_FALSE(parse_launch(R"({"launch":"../a"})"));
  EXPECT_TRUE(parse_launch(""));
}

TEST(bodies, a_query_filters_and_sorts) {
  auto x = parse_filter_and_sort("trades>=3; max_drawdown<=2.5;a==1",
                                 "-profit_total_pct,objective");
  ASSERT_TRUE(x);
  EXPECT_THAT(
      x.value,
      ElementsAre(
          criterion{"trades", comparison::ge, 3, sorting::none},
          criterion{"max_drawdown", comparison::le, 2.5, sorting::none},
          criterion{"a", comparison::eq, 1, sorting::none},
          criterion{"objective", comparison::none, 0, sorting::ascending},
          criterion{"profit_total_pct", comparison::none, 0,
                    sorting::descending}));
  EXPECT_TRUE(parse_filter_and_sort("", ""));
}

TEST(bodies, a_query_that_makes_no_sense_is_told) {
  auto x = parse_filter_and_sort("trades;>3;a<nan;b>1x", "-");
  EXPECT_EQ(x.problems.size(), 5u);
  EXPECT_EQ(x.problems[0].field, "filter");
  EXPECT_EQ(x.problems[0].found, "trades");
  EXPECT_EQ(x.problems[4].field, "sort");
}

TEST(bodies, texts_that_are_no_utf8_are_refused_not_thrown) {
  EXPECT_FALSE(parse_file("{\"file\":\"\xff\"}"));
  EXPECT_FALSE(parse_start("{\"\xff\":1}"));
}

} // namespace ftm
