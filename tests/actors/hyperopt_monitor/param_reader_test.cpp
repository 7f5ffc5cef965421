#include "actors/hyperopt_monitor/param_reader.hpp"

#include "shared/util/file.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ftm {
namespace {

TEST(param_reader, takes_numbers_booleans_and_texts) {
  param_reader reader;
  param_table y;
  EXPECT_TRUE(reader.read(
      R"({"loss":1,"params_dict":{"a":2.28,"b":27,"mode":"d\u00e9p","vol":true,)"
      R"("none":null,"roi":{"0": 0.1}},"params_details":{}})",
      y));
  ASSERT_EQ(y.rows(), 1u);
  EXPECT_EQ(y.value(*y.find("a"), 0), 2.28);
  EXPECT_EQ(y.value(*y.find("b"), 0), 27);
  EXPECT_EQ(y.value(*y.find("vol"), 0), 1);
  EXPECT_EQ(y.texts(*y.find("mode")).front(), "d\xc3\xa9p");
  EXPECT_TRUE(std::isnan(y.value(*y.find("none"), 0)));
  EXPECT_EQ(y.texts(*y.find("roi")).front(), R"({"0": 0.1})");
}

TEST(param_reader, wants_more_of_a_line_that_is_cut) {
  param_reader reader;
  param_table y;
  std::string_view line = R"({"loss":1, "params_dict": {"a": 1, "}": 2}, "x)";
  for (size_t n = 0; n < 41; ++n)
    EXPECT_FALSE(reader.read(line.substr(0, n), y)) << n;
  EXPECT_EQ(y.rows(), 0u);
  EXPECT_TRUE(reader.read(line.substr(0, 42), y));
  EXPECT_EQ(y.value(*y.find("}"), 0), 2);
}

TEST(param_reader, a_row_that_cannot_be_read_is_empty) {
  param_reader reader;
  param_table y;
  for (auto* line : {R"({"params_dict":{"a":1,"b":np.float64(1)}})",
                     R"({"params_dict":[1]})", R"({"params_dict":null})"}) {
    EXPECT_TRUE(reader.read(line, y)) << line;
    for (size_t c = 0; c < y.columns(); ++c)
      EXPECT_TRUE(std::isnan(y.value(c, y.rows() - 1))) << line;
  }
  EXPECT_EQ(y.rows(), 3u);
}

TEST(param_reader, reads_what_freqtrade_writes) {
  auto text = read_file(FTM_FIXTURES
                        "/fthypt/v2024.9_LongStrat_6epochs_bytes_exact.fthypt");
  ASSERT_TRUE(text);
  param_reader reader;
  param_table y;
  std::string_view rest = *text;
  while (!rest.empty()) {
    auto line = rest.substr(0, rest.find('\n'));
    ASSERT_TRUE(reader.read(line.substr(0, 1000), y));
    rest.remove_prefix(line.size() + 1);
  }
  ASSERT_EQ(y.rows(), 6u);
  EXPECT_EQ(y.names(),
            "buy_dev, buy_fast, buy_mode, buy_vol, sell_dev, sell_fast");
  EXPECT_EQ(y.value(0, 0), 1.31);
  EXPECT_EQ(y.value(1, 0), 28);
  EXPECT_EQ(y.texts(2)[static_cast<size_t>(y.value(2, 0))], "dip");
}

} // namespace
} // namespace ftm
