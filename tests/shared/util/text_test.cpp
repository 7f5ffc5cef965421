#include "shared/util/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ftm;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(split_words, splits_like_a_shell) {
  EXPECT_THAT(*split_words(" a  b\tc\n"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(*split_words(R"(--x "a b" 'c "d"' e\ f)"),
              ElementsAre("--x", "a b", "c \"d\"", "e f"));
  EXPECT_THAT(*split_words(R"(a"b"'c' "" "\"\\\n")"),
              ElementsAre("abc", "", "\"\\\\n"));
  EXPECT_TRUE(split_words("")->empty());
}

TEST(split_words, expands_nothing) {
  EXPECT_THAT(
      *split_words("$HOME `id` $(id) *; rm -rf > x"),
      ElementsAre("$HOME", "`id`", "$(id)", "*;", "rm", "-rf", ">", "x"));
}

TEST(split_words, refuses_an_open_quote) {
  for (auto x : {"'", "\"", "a 'b", "a \"b\\\"", "a\\"})
    EXPECT_FALSE(split_words(x)) << x;
}

TEST(nearest, finds_what_was_meant) {
  const std::vector<std::string> known{"epochs", "jobs", "spaces",
                                       "min_trades"};
  EXPECT_EQ(nearest("epoch", known), "epochs");
  EXPECT_EQ(nearest("ephocs", known), "epochs");
  EXPECT_EQ(nearest("min_trade", known), "min_trades");
  EXPECT_EQ(nearest("something", known), "");
  EXPECT_EQ(nearest("", known), "");
  EXPECT_EQ(nearest("x", {}), "");
}

TEST(trim, takes_white_space_from_both_ends) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
}

// Mistake 5: one byte that is not UTF-8 ended the reader.
TEST(to_valid_utf8, mistake_5_replaces_bytes_that_are_no_utf_8) {
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(to_valid_utf8("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"),
            "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80");
  EXPECT_EQ(to_valid_utf8("a\xFF"
                          "b"),
            "a" + bad + "b");
  EXPECT_EQ(to_valid_utf8("\xC3"), bad);
  EXPECT_EQ(to_valid_utf8("\xC0\xAF"), bad + bad);           // overlong
  EXPECT_EQ(to_valid_utf8("\xED\xA0\x80"), bad + bad + bad); // surrogate
  EXPECT_EQ(to_valid_utf8("\xF4\x90\x80\x80"), bad + bad + bad + bad);
  EXPECT_EQ(to_valid_utf8(std::string_view{"\0", 1}), bad);
  EXPECT_EQ(to_valid_utf8("\xE2\x82"), bad); // one that does not go on
  EXPECT_EQ(to_valid_utf8("\xF0\x9F\x98z\xE2\x82\xE2\x82\xAC"),
            bad + "z" + bad + "\xE2\x82\xAC");
}

TEST(redact, hides_what_keys_call_secret) {
  for (auto x :
       {R"({"key": "hunter2"})", R"({"secret":"hunter2","a":1})",
        "password=hunter2", "jwt_secret_key: hunter2",
        "https://h/?api_key=hunter2&a=1", "postgresql://me:hunter2@db/x",
        "ws_token: 'hunter2'", "Authorization: Bearer hunter2hunter2",
        "FREQTRADE__EXCHANGE__SECRET=hunter2"}) {
    EXPECT_THAT(redact(x), Not(HasSubstr("hunter2"))) << x;
    EXPECT_THAT(redact(x), HasSubstr("***")) << x;
  }
}

TEST(redact, leaves_the_rest_alone) {
  for (auto x :
       {"", "a: 1", "basic strategy", "monkey: 5 keys", "https://host/path",
        "sqlite:///tradesv3.sqlite", "2026-11-23 10:00:00 INFO worker - alive"})
    EXPECT_EQ(redact(x), x);
  EXPECT_THAT(redact(R"({"key": "x", "pair": "BTC/USDT"})"),
              HasSubstr(R"("pair": "BTC/USDT")"));
}

TEST(redact, hides_the_word_after_a_secret_option) {
  EXPECT_THAT(redact({"trade", "--db-url", "sqlite:///x", "--config", "c"}),
              ElementsAre("trade", "--db-url", "***", "--config", "c"));
  EXPECT_THAT(redact({"--api-key=hunter2", "--password", "hunter2", "x"}),
              ElementsAre("--api-key=***", "--password", "***", "x"));
  EXPECT_THAT(redact({"trade", "--db-url=postgresql://me:hun ter2", "--a=1"}),
              ElementsAre("trade", "--db-url=***", "--a=1"));
}
