#include "shared/util/redact.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

namespace ftm {
namespace {

struct row {
  const char* text;
  const char* shown;
};

class urls : public ::testing::TestWithParam<row> {};

TEST_P(urls, show_no_password) {
  EXPECT_EQ(redact(GetParam().text), GetParam().shown);
}

INSTANTIATE_TEST_SUITE_P(
    passwords, urls,
    ::testing::Values(
        row{"postgresql://me:pw@db/x", "postgresql://me:***@db/x"},
        row{"postgresql://me:p/w@db/x", "postgresql://me:***@db/x"},
        row{"postgresql://me:p@w@db/x", "postgresql://me:***@db/x"},
        row{"postgresql://me:p:w@db/x", "postgresql://me:***@db/x"},
        row{"postgresql://me:p?w#x@db/x", "postgresql://me:***@db/x"},
        row{"postgresql://me:/@db/x", "postgresql://me:***@db/x"},
        row{"postgresql://me:12/34@db:5432/x", "postgresql://me:***@db:5432/x"},
        row{"postgresql://me:a://b:c@db/x", "postgresql://me:***@db/x"},
        row{"postgresql+psycopg2://me:p,w;x|y@db/x",
            "postgresql+psycopg2://me:***@db/x"},
        row{"redis://:p/w@cache", "redis://:***@cache"},
        row{"mysql://me@corp:p/w@db/x", "mysql://me@corp:***@db/x"},
        row{"mysql://me:pw@[::1]:3306/x", "mysql://me:***@[::1]:3306/x"},
        row{"https://me:p/w@proxy:3128", "https://me:***@proxy:3128"},
        // Quotes around it, and in it.
        row{"url 'postgresql://me:p/w@db/x' is bad, ask a@b",
            "url 'postgresql://me:***@db/x' is bad, ask a@b"},
        row{R"({"u":"postgresql://me:p/w@db/x","m":"a@b"})",
            R"({"u":"postgresql://me:***@db/x","m":"a@b"})"},
        row{R"({"u":"postgresql://me:p\"w@db/x","m":"a@b"})",
            R"({"u":"postgresql://me:***@db/x","m":"a@b"})"},
        row{"url 'postgresql://me:p'w@db/x' is bad",
            "url 'postgresql://me:***@db/x' is bad"},
        row{"db_url=postgresql://me:p'w@db/x",
            "db_url=postgresql://me:***@db/x"},
        // Several in one line.
        row{"postgresql://me:p/w@db/x http://h:80/a postgresql://u:q/r@e/y",
            "postgresql://me:***@db/x http://h:80/a postgresql://u:***@e/y"},
        row{"postgresql://me:p/w@db/x,postgresql://u:q/r@e/y",
            "postgresql://me:***@db/x,postgresql://u:***@e/y"},
        row{"http://h:80,postgresql://u:q/r@e/y",
            "http://h:80,postgresql://u:***@e/y"},
        row{"['postgresql://me:p/w@db/x', 'postgresql://u:q/r@e/y']",
            "['postgresql://me:***@db/x', 'postgresql://u:***@e/y']"},
        // Its host was forgotten, or does not fit.
        row{"cannot parse 'postgresql://me:p/w'",
            "cannot parse 'postgresql://me:***'"},
        row{"cannot parse postgresql://me:p-w and more",
            "cannot parse postgresql://me:*** and more"}));

class plain : public ::testing::TestWithParam<const char*> {};

TEST_P(plain, stays_as_it_is) {
  EXPECT_EQ(redact(GetParam()), GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    addresses, plain,
    ::testing::Values(
        "http://host:8080/path by a@b", "http://host:8080/path?mail=a@b",
        "see http://127.0.0.1:8080.", "(http://h:80), a@b", "http://h:80",
        "http://[::1]:8080/x by a@b", "wss://stream:9443/ws/btc@trade",
        "wss://stream.binance.com:9443/stream?streams=btcusdt@kline_1m",
        "sqlite:///trades.sqlite", "sqlite:////srv/a:b/me@home/t.sqlite",
        "sqlite:////srv/t.sqlite?timeout=10", "sqlite://",
        "https://github.com/a/b/issues/1: a@b", "git@github.com:a/b.git",
        "postgresql://db:5432/x by a@b", "postgresql://me@db:5432/x",
        "mail a@b or c@d: soon", "10:00:01 http://h/a:b@c",
        "mongodb://a:27017,b:27017/x", "[http://h:80/a,http://h:81/b] by a@b",
        R"({"url":"http://h:80/x","mail":"a@b"})", "BTC/USDT:USDT@5m"));

TEST(urls, of_databases_show_no_byte_of_any_password_however_they_are_split) {
  // No other text here has these letters; digits look like ports.
  constexpr std::string_view letters = "QZXJKWV",
                             odd = "/@:?#&=%+,;|!$*()[]{}~^";
  const std::vector<std::string> lines{
      "postgresql://me:$@db:5432/x", "url 'mysql+pymysql://me:$@db/x' bad a@b",
      R"({"db_url": "mariadb://$@db/x", "m": "a@b"})",
      "DB_URL=postgresql://me:$@db/x http://h:80/p by a@b",
      "a http://h:80/p postgresql://me:$@db/x, postgresql://me:$@e/y"};
  std::mt19937 random{11};
  auto pick = [&](size_t n) {
    return std::uniform_int_distribution<size_t>{0, n - 1}(random);
  };
  for (int round = 0; round < 20'000; ++round) {
    auto text = lines[pick(lines.size())];
    for (size_t at; (at = text.find('$')) != std::string::npos;) {
      std::string password{letters[pick(letters.size())]};
      for (auto size = pick(24); password.size() < size;)
        password += pick(3) == 0 ? odd[pick(odd.size())]
                                 : letters[pick(letters.size())];
      std::replace(password.begin(), password.end(), '$', '!');
      auto user = text.compare(at - 2, 2, "//") == 0 ? "me:" : "";
      text.replace(at, 1, user + password);
    }
    text += '\n';
    auto shows = [&](const std::string& x) {
      return x.find_first_of(letters) != std::string::npos;
    };
    ASSERT_FALSE(shows(redact(text))) << text << redact(text);
    std::string shown;
    for (size_t at = 0; at < text.size();) {
      auto n = std::min(1 + pick(12), text.size() - at);
      auto all = std::string_view{text};
      shown += redact_after(all.substr(0, at), all.substr(at, n),
                            at + n < all.size());
      at += n;
    }
    ASSERT_FALSE(shows(shown)) << text << shown;
  }
}

TEST(urls, of_an_endless_line_cost_no_more_than_their_bytes) {
  for (std::string_view part : {"a://b:c,", "a://", "a://b:1,", "a://b:c'",
                                "a://b:c@d,", "\"a://b:1\""})
    for (auto end : {"", "@"}) {
      std::string line;
      while (line.size() < 1'000'000)
        line += part;
      line += end;
      auto begin = std::chrono::steady_clock::now();
      redact(line);
      EXPECT_LT(std::chrono::steady_clock::now() - begin,
                std::chrono::seconds{5})
          << part;
    }
}

} // namespace
} // namespace ftm
