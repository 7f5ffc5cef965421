#include "shared/config/criteria_text.hpp"

#include "shared/protocol/errors.hpp"

#include <gtest/gtest.h>

using namespace ftm;
using namespace ftm::config;

namespace {

std::string error_of(const std::string& x) {
  auto y = parse_criteria(x);
  EXPECT_FALSE(y) << x;
  if (y)
    return "";
  EXPECT_EQ(code_of(y.error()), ec::invalid);
  return y.error().context().get_as<std::string>(0);
}

std::string round_trip(const std::string& x) {
  auto y = parse_criteria(x);
  EXPECT_TRUE(y) << x;
  return y ? to_text(*y) : "";
}

} // namespace

TEST(criteria_text, reads_what_people_write) {
  auto x = parse_criteria("max_drawdown <= 2; profit_total_pct >= 0 desc");
  ASSERT_TRUE(x);
  ASSERT_EQ(x->size(), 2u);
  EXPECT_EQ((*x)[0],
            (criterion{"max_drawdown", comparison::le, 2.0, sorting::none}));
  EXPECT_EQ((*x)[1], (criterion{"profit_total_pct", comparison::ge, 0.0,
                                sorting::descending}));
}

TEST(criteria_text, writes_what_it_reads) {
  for (auto x : {"", "trades asc", "objective < -0.125",
                 "max_drawdown <= 2; profit_total_pct >= 0 desc",
                 "trades == 1e+20; wins > 0.1 asc"})
    EXPECT_EQ(round_trip(x), x);
}

TEST(criteria_text, takes_any_spacing_case_and_empty_items) {
  EXPECT_EQ(round_trip(";; Trades>5   DESC ;\n wins asc; "),
            "trades > 5 desc; wins asc");
}

TEST(criteria_text, says_where_and_what_is_wrong) {
  EXPECT_EQ(error_of("trades > 5; max_drawdwn < 2"),
            "at 13: \"max_drawdwn\" is no field; expected max_drawdown");
  EXPECT_EQ(error_of("trades != 5"),
            "at 8: \"!=\" is no operator; expected one of < <= > >= ==");
  EXPECT_EQ(error_of("trades > many"), "at 10: \"many\" is no number");
  EXPECT_EQ(error_of("trades > 5 up"), "at 12: \"up\" is neither asc nor desc");
  EXPECT_EQ(error_of("trades > 5 desc wins"),
            "at 17: expected \";\" before the next criterion");
  for (auto x :
       {"trades", "trades >", "> 5", "trades > nan", "trades > 5,",
        "trades < > 5", "=", "trades asc desc", "\xff\xff", "trades 5"})
    error_of(x);
}

TEST(criteria_text, takes_decimal_numbers_only) {
  for (auto [text, value] :
       {std::pair{"010", 10.0}, {"-0.5", -0.5}, {".5", 0.5}, {"1e3", 1000.0}}) {
    auto y = parse_criteria(std::string{"trades >= "} + text);
    ASSERT_TRUE(y) << text;
    EXPECT_EQ(y->front().value.value, value) << text;
  }
  EXPECT_EQ(error_of("trades >= 0x10"), "at 11: \"0x10\" is no number");
  for (auto x : {"0b11", "1_000", "+5", "1e999", "inf", "1.5.2", "--1", "."})
    error_of(std::string{"trades >= "} + x);
}

TEST(criteria_text, zero_has_no_sign) {
  for (auto x : {"-0", "-0.0", "-0e-320"}) {
    auto y = parse_criteria(std::string{"sharpe > "} + x);
    ASSERT_TRUE(y) << x;
    EXPECT_EQ(parse_criteria(to_text(*y)).value(), *y) << x;
  }
}

TEST(criteria_text, takes_parameters_in_their_own_letters) {
  EXPECT_EQ(round_trip("PARAMS.Buy_RSI >= 30 desc; Sharpe > 1"),
            "params.Buy_RSI >= 30 desc; sharpe > 1");
  EXPECT_EQ(error_of("trades > 1; params. > 2"),
            "at 13: \"params.\" is no field; expected params.NAME of a "
            "parameter, without blanks and < > = ! ; ,");
  EXPECT_EQ(error_of("params.a b > 2"), "at 10: \"b\" is neither asc nor desc");
  EXPECT_EQ(error_of("params.a,b > 2"),
            "at 1: \"params.a,b\" is no field; expected params.NAME of a "
            "parameter, without blanks and < > = ! ; ,");
}
