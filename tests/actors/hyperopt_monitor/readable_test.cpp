#include "actors/hyperopt_monitor/readable.hpp"

#include "shared/util/file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace ftm {
namespace {

TEST(is_readable, takes_what_python_takes) {
  for (std::string x :
       {"{}", "[]", "null", "0", "-0", "1e5", "-1.25E-7", "12e+3", "\"\"",
        "NaN", "-Infinity", "[Infinity]", " { \"a\" : [ 1 , { } ] } \r",
        R"({"a":"\u00e9\\\"","b":[true,false,null,[]]})", "\"\xC3\xA9\""})
    EXPECT_TRUE(is_readable(x)) << x;
}

TEST(is_readable, refuses_what_python_refuses) {
  for (std::string x : {"",
                        " ",
                        "{",
                        "[1,]",
                        "{\"a\":1,}",
                        "{,}",
                        "{\"a\"}",
                        "{\"a\":}",
                        "{a:1}",
                        "[1 2]",
                        "{\"a\":1]",
                        "[}",
                        "]",
                        "01",
                        "+1",
                        ".5",
                        "1.",
                        "1e",
                        "-",
                        "-NaN",
                        "nan",
                        "np.float64(1)",
                        "[np.float64(1.5)]",
                        "\"\\x\"",
                        "\"\\u12g4\"",
                        "\"\t\"",
                        "\"open",
                        "\"\\",
                        "{}{}",
                        "[1]x",
                        "\"\xFF\"",
                        "nul"})
    EXPECT_FALSE(is_readable(x)) << x;
}

TEST(is_readable, has_a_limit_of_levels) {
  auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(is_readable(nested(deepest_line)));
  EXPECT_FALSE(is_readable(nested(deepest_line + 1)));
  EXPECT_FALSE(is_readable(nested(2'000'000)));
}

TEST(is_readable, takes_every_recorded_line) {
  for (const auto& x : std::filesystem::directory_iterator{
           std::filesystem::path{FTM_FIXTURES} / "fthypt"}) {
    auto broken = x.path().filename().string().find("invalid_json");
    auto text = read_file(x.path()).value_or("");
    for (size_t at = 0; at < text.size();) {
      auto end = text.find('\n', at);
      EXPECT_EQ(is_readable(text.substr(at, end - at)),
                broken == std::string::npos)
          << x.path() << " at byte " << at;
      at = end + 1;
    }
  }
}

} // namespace
} // namespace ftm
