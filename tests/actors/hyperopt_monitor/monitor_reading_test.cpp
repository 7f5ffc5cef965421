#include "shared/util/hash.hpp"
#include "tests/actors/hyperopt_monitor/monitor_fixture.hpp"

#include <cstring>

namespace ftm {
namespace {

using test::epoch_line;
using test::new_name;
using test::old_name;

class monitor_reading : public test::monitor_fixture {};

TEST_F(monitor_reading, pages_of_an_older_file_wait_until_it_is_read) {
  // More than two slices of 8 MiB.
  constexpr size_t lines = 90;
  std::string text;
  for (size_t i = 1; i <= lines; ++i)
    text +=
        epoch_line(static_cast<int>(i), 1, std::string(200'000, 'x')) + "\n";
  ASSERT_GT(text.size(), size_t{17} << 20);
  disk_.add(results(old_name), text);
  disk_.add(results(new_name), epoch_line(1, 3) + "\n");
  start();
  epoch_range q;
  q.source.file = old_name;
  q.columns = {"line"};
  auto x = get<epoch_page>(atom::read_v, q);
  ASSERT_TRUE(x);
  EXPECT_EQ(x->rows, lines);
  EXPECT_EQ(x->total, lines);
}

TEST_F(monitor_reading, a_full_page_does_not_wait_for_the_rest) {
  std::string text;
  for (int i = 1; i <= 90; ++i)
    text += epoch_line(i, 1, std::string(200'000, 'x')) + "\n";
  disk_.add(results(old_name), text);
  disk_.add(results(new_name), epoch_line(1, 3) + "\n");
  start();
  epoch_range q;
  q.source.file = old_name;
  q.columns = {"line"};
  q.limit = 10;
  auto x = get<epoch_page>(atom::read_v, q);
  ASSERT_TRUE(x);
  EXPECT_EQ(x->rows, 10u);
  EXPECT_LT(x->total, 90u) << "it was not read to its end for these";
}

TEST_F(monitor_reading, mistake_2_a_slow_reader_gets_every_epoch) {
  disk_.add(results(old_name), "");
  start();
  epoch_range q;
  q.columns = {"epoch"};
  std::vector<double> read;
  for (int i = 1; i <= 203; ++i) {
    disk_.append(results(old_name), epoch_line(i, 1) + "\n");
    get<std::vector<result_file>>(atom::get_v, files_query{"S"}); // looks
    if (i % 20 != 0 && i != 203)
      continue;
    auto x = get<epoch_page>(atom::read_v, q);
    ASSERT_TRUE(x);
    EXPECT_EQ(x->first, q.generation == 0 ? 1 : q.first);
    q.generation = x->generation;
    q.first = x->first + x->rows;
    read.resize(read.size() + x->rows);
    std::memcpy(read.data() + read.size() - x->rows, x->values.data(),
                x->rows * sizeof(double));
  }
  ASSERT_EQ(read.size(), 203u);
  for (size_t i = 0; i < read.size(); ++i)
    EXPECT_EQ(read[i], static_cast<double>(i + 1));
}

TEST_F(monitor_reading, a_winner_that_is_no_json_does_not_win) {
  auto broken = [](int epoch, double profit, const std::string& details) {
    auto y = epoch_line(epoch, profit);
    y.replace(y.find("\"params_details\":{}"), 19,
              "\"params_details\":" + details);
    return y + "\n";
  };
  auto deep = std::string(200'000, '[') + std::string(200'000, ']');
  auto text = epoch_line(1, 3) + "\n" + broken(2, 9, "np.float64(1)")
              + epoch_line(3, 4) + "\n" + broken(4, 8, deep);
  disk_.add(results(old_name), text);
  start();
  auto x = status();
  ASSERT_TRUE(x && x->winner);
  EXPECT_EQ(x->winner->line, 3u);
  EXPECT_EQ(x->epochs, 2u);
  EXPECT_EQ(x->rejected_lines, 2u);
  question q;
  q.source = {"S", old_name, ""};
  q.size = text.size();
  auto y = get<ranking>(atom::get_v, q);
  ASSERT_TRUE(y) << sys_.render(y.error());
  EXPECT_EQ(y->rows.at(0).line, 3u);
  EXPECT_EQ(y->rejected_lines, 2u);
  EXPECT_EQ(y->sha256, sha256_hex(text));
}

TEST_F(monitor_reading, a_record_that_is_no_json_is_said_to_be_none) {
  auto deep = std::string(200'000, '[') + std::string(200'000, ']');
  auto line = epoch_line(2, -1);
  line.replace(line.find("\"params_details\":{}"), 19,
               "\"params_details\":" + deep);
  disk_.add(results(old_name), epoch_line(1, 3) + "\n" + line + "\n");
  start();
  EXPECT_EQ(status()->epochs, 2u);
  epoch_query q{{"S", old_name, ""}, 2};
  auto x = get<epoch_record>(atom::get_v, q);
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::not_found);
  EXPECT_EQ(status()->epochs, 1u);
  EXPECT_EQ(status()->rejected_lines, 1u);
}

} // namespace
} // namespace ftm
