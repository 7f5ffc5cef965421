#include "shared/util/redact.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace ftm;

/// No other text of these tests has these letters.
constexpr std::string_view letters = "QZXJKWV";

const std::vector<std::string> lines{
    R"({"key": "$", "secret":"$","a":1})",
    "password=$ and more",
    "jwt_secret_key: $",
    "get https://h/?api_key=$&a=1 done",
    "postgresql://me:$@db/x",
    "ws_token: '$' end",
    "authorization: bearer $",
    "sent authorization: basic $",
    "bot__exchange__secret=$",
    "telegram.token = $, telegram.chat_id=$",
    "nothing here at http://localhost:8080/path",
    "",
    "the secret is out"};

std::string random_text(std::mt19937& random) {
  auto pick = [&](size_t n) {
    return std::uniform_int_distribution<size_t>{0, n - 1}(random);
  };
  std::string y;
  for (int n = 0; n < 8; ++n) {
    auto line = lines[pick(lines.size())];
    for (size_t at; (at = line.find('$')) != std::string::npos;) {
      std::string secret;
      for (auto size = 12 + pick(60); secret.size() < size;)
        secret += letters[pick(letters.size())];
      line.replace(at, 1, secret);
    }
    y += line + "\n";
  }
  return y;
}

bool shows_a_secret(const std::string& x) {
  return x.find_first_of(letters) != std::string::npos;
}

TEST(redact_after, shows_no_byte_of_a_secret_however_the_text_is_split) {
  std::mt19937 random{7};
  for (int round = 0; round < 3000; ++round) {
    auto text = random_text(random);
    ASSERT_FALSE(shows_a_secret(redact(text))) << text;
    std::string shown;
    for (size_t at = 0; at < text.size();) {
      auto n = std::min(std::uniform_int_distribution<size_t>{1, 40}(random),
                        text.size() - at);
      auto all = std::string_view{text};
      shown += redact_after(all.substr(0, at), all.substr(at, n),
                            at + n < all.size());
      at += n;
    }
    ASSERT_FALSE(shows_a_secret(shown)) << text << "\n" << shown;
  }
}

TEST(redact_after, makes_of_whole_lines_what_redact_makes_of_the_text) {
  std::mt19937 random{8};
  for (int round = 0; round < 300; ++round) {
    auto text = random_text(random);
    std::string shown, context;
    for (size_t at = 0; at < text.size();) {
      auto end = text.find('\n', at) + 1;
      auto line = std::string_view{text}.substr(at, end - at);
      shown += redact_after(context, line, true);
      context = context_of(context + std::string{line});
      at = end;
    }
    ASSERT_EQ(shown, redact(text));
  }
}

TEST(redact_after, marks_a_secret_once) {
  EXPECT_EQ(redact_after("", "password=QZ", true), "password=***");
  EXPECT_EQ(redact_after("password=QZ", "XJ", true), "");
  EXPECT_EQ(redact_after("password=QZXJ", "K, more\n", true), ", more\n");
  EXPECT_EQ(redact_after("password=", "QZ, more", true), "***, more");
  EXPECT_EQ(redact_after("pass", "word=QZ", true), "word=***");
}

TEST(redact_after, takes_for_a_secret_what_may_become_one) {
  EXPECT_EQ(redact_after("", "at db://me:QZ", true), "at db://me:***");
  EXPECT_EQ(redact_after("at db://me:QZ", "XJ@host/a", true), "@host/a");
  EXPECT_EQ(redact_after("", "at http://h:80", false), "at http://h:80");
  EXPECT_EQ(redact_after("", "at http://h:80\n", true), "at http://h:80\n");
  EXPECT_EQ(redact_after("", "basic QZ", true), "basic ***");
  EXPECT_EQ(redact_after("", "basic idea", false), "basic idea");
}

TEST(redact_after, looks_back_to_the_line_and_not_for_ever) {
  EXPECT_EQ(redact_after("password=QZ\n", "plain", true), "plain");
  auto far = "password=" + std::string(redact_context - 10, 'Q');
  EXPECT_EQ(redact_after(far, "Q", true), "");
  auto long_line = std::string(1'000'000, 'a');
  EXPECT_EQ(context_of(long_line).size(), redact_context);
  EXPECT_EQ(context_of("a\nbc"), "bc");
  EXPECT_EQ(context_of("a\n"), "");
}

} // namespace
