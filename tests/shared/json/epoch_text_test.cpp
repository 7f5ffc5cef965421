#include "shared/json/epoch_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>

namespace ftm {
namespace {

constexpr auto inf = std::numeric_limits<double>::infinity();
constexpr auto nan = std::numeric_limits<double>::quiet_NaN();

using names = std::vector<std::string>;
using texts_of = std::map<std::string, names>;

/// `columns[i]` holds the rows of `names[i]`.
std::string written(epoch_format f, const names& x,
                    const std::vector<std::vector<double>>& columns,
                    const texts_of& texts = {}) {
  std::string values;
  for (auto& c : columns)
    values.append(reinterpret_cast<const char*>(c.data()),
                  c.size() * sizeof(double));
  return epoch_text(f, {x, values, texts});
}

std::string csv_of(double x) {
  auto y = written(epoch_format::csv, {"sharpe"}, {{x}});
  return y.substr(0, y.size() - 2);
}

TEST(epoch_text, brings_every_double_back) {
  for (auto x : {0.1, 1.0 / 3, 17.302043696, -9.75e-300, 1e300, 5e-324,
                 0.30000000000000004, 123456789.123, 9007199254740993.0})
    EXPECT_EQ(std::strtod(csv_of(x).c_str(), nullptr), x) << csv_of(x);
  EXPECT_TRUE(std::signbit(std::strtod(csv_of(-0.0).c_str(), nullptr)));
}

TEST(epoch_text, writes_whole_numbers_without_an_exponent) {
  EXPECT_EQ(csv_of(100000), "100000");
  EXPECT_EQ(csv_of(-1e15), "-1000000000000000");
  EXPECT_EQ(csv_of(1e22), "1e+22");
  EXPECT_EQ(written(epoch_format::json_lines, {"line"}, {{1'000'000}}),
            "{\"line\":1000000}\n");
}

TEST(epoch_text, is_rows_of_columns) {
  names x{"line", "is_best", "sharpe"};
  std::vector<std::vector<double>> columns{{1, 2}, {1, 0}, {0.5, -2}};
  EXPECT_EQ(epoch_text_head(epoch_format::csv, x), "line,is_best,sharpe\r\n");
  EXPECT_EQ(written(epoch_format::csv, x, columns),
            "1,true,0.5\r\n2,false,-2\r\n");
  EXPECT_EQ(epoch_text_head(epoch_format::json_lines, x), "");
  EXPECT_EQ(written(epoch_format::json_lines, x, columns),
            "{\"line\":1,\"is_best\":true,\"sharpe\":0.5}\n"
            "{\"line\":2,\"is_best\":false,\"sharpe\":-2}\n");
}

TEST(epoch_text, names_what_is_not_finite) {
  EXPECT_EQ(csv_of(nan), "NaN");
  EXPECT_EQ(csv_of(inf), "Infinity");
  EXPECT_EQ(csv_of(-inf), "-Infinity");
  EXPECT_EQ(
      written(epoch_format::json_lines, {"a", "b", "c"}, {{nan}, {1}, {-inf}}),
      "{\"a\":null,\"b\":1,\"c\":null,"
      "\"nonfinite\":{\"a\":\"NaN\",\"c\":\"-Infinity\"}}\n");
}

TEST(epoch_text, quotes_texts_and_lets_none_be_a_formula) {
  names values{"plain", "a,b", "say \"no\"", "x\ny", "=1+1",
               "-2.5",  "-x",  "@a",         ""};
  texts_of texts{{"params.m", values}};
  std::vector<double> rows{0, 1, 2, 3, 4, 5, 6, 7, 8, nan};
  EXPECT_EQ(
      written(epoch_format::csv, {"params.m"}, {rows}, texts),
      "plain\r\n\"a,b\"\r\n\"say \"\"no\"\"\"\r\n\"x\ny\"\r\n\"'=1+1\"\r\n"
      "-2.5\r\n\"'-x\"\r\n\"'@a\"\r\n\r\n\r\n");
  auto y = written(epoch_format::json_lines, {"params.m"}, {rows}, texts);
  std::istringstream in{y};
  std::string line;
  for (auto& text : values) {
    ASSERT_TRUE(std::getline(in, line));
    EXPECT_EQ(nlohmann::json::parse(line)["params.m"], text);
  }
  ASSERT_TRUE(std::getline(in, line));
  EXPECT_EQ(line, "{\"params.m\":null}");
}

} // namespace
} // namespace ftm
