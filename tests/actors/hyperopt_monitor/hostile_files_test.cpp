#include "actors/hyperopt_monitor/epoch_file.hpp"
#include "actors/hyperopt_monitor/readable.hpp"
#include "tests/actors/hyperopt_monitor/scratch.hpp"

#include <gtest/gtest.h>

#include <cmath>

/// Files that freqtrade never writes, and that somebody has.
namespace ftm {
namespace {

using test::epoch_line;
using test::scratch;

constexpr size_t all = size_t{1} << 30;

struct hostile_file : ::testing::Test {
  scratch folder;

  /// Reads a file in small steps of small blocks.
  epoch_file& read(const std::string& text) {
    file = std::make_unique<epoch_file>(
        folder.add("a.fthypt", text),
        epoch_file::options{.block = 64, .longest_line = 4'096});
    while (file->step(100).more) {
    }
    return *file;
  }
  /// The only epoch of a line.
  epoch_row row(const std::string& line) {
    auto& x = read(line + "\n");
    EXPECT_EQ(x.epochs().size(), 1u) << line;
    return x.epochs().size() == 1 ? x.epochs().row(0) : epoch_row{};
  }

  std::unique_ptr<epoch_file> file;
};

/// `line` with one of its values replaced.
std::string with(std::string line, const std::string& old,
                 const std::string& now) {
  auto at = line.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return line.replace(at, old.size(), now);
}

TEST_F(hostile_file, an_empty_one_has_no_epoch_and_no_error) {
  auto& x = read("");
  EXPECT_EQ(x.epochs().size(), 0u);
  EXPECT_EQ(x.rejected_lines(), 0u);
  auto y = x.step(all);
  EXPECT_FALSE(y.more || y.changed || y.error);
}

TEST_F(hostile_file, newlines_alone_are_rejected_lines) {
  auto& x = read(std::string(1'000, '\n') + epoch_line(5, 1) + "\n");
  EXPECT_EQ(x.rejected_lines(), 1'000u);
  EXPECT_EQ(x.first_rejected(), 1u);
  ASSERT_EQ(x.epochs().size(), 1u);
  EXPECT_EQ(x.epochs().line(0), 1'001u);
}

TEST_F(hostile_file, nul_bytes_end_no_line) {
  auto& x =
      read(epoch_line(1, 1) + "\n" + std::string(900, '\0') + "\n"
           + std::string(1, '\0') + epoch_line(2, 1) + "\n" + epoch_line(3, 1)
           + std::string(3, '\0') + "\n" + epoch_line(4, 1) + "\n");
  EXPECT_EQ(x.rejected_lines(), 3u);
  ASSERT_EQ(x.epochs().size(), 2u);
  EXPECT_EQ(x.epochs().line(1), 5u);
}

TEST_F(hostile_file, carriage_returns_are_blanks) {
  auto& x = read(epoch_line(1, 1) + "\r\n" + epoch_line(2, 2) + "\r\n\r\n");
  ASSERT_EQ(x.epochs().size(), 2u);
  EXPECT_EQ(x.rejected_lines(), 1u) << "the line that is empty but for one";
  EXPECT_TRUE(x.confirm(0));
  EXPECT_EQ(x.text(1), epoch_line(2, 2) + "\r");
}

TEST_F(hostile_file, a_byte_order_mark_costs_the_first_line) {
  auto& x =
      read("\xef\xbb\xbf" + epoch_line(1, 1) + "\n" + epoch_line(2, 2) + "\n");
  EXPECT_EQ(x.rejected_lines(), 1u);
  EXPECT_EQ(x.epochs().size(), 1u);
}

TEST_F(hostile_file, half_a_surrogate_pair_costs_no_epoch) {
  auto line = epoch_line(1, 1, "\\ud800");
  EXPECT_TRUE(is_readable(line)) << "Python reads it";
  auto& x = read(line + "\n");
  EXPECT_EQ(x.epochs().size(), 1u);
  EXPECT_TRUE(x.confirm(0));
}

TEST_F(hostile_file, bytes_that_are_no_utf8_are_seen_where_it_matters) {
  auto& x = read(epoch_line(1, 1, "\xff") + "\n" + epoch_line(2, 2) + "\n"
                 + epoch_line(3, 3, "\xed\xa0\x80") + "\n");
  EXPECT_EQ(x.epochs().size(), 3u) << "they stand in trades";
  EXPECT_TRUE(x.confirm(1));
  EXPECT_FALSE(x.confirm(0));
  x.step(all);
  EXPECT_EQ(x.epochs().size(), 1u);
  EXPECT_EQ(x.rejected_lines(), 2u);
}

TEST_F(hostile_file, of_a_name_that_comes_twice_the_last_value_counts) {
  auto x =
      row(with(with(epoch_line(1, 1), "\"loss\":-1.5", "\"loss\":7,\"loss\":8"),
               "\"wins\":6", "\"wins\":1,\"wins\":5"));
  EXPECT_EQ(x.objective.value, 8);
  EXPECT_EQ(x.wins, 5u);
  x = row(with(epoch_line(1, 1), "\"is_best\":false",
               "\"is_best\":true,\"is_best\":false"));
  EXPECT_EQ(x.flags, 0u);
}

TEST_F(hostile_file, a_line_with_two_sets_of_metrics_is_no_epoch) {
  auto line =
      with(epoch_line(1, 1),
           "\"total_profit\":", "\"results_metrics\":{},\"total_profit\":");
  EXPECT_TRUE(is_readable(line));
  EXPECT_EQ(read(line + "\n").rejected_lines(), 1u);
}

TEST_F(hostile_file, numbers_at_the_edge_are_what_python_makes_of_them) {
  auto loss = [&](const std::string& x) {
    return row(with(epoch_line(1, 1), "\"loss\":-1.5", "\"loss\":" + x))
        .objective.value;
  };
  EXPECT_EQ(loss("1e-320"), 1e-320);
  EXPECT_EQ(loss("1e-999"), 0);
  EXPECT_EQ(loss("-0"), 0);
  EXPECT_EQ(loss("18446744073709551616"), 18446744073709551616.0);
  EXPECT_EQ(loss(std::string(300, '9')), 1e300);
  EXPECT_TRUE(std::isinf(loss("1e400")));
  EXPECT_LT(loss("-1e400"), 0);
  EXPECT_TRUE(std::isinf(loss(std::string(400, '9'))));
  for (std::string none : {"1e400x", "01e400", "1.e400", "0x1", "1e", "+1",
                           ".5", "1_0", "--1", "9e999,", "np.float64(1)"})
    EXPECT_EQ(
        read(with(epoch_line(1, 1), "\"loss\":-1.5", "\"loss\":" + none) + "\n")
            .epochs()
            .size(),
        0u)
        << none;
}

TEST_F(hostile_file, counts_that_cannot_be_are_none) {
  for (std::string none : {"4294967296", "18446744073709551616", "1e400", "-1"})
    EXPECT_EQ(read(with(epoch_line(1, 1), "total_trades\":10",
                        "total_trades\":" + none)
                   + "\n")
                  .rejected_lines(),
              1u)
        << none;
  auto x = row(with(
      with(epoch_line(1, 1), "\"wins\":6", "\"wins\":18446744073709551616"),
      "\"draws\":1", "\"draws\":-1"));
  EXPECT_EQ(x.wins, 0u);
  EXPECT_EQ(x.draws, 0u);
}

TEST_F(hostile_file, one_that_shrinks_while_it_is_read_begins_again) {
  std::string text;
  for (int i = 1; i <= 20; ++i)
    text += epoch_line(i, i) + "\n";
  auto path = folder.add("a.fthypt", text);
  epoch_file x{path, {.block = 64}};
  auto end = text.size() / 2 / epoch_line(1, 1).size();
  while (x.epochs().size() < end)
    ASSERT_TRUE(x.step(100).more);
  auto before = x.generation();
  auto line = text.substr(0, text.find('\n') + 1);
  std::filesystem::resize_file(path, line.size() + 10);
  x.step(all);
  EXPECT_NE(x.generation(), before);
  EXPECT_EQ(x.epochs().size(), 1u);
  EXPECT_EQ(x.half_line(), 10u);
  EXPECT_EQ(x.text(0), line.substr(0, line.size() - 1));
  std::filesystem::resize_file(path, 0);
  EXPECT_TRUE(x.step(all).changed);
  EXPECT_EQ(x.epochs().size(), 0u);
  EXPECT_EQ(x.half_line(), 0u);
}

TEST_F(hostile_file, what_was_cut_off_under_its_reader_is_no_text) {
  auto path = folder.add("a.fthypt", epoch_line(1, 1) + "\n");
  epoch_file x{path};
  x.step(all);
  std::filesystem::resize_file(path, 20);
  EXPECT_EQ(x.text(0), std::nullopt);
  EXPECT_TRUE(x.confirm(0)) << "as far as the disk can tell";
  x.want_params();
  EXPECT_FALSE(x.step(all).error);
}

TEST_F(hostile_file, a_hole_is_one_line_of_which_nothing_is_kept) {
  auto path = folder.add("a.fthypt", epoch_line(1, 1) + "\n");
  std::filesystem::resize_file(path, size_t{256} << 20);
  folder.append("a.fthypt", "\n" + epoch_line(3, 1) + "\n");
  epoch_file x{path, {.longest_line = size_t{4} << 20}};
  while (x.step(size_t{16} << 20).more)
    EXPECT_LE(x.half_line(), size_t{6} << 20);
  EXPECT_EQ(x.rejected_lines(), 1u);
  ASSERT_EQ(x.epochs().size(), 2u);
  EXPECT_EQ(x.epochs().line(1), 3u);
  EXPECT_EQ(x.text(1), epoch_line(3, 1));
}

TEST_F(hostile_file, a_folder_or_a_pipe_of_that_name_is_an_error) {
  auto path = folder.path() / "strategy_S.fthypt";
  std::filesystem::create_directory(path);
  epoch_file x{path};
  EXPECT_TRUE(x.step(all).error);
  EXPECT_EQ(x.epochs().size(), 0u);
}

} // namespace
} // namespace ftm
