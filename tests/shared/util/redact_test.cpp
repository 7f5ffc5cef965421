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
    R"({"ws_token": ["$", "$"], "a": 1})",
    R"(body: "{\"secret\": \"$\", \"a\": 1}")",
    "{'apiSecret': b'$', 'uid': \"$\"}",
    "bot__exchange__key=$",
    "max retries with url: /bot1234567:$$$/getMe (caused by)",
    "the token `1234567:$$$` was rejected",
    "webhook https://discord.com/api/webhooks/123/$ failed",
    "password=$,$;$&$ c",
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
  EXPECT_EQ(redact_after("at db://me:QZ", "XJ@host/a", true), "");
  EXPECT_EQ(redact_after("at db://me:QZ", "XJ@host/a\n", true), "@host/a\n");
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

struct row {
  const char* text;
  const char* shown;
};

class snippets : public ::testing::TestWithParam<row> {};

TEST_P(snippets, show_no_secret_and_all_the_rest) {
  EXPECT_EQ(redact(GetParam().text), GetParam().shown);
}

INSTANTIATE_TEST_SUITE_P(
    of_freqtrade, snippets,
    ::testing::Values(
        // Its config, as JSON, as Python prints it, and in a text.
        row{R"("exchange": {"name": "binance", "key": "hunter2", "secret": "h"})",
            R"("exchange": {"name": "binance", "key": "***", "secret": "***"})"},
        row{"{'password': 'hun,ter}2', 'uid': 'h', 'name': 'okx'}",
            "{'password': '***', 'uid': '***', 'name': 'okx'}"},
        row{R"({'password': "it's", 'name': 'okx'})",
            R"({'password': "***", 'name': 'okx'})"},
        row{R"({"password":"a\\","name":"okx"})",
            R"({"password":"***","name":"okx"})"},
        row{R"("{\"jwt_secret_key\": \"hunter2\", \"verbosity\": \"error\"}")",
            R"("{\"jwt_secret_key\": \"***\", \"verbosity\": \"error\"}")"},
        row{R"("ws_token": ["hunter2", "h]2"], "verbosity": "error")",
            R"("ws_token": [***], "verbosity": "error")"},
        row{"{'apiKey': b'hunter2', 'name': 'okx'}",
            "{'apiKey': b'***', 'name': 'okx'}"},
        row{R"({"chat_id":123456,"enabled":true})",
            R"({"chat_id":***,"enabled":true})"},
        row{R"({"wallets": {"USDT": 5}})", R"({"wallets": {"USDT": 5}})"},
        row{"config['exchange']['key'] = 'hunter2'",
            "config['exchange']['key'] = '***'"},
        row{R"({"password": "", "name": "okx"})",
            R"({"password": "", "name": "okx"})"},
        // Variables and options.
        row{"FREQTRADE__EXCHANGE__KEY=hun,ter&2;x next",
            "FREQTRADE__EXCHANGE__KEY=*** next"},
        row{"FREQTRADE__API_SERVER__PASSWORD=hun'ter\"2x next",
            "FREQTRADE__API_SERVER__PASSWORD=*** next"},
        row{R"(["-e", "FREQTRADE__EXCHANGE__UID=hunter 2","x"])",
            R"(["-e", "FREQTRADE__EXCHANGE__UID=***","x"])"},
        row{"(password=hunter2), then", "(password=***), then"},
        // Requests and their headers.
        row{"GET https://h/?api_key=hunter2&a=1 HTTP/1.1",
            "GET https://h/?api_key=***&a=1 HTTP/1.1"},
        row{"ws://127.0.0.1:8080/api/v1/message/ws?token=hunter2",
            "ws://127.0.0.1:8080/api/v1/message/ws?token=***"},
        row{"{'OK-ACCESS-KEY': 'hunter2', 'Content-Type': 'json'}",
            "{'OK-ACCESS-KEY': '***', 'Content-Type': 'json'}"},
        row{"{'Authorization': 'Basic YTpi', 'a': 'b'}",
            "{'Authorization': 'Basic ***', 'a': 'b'}"},
        row{"Authorization: Bearer hunter2hunter2, a",
            "Authorization: Bearer ***, a"},
        // Telegram, webhooks.
        row{"/bot1234567890:AAF-abcdefghijklmnopqrstuvwxyz_0123/getMe",
            "/bot1234567890:***/getMe"},
        row{"The token `1234567890:AAF-abcdefghijklmnopqrstuvwxyz_0123` was",
            "The token `1234567890:***` was"},
        row{"url: /api/webhooks/123/hunter2 (Caused by",
            "url: /api/webhooks/*** (Caused by"},
        row{"https://maker.ifttt.com/trigger/buy/with/key/hunter2 failed",
            "https://maker.ifttt.com/trigger/buy/with/key/*** failed"},
        // What only looks like it.
        row{"2026-11-22 13:37:03,882 - freqtrade - INFO - 1234567:12",
            "2026-11-22 13:37:03,882 - freqtrade - INFO - 1234567:12"}));

} // namespace
