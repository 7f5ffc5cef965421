#include "actors/hyperopt_monitor/console_parser.hpp"

#include "shared/util/file.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace ftm {
namespace {

std::string transcript(const std::string& name) {
  auto y = read_file(std::filesystem::path{FTM_FIXTURES} / "console" / name);
  EXPECT_TRUE(y) << name;
  return y.value_or("");
}

/// All rows that a console tells, by epoch number.
std::map<uint64_t, epoch_row> rows(console_parser& x) {
  std::map<uint64_t, epoch_row> y;
  for (const auto& r : x.take())
    y[r.epoch] = r;
  return y;
}

epoch_row row(const std::map<uint64_t, epoch_row>& x, uint64_t epoch) {
  if (auto i = x.find(epoch); i != x.end())
    return i->second;
  ADD_FAILURE() << "no epoch " << epoch;
  return {};
}

TEST(console_parser, reads_the_table_and_the_progress_of_2023) {
  console_parser x;
  x.feed(transcript("hyperopt_2023.2.txt"));
  auto all = rows(x);
  EXPECT_EQ(x.wanted(), 60u);
  EXPECT_EQ(x.done(), 60u);
  EXPECT_EQ(all.size(), 11u);
  auto r = row(all, 6);
  EXPECT_EQ(r.trades, 442u);
  EXPECT_EQ(r.wins, 150u);
  EXPECT_EQ(r.draws, 229u);
  EXPECT_EQ(r.losses, 63u);
  EXPECT_EQ(r.avg_profit.value, -0.39);
  EXPECT_EQ(r.profit_total_abs.value, -171.265);
  EXPECT_EQ(r.profit_total_pct.value, -17.13);
  EXPECT_EQ(r.duration.value, 27'120);
  EXPECT_EQ(r.objective.value, 11.8435);
  EXPECT_EQ(r.max_drawdown.value, 17.61);
  EXPECT_EQ(r.flags, static_cast<uint8_t>(epoch_flag::best)
                         | static_cast<uint8_t>(epoch_flag::from_console));
}

TEST(console_parser, mistake_9_a_missing_drawdown_is_not_zero) {
  console_parser x;
  x.feed(transcript("hyperopt_2023.2_rare.txt"));
  auto all = rows(x);
  EXPECT_EQ(all.size(), 20u);
  auto r = row(all, 20);
  EXPECT_EQ(r.trades, 1u);
  EXPECT_TRUE(std::isnan(r.max_drawdown.value));
  EXPECT_TRUE(std::isnan(r.max_drawdown_abs.value));
  EXPECT_EQ(row(all, 1).objective.value, 100'000);
  EXPECT_EQ(row(all, 11).max_drawdown.value, 1.01);
}

TEST(console_parser, mistake_9_repeated_rows_are_one_epoch) {
  console_parser x;
  auto text = transcript("hyperopt_2023.2.txt");
  x.feed(text);
  x.feed(text);
  EXPECT_EQ(rows(x).size(), 11u);
  EXPECT_TRUE(x.take().empty()) << "each is told once";
}

TEST(console_parser, reads_the_wide_table_of_2024) {
  console_parser x;
  x.feed(transcript("hyperopt_2024.9_wide.txt"));
  auto all = rows(x);
  EXPECT_EQ(x.wanted(), 40u);
  EXPECT_EQ(all.size(), 4u);
  auto r = row(all, 39);
  EXPECT_EQ(r.trades, 170u);
  EXPECT_EQ(r.losses, 14u);
  EXPECT_EQ(r.profit_total_abs.value, 240.537);
  EXPECT_EQ(r.objective.value, -22.09693);
  EXPECT_EQ(r.max_drawdown.value, 0.65);
  EXPECT_EQ(r.duration.value, 37'680);
}

TEST(console_parser, takes_no_number_that_the_table_cut_off) {
  console_parser x;
  x.feed(transcript("hyperopt_2024.9_80_columns.txt"));
  auto all = rows(x);
  EXPECT_EQ(x.wanted(), 6u);
  ASSERT_EQ(all.size(), 2u);
  auto r = row(all, 2);
  EXPECT_EQ(r.trades, 61u);
  EXPECT_EQ(r.wins, 41u);
  EXPECT_EQ(r.draws, 14u);
  EXPECT_EQ(r.losses, 6u);
  EXPECT_EQ(r.profit_total_abs.value, 75.166);
  EXPECT_TRUE(std::isnan(r.profit_total_pct.value));
  EXPECT_TRUE(std::isnan(r.max_drawdown.value));
  EXPECT_TRUE(std::isnan(r.objective.value));
}

TEST(console_parser, does_not_care_how_the_output_is_cut) {
  auto text = transcript("hyperopt_2024.9_80_columns.txt")
              + transcript("hyperopt_2023.2_rare.txt");
  console_parser whole;
  whole.feed(text);
  auto all = whole.take();
  for (size_t piece : {1, 7, 100}) {
    console_parser x;
    for (size_t i = 0; i < text.size(); i += piece)
      x.feed(std::string_view{text}.substr(i, piece));
    EXPECT_EQ(x.take(), all);
  }
}

TEST(console_parser, nothing_of_a_line_that_is_too_long_counts) {
  auto row = transcript("hyperopt_2023.2.txt");
  row = row.substr(row.find("\n| * Best |") + 1);
  row.resize(row.find('\n') + 1);
  auto text = std::string(66'000, 'x') + row + "[Epoch 9 of 60 (15%)]\n";
  for (size_t piece : {size_t{1'000}, text.size()}) {
    console_parser x;
    for (size_t i = 0; i < text.size(); i += piece)
      x.feed(std::string_view{text}.substr(i, piece));
    EXPECT_TRUE(x.rows().empty()) << piece;
    EXPECT_EQ(x.done(), 9u) << piece;
    x.feed(row);
    EXPECT_EQ(x.rows().size(), 1u) << piece;
  }
}

TEST(console_parser, survives_binary_garbage) {
  console_parser x;
  x.feed(std::string(200'000, '|'));
  x.feed("\n|||||||||||\n| a | b/c | | | | | | | |\n[Epoch x of y\n\xff\xfe\n");
  EXPECT_TRUE(x.take().empty());
}

} // namespace
} // namespace ftm
