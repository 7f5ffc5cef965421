#include "actors/supervisor/text_finder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace ftm::test {
namespace {

char lower(char x) {
  return x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x;
}

size_t plainly(std::string_view x, std::string_view what, size_t from) {
  auto i = std::search(x.begin() + static_cast<long>(from), x.end(),
                       what.begin(), what.end(),
                       [](char a, char b) { return lower(a) == lower(b); });
  return i == x.end() ? text_finder::npos : static_cast<size_t>(i - x.begin());
}

TEST(text_finder, letters_match_both_cases_and_nothing_else_does) {
  text_finder f{"Err[@"};
  EXPECT_EQ(f.find("xx ERR[@"), 3u);
  EXPECT_EQ(f.find("err{`"), text_finder::npos); // the same but for that bit
  EXPECT_EQ(text_finder{"\xC3\x84"}.find("a\xC3\x84"), 1u);
  EXPECT_EQ(text_finder{"\xC3\x84"}.find("a\xC3\xA4"), text_finder::npos);
  text_finder nul{std::string_view{"\0b", 2}};
  EXPECT_EQ(nul.find(std::string_view{"a\0B", 3}), 1u);
}

TEST(text_finder, finds_at_both_ends_and_never_beyond_them) {
  std::string x(40, 'x');
  x.front() = 'a';
  x.back() = 'z';
  EXPECT_EQ(text_finder{"a"}.find(x), 0u);
  EXPECT_EQ(text_finder{"a"}.find(x, 1), text_finder::npos);
  EXPECT_EQ(text_finder{"xz"}.find(x), 38u);
  EXPECT_EQ(text_finder{"z"}.find(std::string_view{x}.substr(0, 39)),
            text_finder::npos);
  EXPECT_EQ(text_finder{"long"}.find("lon"), text_finder::npos);
  EXPECT_EQ(text_finder{"a"}.find("a", 1), text_finder::npos);
  EXPECT_EQ(text_finder{"a"}.find("", 0), text_finder::npos);
}

TEST(text_finder, agrees_with_a_plain_search_on_random_bytes) {
  std::minstd_rand random{7};
  auto bytes = [&](size_t n, std::string_view alphabet) {
    std::string y(n, '\0');
    for (auto& c : y)
      c = alphabet[random() % alphabet.size()];
    return y;
  };
  for (auto alphabet : {"ab", "aAbB@`\n", "0123456789 eE"})
    for (int i = 0; i < 400; ++i) {
      auto hay = bytes(random() % 200, alphabet);
      auto what = bytes(1 + random() % 6, alphabet);
      text_finder f{what};
      for (size_t at = 0;;) {
        auto y = f.find(hay, at);
        ASSERT_EQ(y, plainly(hay, what, std::min(at, hay.size())))
            << what << " in " << hay;
        if (y == text_finder::npos)
          break;
        at = y + 1;
      }
    }
}

} // namespace
} // namespace ftm::test
