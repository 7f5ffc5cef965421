#include "actors/hyperopt_monitor/line_squeezer.hpp"

#include "actors/hyperopt_monitor/byte_masks.hpp"
#include "shared/util/file.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <random>

namespace ftm {
namespace {

using json = nlohmann::ordered_json;

std::string squeezed(std::string_view x) {
  line_squeezer y;
  return std::string{y.squeeze(x)};
}

TEST(byte_masks, every_way_finds_the_same) {
  std::mt19937 random{1};
  std::string text;
  constexpr std::string_view letters = "\"\\[]{}aZ\x5a\x7a\x3b\x1b\xdb\xfb\x02";
  for (int i = 0; i < 64 * 40 + 7; ++i)
    text += letters[random() % letters.size()];
  for (size_t from = 0; from < 7; ++from) {
    std::array<byte_masks, 40> y;
    for (auto find : structure_finders()) {
      find(text.data() + from, y.size(), y.data());
      for (size_t i = 0; i < y.size() * 64; ++i) {
        auto c = text[from + i];
        auto in = [&](uint64_t x) { return (x >> (i % 64) & 1) != 0; };
        const auto& m = y[i / 64];
        ASSERT_EQ(in(m.quote), c == '"');
        ASSERT_EQ(in(m.backslash), c == '\\');
        ASSERT_EQ(in(m.open), c == '[' || c == '{');
        ASSERT_EQ(in(m.close), c == ']' || c == '}');
      }
    }
  }
}

TEST(line_squeezer, keeps_scalars_and_empties_the_rest) {
  EXPECT_EQ(
      squeezed(
          R"({"loss":1,"params_dict":{"a":[1]},"results_metrics":{"trades":[{"p":"]"}],"wins":3,"b":{"c":[]}},"is_best":true})"),
      R"({"loss":1,"params_dict":{},"results_metrics":{"trades":[],"wins":3,"b":{}},"is_best":true})");
  EXPECT_EQ(squeezed(R"({"results_metrics" : {"a": [1, 2]}})"),
            R"({"results_metrics" : {"a": []}})");
  EXPECT_EQ(squeezed("{}"), "{}");
}

TEST(line_squeezer, is_not_misled_by_strings) {
  EXPECT_EQ(squeezed(R"({"a":"\"}","b":[1],"c":"\\","d":[2]})"),
            R"({"a":"\"}","b":[],"c":"\\","d":[]})");
  EXPECT_EQ(squeezed(R"({"x":{"results_metrics":{"a":1}},"y":2})"),
            R"({"x":{},"y":2})");
}

TEST(line_squeezer, refuses_what_does_not_end) {
  for (auto* x : {"", "{", "}", "[", R"({"a":1)", R"({"a":"b})",
                  R"({"a":[1,2})", R"({}{})", R"({"a":1}})", R"({"a":"\"})"})
    EXPECT_EQ(squeezed(x), "") << x;
}

/// A value with strings that look like structure.
json some_value(std::mt19937& random, int depth) {
  auto text = [&] {
    std::string y;
    for (auto n = random() % 90; n > 0; --n)
      y += "\"\\[]{}: ,ab\n\x01"[random() % 13];
    return y;
  };
  switch (random() % (depth > 4 ? 3 : 5)) {
  case 0:
    return text();
  case 1:
    return static_cast<int>(random() % 1000);
  case 2:
    return nullptr;
  case 3: {
    auto y = json::array();
    for (auto n = random() % 6; n > 0; --n)
      y.push_back(some_value(random, depth + 1));
    return y;
  }
  default: {
    auto y = json::object();
    for (auto n = random() % 6; n > 0; --n)
      y[text()] = some_value(random, depth + 1);
    return y;
  }
  }
}

json emptied(const json& x) {
  return x.is_array() ? json::array() : x.is_object() ? json::object() : x;
}

TEST(line_squeezer, of_any_line_leaves_what_a_slow_look_leaves) {
  std::mt19937 random{9};
  for (int round = 0; round < 3000; ++round) {
    auto line = json::object();
    auto expected = json::object();
    for (auto n = random() % 6; n > 0; --n) {
      auto key = std::string(random() % 70, 'k') + std::to_string(n);
      line[key] = some_value(random, 0);
      expected[key] = emptied(line[key]);
    }
    auto metrics = json::object();
    auto kept = json::object();
    for (auto n = random() % 6; n > 0; --n) {
      auto key = std::to_string(n) + "\"[";
      metrics[key] = some_value(random, 0);
      kept[key] = emptied(metrics[key]);
    }
    line["results_metrics"] = metrics;
    expected["results_metrics"] = kept;
    auto text = line.dump(random() % 3 == 0 ? 1 : -1);
    for (auto& c : text)
      if (c == '\n')
        c = ' ';
    auto found = squeezed(text);
    ASSERT_EQ(json::parse(found, nullptr, false), expected) << text;
  }
}

TEST(line_squeezer, takes_most_of_what_freqtrade_writes) {
  auto text = read_file(FTM_FIXTURES
                        "/fthypt/v2024.9_LongStrat_6epochs_bytes_exact.fthypt");
  ASSERT_TRUE(text);
  auto line = text->substr(0, text->find('\n'));
  auto found = squeezed(line);
  EXPECT_LT(found.size(), 5000u);
  auto whole = json::parse(line);
  auto rest = json::parse(found);
  for (auto& [key, value] : whole["results_metrics"].items()) {
    ASSERT_EQ(rest["results_metrics"][key], emptied(value)) << key;
  }
}

} // namespace
} // namespace ftm
