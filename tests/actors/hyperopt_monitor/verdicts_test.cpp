#include "actors/hyperopt_monitor/verdicts.hpp"

#include "tests/actors/hyperopt_monitor/rows.hpp"

namespace ftm {
namespace {

using namespace test;

TEST(verdicts, say_why_in_a_sentence) {
  auto x = store({row(1, 15.3), row(2, 20, 3.41), row(3, 1, 1, 0), row(4, 12.1),
                  row(5, 14), row(6, 13), row(7, 15.3)});
  judging q;
  q.explain = {1, 2, 3, 4, 7, 99};
  auto y = ask(x, rules({small_drawdown, best_profit}), q);
  ASSERT_EQ(y.verdicts.size(), 6u);
  EXPECT_EQ(y.verdicts[0].rank, 1u);
  EXPECT_EQ(y.verdicts[1].sentence, "max_drawdown 3.41 is not <= 2");
  EXPECT_EQ(y.verdicts[1].removed_by, 0);
  EXPECT_EQ(y.verdicts[2].sentence, "it made no trade");
  EXPECT_EQ(y.verdicts[2].removed_by, -2);
  EXPECT_EQ(y.verdicts[3].rank, 5u);
  EXPECT_EQ(y.verdicts[3].sentence,
            "ranked 5th: profit_total_pct 12.1 against 15.3 of line 1");
  EXPECT_EQ(y.verdicts[4].sentence,
            "ranked 2nd: equal to line 1, which comes earlier in the file");
  EXPECT_EQ(y.verdicts[5].sentence, "there is no epoch in line 99");
}

TEST(verdicts, round_numbers_as_people_write_them) {
  auto x = store({row(1, 12345.678901, 3.4171828), row(2, 1, -0.00321987, 9)});
  judging q;
  q.explain = {1, 2};
  EXPECT_EQ(ask(x, rules({small_drawdown}), q).verdicts[0].sentence,
            "max_drawdown 3.417 is not <= 2");
  criterion high{"profit_total_pct", comparison::gt, 20000, {}};
  EXPECT_EQ(ask(x, rules({high}), q).verdicts[0].sentence,
            "profit_total_pct 12346 is not > 20000");
  criterion deep{"max_drawdown", comparison::gt, 0, {}};
  EXPECT_EQ(ask(x, rules({deep}), q).verdicts[1].sentence,
            "max_drawdown -0.00322 is not > 0");
}

TEST(verdicts, show_numbers_that_differ_differently) {
  auto x = store({row(1, 1, 2.0000000001)});
  judging q;
  q.explain = {1};
  EXPECT_NE(ask(x, rules({small_drawdown}), q)
                .verdicts[0]
                .sentence.find("2.0000000001"),
            std::string::npos);
}

} // namespace
} // namespace ftm
