#include "actors/supervisor/http_response.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

using progress = http_response::progress;

/// The same bytes in pieces of each size must say the same.
void expect_however_cut(const std::string& bytes, int status,
                        const std::string& body) {
  for (size_t piece = 1; piece <= bytes.size(); ++piece) {
    http_response x;
    auto p = progress::more;
    for (size_t i = 0; i < bytes.size(); i += piece) {
      ASSERT_EQ(p, progress::more) << "piece " << piece << " at " << i;
      p = x.feed(std::string_view{bytes}.substr(i, piece));
    }
    ASSERT_EQ(p, progress::done) << "piece " << piece << ": " << x.error();
    EXPECT_EQ(x.status(), status);
    EXPECT_EQ(x.body(), body);
  }
}

progress feed(const std::string& bytes) {
  http_response x;
  return x.feed(bytes);
}

TEST(http_response, reads_what_uvicorn_writes_however_it_is_cut) {
  expect_however_cut("HTTP/1.1 200 OK\r\ndate: Sun, 22 Nov 2026 13:37:06 GMT\r"
                     "\nserver: uvicorn\r\ncontent-length: 17\r\ncontent-type: "
                     "application/json\r\n\r\n{\"status\":\"pong\"}",
                     200, "{\"status\":\"pong\"}");
  expect_however_cut("HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Bearer\r\n"
                     "Content-Length:2\r\n\r\n{}",
                     401, "{}");
}

TEST(http_response, reads_chunks_however_they_are_cut) {
  expect_however_cut("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "5\r\nhello\r\n7;x=y\r\n, world\r\n0\r\na: b\r\n\r\n",
                     200, "hello, world");
}

TEST(http_response, passes_over_an_interim_answer) {
  expect_however_cut("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"
                     "Content-Length: 1\r\n\r\nx",
                     200, "x");
}

TEST(http_response, without_a_length_ends_with_the_connection) {
  http_response x;
  EXPECT_EQ(x.feed("HTTP/1.0 200 OK\r\n\r\nab"), progress::more);
  EXPECT_EQ(x.feed("c"), progress::more);
  EXPECT_EQ(x.closed(), progress::done);
  EXPECT_EQ(x.body(), "abc");
}

TEST(http_response, that_ends_too_early_is_broken) {
  for (auto bytes : {"", "HTTP/1.1 200",
                     "HTTP/1.1 200 OK\r\nContent-Length: "
                     "3\r\n\r\nab",
                     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r"
                     "\nab"}) {
    http_response x;
    EXPECT_EQ(x.feed(bytes), progress::more) << bytes;
    EXPECT_EQ(x.closed(), progress::broken) << bytes;
    EXPECT_STRNE(x.error(), "");
  }
}

TEST(http_response, that_is_none_is_broken) {
  EXPECT_EQ(feed("SSH-2.0-OpenSSH\r\n\r\n"), progress::broken);
  EXPECT_EQ(feed("HTTP/1.1 abc OK\r\n\r\n"), progress::broken);
  EXPECT_EQ(feed("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
            progress::broken);
  EXPECT_EQ(feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"),
            progress::broken);
  EXPECT_EQ(feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n"),
            progress::broken);
}

TEST(http_response, is_bounded) {
  std::string head = "HTTP/1.1 200 OK\r\n";
  EXPECT_EQ(feed(head + std::string(20'000, 'x')), progress::broken);
  EXPECT_EQ(feed(head + "Content-Length: 1048577\r\n\r\n"), progress::broken);
  EXPECT_EQ(feed(head + "\r\n" + std::string(1'048'577, 'x')),
            progress::broken);
  http_response x;
  auto p = x.feed(head + "Transfer-Encoding: chunked\r\n\r\n");
  std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  for (auto i = 0; i < 16; ++i)
    ASSERT_EQ(p = x.feed(chunk), progress::more);
  EXPECT_EQ(x.feed(chunk), progress::broken);
  EXPECT_LE(x.body().size(), size_t{1'048'576});
}

TEST(http_response, that_never_comes_to_its_end_is_broken) {
  std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  struct {
    std::string begin, again;
  } const rows[] = {
      {"", "HTTP/1.1 100 Continue\r\n\r\n"},
      {chunked + "0\r\n", "a: b\r\n"},
      {chunked, "1;" + std::string(900, 'x') + "\r\ny\r\n"},
      {chunked, "1\r\ny\r\n"},
  };
  for (auto& r : rows) {
    http_response x;
    auto p = x.feed(r.begin);
    size_t fed = 0;
    for (; p == progress::more && fed < 1'000'000; fed += r.again.size())
      p = x.feed(r.again);
    EXPECT_EQ(p, progress::broken) << r.again;
    EXPECT_STREQ(x.error(), "there is too much around its answer");
    EXPECT_LT(fed, size_t{100'000});
  }
}

} // namespace
} // namespace ftm
