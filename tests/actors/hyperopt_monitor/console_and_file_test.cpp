#include "actors/hyperopt_monitor/console_parser.hpp"
#include "actors/hyperopt_monitor/epoch_file.hpp"

#include "shared/util/file.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

/// What a console told of epochs, against the file of the same run.
namespace ftm {
namespace {

using path = std::filesystem::path;

std::map<uint64_t, epoch_row> printed(const std::string& console) {
  auto text = read_file(path{FTM_FIXTURES} / "console" / console);
  EXPECT_TRUE(text) << console;
  console_parser x;
  x.feed(text.value_or(""));
  std::map<uint64_t, epoch_row> y;
  for (const auto& r : x.take())
    y[r.epoch] = r;
  return y;
}

std::map<uint64_t, epoch_row> written(const std::string& file) {
  epoch_file x{path{FTM_FIXTURES} / "fthypt" / file};
  EXPECT_FALSE(x.step(size_t{1} << 30).error) << file;
  std::map<uint64_t, epoch_row> y;
  for (size_t i = 0; i < x.epochs().size(); ++i)
    y[x.epochs().row(i).epoch] = x.epochs().row(i);
  return y;
}

/// Printed numbers are rounded to `digits` behind the point.
void same(real told, real in_file, int digits, bool may_be_cut) {
  if (std::isnan(told.value) && may_be_cut)
    return;
  if (!std::isfinite(in_file.value)) {
    EXPECT_TRUE(std::isnan(in_file.value) ? std::isnan(told.value)
                                          : told.value == in_file.value);
    return;
  }
  EXPECT_NEAR(told.value, in_file.value, 0.5001 * std::pow(10, -digits));
}

bool is_best(const epoch_row& x) {
  return (x.flags & static_cast<uint8_t>(epoch_flag::best)) != 0;
}

/// Compares each row that was printed, and wants `count` of them.
void compare(const std::string& console, const std::string& file, size_t count,
             bool squeezed = false) {
  auto told = printed(console);
  auto all = written(file);
  EXPECT_EQ(told.size(), count) << console;
  for (const auto& [epoch, x] : told) {
    SCOPED_TRACE(console + " epoch " + std::to_string(epoch));
    ASSERT_TRUE(all.contains(epoch));
    const auto& y = all[epoch];
    EXPECT_EQ(x.trades, y.trades);
    EXPECT_EQ(x.wins, y.wins);
    EXPECT_EQ(x.draws, y.draws);
    EXPECT_EQ(x.losses, y.losses);
    EXPECT_EQ(is_best(x), is_best(y));
    same(x.avg_profit, y.avg_profit, 2, false);
    same(x.profit_total_pct, y.profit_total_pct, 2, squeezed);
    same(x.profit_total_abs, y.profit_total_abs, 3, squeezed);
    same(x.objective, y.objective, y.objective.value <= -10 ? 4 : 5, squeezed);
    if (y.trades > 0)
      same(x.duration, y.duration, -2, squeezed);
    // freqtrade prints no drawdown of 0.
    auto none = y.max_drawdown_abs.value == 0;
    EXPECT_TRUE(!none || std::isnan(x.max_drawdown.value));
    if (none)
      continue;
    same(x.max_drawdown, y.max_drawdown, 2, squeezed);
    same(x.max_drawdown_abs, y.max_drawdown_abs, 3, squeezed);
  }
}

TEST(console_and_file, agree_on_every_row_of_2023) {
  compare("hyperopt_2023.2_long.txt",
          "hyperopt_2023.2_long_bests_without_trades.fthypt", 6);
  compare("hyperopt_2023.2_rare.txt",
          "strategy_RareStrat_2026-11-22_13-42-06.fthypt", 20);
}

TEST(console_and_file, agree_on_losses_that_are_no_numbers) {
  compare("hyperopt_2023.2_loss_inf.txt", "loss_inf.fthypt", 4);
  compare("hyperopt_2023.2_loss_-inf.txt", "loss_-inf.fthypt", 4);
  compare("hyperopt_2023.2_loss_high.txt", "loss_high.fthypt", 4);
  compare("hyperopt_2023.2_loss_nan.txt", "loss_nan.fthypt", 4);
}

TEST(console_and_file, agree_on_the_table_squeezed_to_80_columns) {
  compare("hyperopt_2024.9_80_columns_full.txt",
          "v2024.9_LongStrat_6epochs_bytes_exact.fthypt", 3, true);
}

} // namespace
} // namespace ftm
