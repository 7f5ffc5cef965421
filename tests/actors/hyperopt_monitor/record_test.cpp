#include "actors/hyperopt_monitor/record.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ftm {
namespace {

nlohmann::json record(const std::string& line) {
  auto y = record_json(line);
  EXPECT_TRUE(y) << line;
  return y ? nlohmann::json::parse(*y) : nlohmann::json{};
}

TEST(record_json, half_a_surrogate_pair_costs_a_character_and_not_the_record) {
  auto y = record(R"({"a":"x\ud800y","b":"\uDC00","c":"\ud83d\ude00",)"
                  R"("d":"\ud800\ud83d\ude00","e":"\\ud800","\udfff":1})");
  EXPECT_EQ(y["a"], "x\uFFFDy");
  EXPECT_EQ(y["b"], "\uFFFD");
  EXPECT_EQ(y["c"], "\U0001F600");
  EXPECT_EQ(y["d"], "\uFFFD\U0001F600");
  EXPECT_EQ(y["e"], "\\ud800") << "a backslash and five letters";
  EXPECT_EQ(y["\uFFFD"], 1);
}

TEST(record_json, a_number_that_is_too_large_is_infinity_as_in_python) {
  auto y = record(R"({"a":1e400,"b":[-1E+999],"c":1e-400,"d":1e308,"e":)"
                  + std::string(400, '9') + "}");
  EXPECT_TRUE(y["a"].is_null());
  EXPECT_EQ(y["c"], 0);
  EXPECT_EQ(y["d"], 1e308);
  EXPECT_EQ(y["nonfinite"],
            (nlohmann::json{
                {"a", "Infinity"}, {"b.0", "-Infinity"}, {"e", "Infinity"}}));
}

TEST(record_json, of_a_name_that_comes_twice_the_last_value_counts) {
  EXPECT_EQ(record(R"({"a":1,"b":2,"a":3})"),
            (nlohmann::json{{"a", 3}, {"b", 2}}));
}

} // namespace
} // namespace ftm
