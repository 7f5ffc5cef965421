#include "actors/hyperopt_monitor/epoch_store.hpp"

#include "tests/actors/hyperopt_monitor/rows.hpp"

namespace ftm {
namespace {

using namespace test;

/// Every metric is there, so that every column takes its room.
epoch_row with_metrics(uint64_t line) {
  auto y = row(line, 1);
  y.profit_median = 1;
  y.expectancy = 2;
  y.sortino = 3;
  y.sharpe = 4;
  y.calmar = 5;
  y.profit_factor = 6;
  y.cagr = 7;
  y.trades_per_day = 8;
  return y;
}

TEST(epoch_store, gives_back_every_column_by_name) {
  epoch_store x;
  for (uint64_t line = 1; line <= 1500; ++line) {
    auto r = with_metrics(line);
    if (line == 1200)
      r.sharpe = nan;
    r.wins = 5;
    r.draws = 3;
    r.losses = 2;
    r.avg_profit = 0.5;
    r.profit_total_abs = -1;
    r.max_drawdown_abs = INFINITY;
    r.duration = 60;
    r.objective = -3;
    r.flags = static_cast<uint8_t>(epoch_flag::random);
    x.append(r, {line * 10, 9});
  }
  epoch_store::room room;
  for (auto i = 0; i < static_cast<int>(epoch_field::param); ++i) {
    epoch_column column{static_cast<epoch_field>(i), {}};
    for (size_t c = 0; c < x.chunks(); ++c) {
      const auto* values = x.column(column, c, room);
      for (size_t k = 0; k < x.rows_in(c); ++k) {
        auto v = x.value(column, c * epoch_store::chunk_rows + k);
        ASSERT_TRUE(values[k] == v || (std::isnan(values[k]) && std::isnan(v)))
            << to_string(column) << " " << k;
      }
    }
  }
  EXPECT_TRUE(std::isnan(x.row(1199).sharpe.value));
  EXPECT_EQ(x.row(1200).sharpe.value, 4);
  EXPECT_EQ(x.value(epoch_field::winrate, 1200), 0.5);
  EXPECT_EQ(x.value(epoch_field::is_random, 7), 1);
  EXPECT_EQ(x.rows_in(1), 476u);
}

TEST(epoch_store, metrics_that_no_epoch_has_take_no_room) {
  epoch_store without;
  epoch_store with;
  for (uint64_t i = 1; i <= 1024; ++i) {
    without.append(row(i, 1), {});
    with.append(with_metrics(i), {});
  }
  EXPECT_EQ(with.memory() - without.memory(), size_t{8 * 8 * 1024});
  EXPECT_TRUE(std::isnan(without.value(epoch_field::cagr, 5)));
}

TEST(epoch_store, a_million_epochs_fit_into_160_mb) {
  epoch_store x;
  for (uint64_t i = 1; i <= 100'000; ++i)
    x.append(with_metrics(i), {i * 1000, 900});
  EXPECT_LE(x.memory() * 10, 160'000'000u);
  EXPECT_EQ(x.place(99'999).offset, 100'000'000u);
  EXPECT_EQ(x.row(70'000).line, 70'001u);
}

TEST(epoch_store, finds_lines_though_some_were_rejected) {
  auto x = store({row(1, 1), row(2, 2), row(5, 3), row(6, 4)});
  EXPECT_EQ(x.find(5), 2u);
  EXPECT_FALSE(x.find(3));
  EXPECT_EQ(x.first_at(3), 2u);
  EXPECT_EQ(x.first_at(7), 4u);
  EXPECT_EQ(x.run_from(0, 100), 2u);
  EXPECT_EQ(x.run_from(2, 100), 2u);
}

} // namespace
} // namespace ftm
