#include "actors/supervisor/output_searcher.hpp"
#include "actors/supervisor/search_worker.hpp"
#include "tests/actors/supervisor/harness.hpp"

#include <fstream>

namespace ftm::test {
namespace {

class output_searcher : public ::testing::Test {
protected:
  void print(const std::string& x) {
    std::ofstream{log_, std::ios::binary | std::ios::app} << x;
  }

  output_matches search(const std::string& text, int64_t offset = 0,
                        uint32_t limit = 100, search_bounds bounds = {}) {
    return search_output(log_, {{"Toy", {}}, "L", text, offset, limit}, no_,
                         bounds);
  }

  /// Goes on until it is complete.
  std::vector<output_match> all(const std::string& text, search_bounds bounds,
                                uint32_t limit = 100) {
    std::vector<output_match> y;
    for (int64_t at = 0;;) {
      auto x = search(text, at, limit, bounds);
      y.insert(y.end(), x.matches.begin(), x.matches.end());
      if (x.complete)
        return y;
      EXPECT_GT(static_cast<int64_t>(x.scanned_to), at);
      at = static_cast<int64_t>(x.scanned_to);
    }
  }

  temporary_folder t_;
  fs::path log_ = t_.path() / "out.log";
  std::atomic<bool> no_ = false;
};

TEST_F(output_searcher, tells_lines_and_where_they_begin) {
  print("one\nTWO\rthree\r\ntwo and two\nno end two");
  auto x = search("two");
  ASSERT_EQ(x.matches.size(), 3u);
  EXPECT_EQ(x.matches[0], (output_match{4, "TWO", {}}));
  EXPECT_EQ(x.matches[1].offset, 15u);
  EXPECT_EQ(x.matches[1].line, "two and two");
  EXPECT_EQ(x.matches[2].line, "no end two");
  EXPECT_EQ(x.launch, "L");
  EXPECT_EQ(x.scanned_to, fs::file_size(log_));
  EXPECT_TRUE(x.complete);
  EXPECT_TRUE(search("e\nT").matches.empty()); // a line holds no line end
}

TEST_F(output_searcher, stops_at_its_limit_and_goes_on_from_there) {
  print("a1\nb\na2 a\na3\n");
  auto x = search("a", 0, 2);
  EXPECT_EQ(x.matches.size(), 2u);
  EXPECT_FALSE(x.complete);
  EXPECT_EQ(x.scanned_to, 10u);
  auto y = search("a", static_cast<int64_t>(x.scanned_to));
  ASSERT_EQ(y.matches.size(), 1u);
  EXPECT_EQ(y.matches[0].line, "a3");
  EXPECT_TRUE(y.complete);
}

TEST_F(output_searcher, sees_what_was_printed_since) {
  print("a1\nhalf a");
  auto x = search("line");
  EXPECT_TRUE(x.complete);
  print(" line\n");
  EXPECT_EQ(search("line", 3).matches.size(), 1u);
}

TEST_F(output_searcher, small_blocks_change_nothing) {
  std::string x;
  for (int i = 0; i < 3000; ++i)
    x += "line " + std::to_string(i) + std::string(i % 97, '.')
         + (i % 7 == 0 ? "\r" : "\n");
  print(x);
  auto whole = all("line 1", {});
  EXPECT_EQ(whole.size(), 0u + 1 + 10 + 100 + 1000);
  search_bounds small;
  small.block = 4096;
  EXPECT_EQ(all("line 1", small, 1000'000), whole);
  // Each question looks at one block only.
  small.bytes = 1;
  EXPECT_EQ(all("line 1", small, 1000'000), whole);
  EXPECT_EQ(all("line 1", small, 7), whole);
}

TEST_F(output_searcher, a_long_line_is_cut_around_the_text) {
  std::string line(10'000'000, 'x');
  line.replace(5'000'000, 6, "needle");
  line.replace(9'000'000, 6, "needle");
  print("first\n" + line + "\nneedle\n");
  auto x = search("NEEDLE");
  ASSERT_EQ(x.matches.size(), 2u);
  EXPECT_EQ(x.matches[0].offset, 6u);
  EXPECT_EQ(x.matches[0].line.size(), 4096u);
  EXPECT_NE(x.matches[0].line.find("needle"), std::string::npos);
  EXPECT_EQ(x.matches[0].before, std::string(4096, 'x'));
  EXPECT_EQ(x.matches[1].offset, 10'000'007u);
  EXPECT_EQ(x.matches[1].before, "");
  search_bounds piecemeal;
  piecemeal.block = 65'536;
  EXPECT_EQ(search("needle", 0, 100, piecemeal).matches, x.matches);
}

TEST_F(output_searcher, an_answer_fits_into_a_message) {
  std::string line =
      std::string(6000, 'x') + " needle " + std::string(6000, 'x');
  for (int i = 0; i < 300; ++i)
    print(line + "\n");
  auto x = search("needle", 0, 1000);
  EXPECT_FALSE(x.complete);
  size_t bytes = 0;
  for (auto& m : x.matches)
    bytes += m.line.size() + m.before.size();
  EXPECT_GT(bytes, 700'000u);
  EXPECT_LT(bytes, 1'000'000u);
  EXPECT_EQ(all("needle", {}, 1000).size(), 300u);
}

TEST_F(output_searcher, what_is_redacted_is_not_found) {
  print("api_key=abcdef1, then abcdef2\nsecret: abcdef3\n");
  auto x = search("abcdef");
  ASSERT_EQ(x.matches.size(), 1u);
  EXPECT_EQ(x.matches[0].offset, 0u);
  // Nor do its bounds tell where it is.
  auto y = search("abcdef3", 0, 1);
  EXPECT_TRUE(y.matches.empty());
  EXPECT_TRUE(y.complete);
  EXPECT_TRUE(search("def3", 41).matches.empty()); // begun within it
}

TEST_F(output_searcher, a_secret_is_known_across_cr_and_far_into_a_line) {
  print("\"password\": \"abc\rdefg\rhij\", seen\n");
  EXPECT_TRUE(search("defg").matches.empty());
  EXPECT_TRUE(search("hij").matches.empty());
  EXPECT_EQ(search("seen").matches.size(), 1u);
  print(std::string(100'000, '.') + " password=Qq" + std::string(3000, 'Q')
        + "\n");
  search_bounds small;
  small.block = 4096;
  EXPECT_TRUE(all("QQQ", small).empty());
}

TEST_F(output_searcher, holes_are_skipped_and_zeros_are_not_output) {
  std::string x;
  while (x.size() < 400'000)
    x += "line of output\n";
  print(x);
  auto fd = ::open(log_.c_str(), O_RDWR | O_CLOEXEC);
  auto punched =
      ::fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 262'144);
  ::close(fd);
  if (punched != 0)
    GTEST_SKIP() << "no holes on this file system";
  auto y = search("line", 0, 1);
  ASSERT_EQ(y.matches.size(), 1u);
  EXPECT_GE(y.matches[0].offset, 262'144u);
  EXPECT_TRUE(search(std::string(2, '\0')).matches.empty());
}

TEST_F(output_searcher, copes_with_any_bytes) {
  print(std::string("a\0b\xff\xfe needle \xe2\x82\n", 16) + "\x1b[32mneedle");
  auto x = search("needle");
  ASSERT_EQ(x.matches.size(), 2u);
  EXPECT_EQ(x.matches[1].line, "\x1b[32mneedle");
  EXPECT_EQ(search("\xff\xfe").matches.size(), 1u);
}

TEST_F(output_searcher, a_file_that_is_not_there_holds_nothing) {
  auto x = search("a");
  EXPECT_TRUE(x.complete);
  EXPECT_TRUE(x.matches.empty());
}

TEST_F(output_searcher, its_time_is_bounded) {
  print(std::string(100'000, 'x') + "\nneedle\n");
  search_bounds none;
  none.time = milliseconds{0};
  none.block = 16'384;
  auto x = search("needle", 0, 1, none);
  EXPECT_FALSE(x.complete);
  EXPECT_GT(x.scanned_to, 0u);
  EXPECT_LT(x.scanned_to, 20'000u);
  EXPECT_EQ(all("needle", none).size(), 1u);
}

// -- the worker ---------------------------------------------------------------

TEST_F(output_searcher, the_worker_answers_in_turn_and_refuses_a_crowd) {
  print("needle\n");
  std::mutex mutex;
  std::condition_variable news;
  int answered = 0;
  search_worker w{[&] {
    std::lock_guard guard{mutex};
    ++answered;
    news.notify_one();
  }};
  std::vector<uint64_t> tickets;
  auto fifo = t_.path() / "fifo"; // opening it blocks, as a dead disk would
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  output_search q{{"Toy", {}}, "L", "needle", 0, 10};
  tickets.push_back(w.ask(fifo, q));
  while (tickets.size() < search_worker::most_waiting)
    tickets.push_back(w.ask(log_, q));
  EXPECT_EQ(w.ask(log_, q), 0u);
  auto fd = ::open(fifo.c_str(), O_WRONLY | O_CLOEXEC);
  ::close(fd);
  std::vector<search_worker::answer> all;
  std::unique_lock lock{mutex};
  while (all.size() < tickets.size()) {
    ASSERT_TRUE(news.wait_for(lock, seconds{10}, [&] { return answered > 0; }));
    answered = 0;
    for (auto& x : w.take())
      all.push_back(std::move(x));
  }
  for (size_t i = 0; i < all.size(); ++i)
    EXPECT_EQ(all[i].ticket, tickets[i]);
  EXPECT_EQ(all.back().matches.matches.size(), 1u);
}

} // namespace
} // namespace ftm::test
