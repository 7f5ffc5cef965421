#include "actors/supervisor/stats_ring.hpp"
#include "actors/supervisor/tree_stats.hpp"

#include <gtest/gtest.h>

namespace ftm::test {
namespace {

measured_process process(pid_t pid, uint64_t ticks, uint64_t read = 0) {
  measured_process y;
  y.entry.id = {pid, 1};
  y.entry.state = 'S';
  y.entry.cpu_ticks = ticks;
  y.entry.rss_pages = 10;
  y.entry.threads = 2;
  y.figures.io = io_bytes{read, 2 * read};
  return y;
}

class tree_meter_test : public ::testing::Test {
protected:
  process_stats look(int64_t at, std::vector<measured_process> all,
                     gpu_use gpu = {}) {
    return meter.measure({"A", process_kind::trade}, {std::move(all), gpu, at});
  }
  tree_meter meter{100, 4096};
};

TEST_F(tree_meter_test, sums_the_tree_and_keeps_peaks) {
  auto x = look(1000, {process(1, 100), process(2, 100)});
  EXPECT_EQ(x.cpu_pct.value, 0);
  EXPECT_EQ(x.rss_bytes, 20U * 4096);
  EXPECT_EQ(x.threads, 4U);
  x = look(2000, {process(1, 200)});
  EXPECT_EQ(x.cpu_pct.value, 100);
  EXPECT_EQ(x.processes, 1U);
  EXPECT_EQ(x.peak_rss_bytes, 20U * 4096);
  x = look(3000, {process(1, 200)});
  EXPECT_EQ(x.cpu_pct.value, 0);
  EXPECT_EQ(x.peak_cpu_pct.value, 100);
}

TEST_F(tree_meter_test, a_child_counts_once_whoever_waited_for_it) {
  auto shim = process(9, 50, 5);
  shim.keeper = true;
  look(1000, {process(1, 0, 100), process(2, 10, 1000), shim});
  auto parent = process(1, 0, 100 + 1300);
  parent.entry.reaped_ticks = 40; // 10 of them are known
  parent.figures.io->written = 200 + 2600;
  shim.entry.cpu_ticks = 80; // our own work is not the bot's
  auto x = look(2000, {parent, shim});
  EXPECT_EQ(x.cpu_pct.value, 30);
  EXPECT_EQ(x.read_bytes, 100U + 1300 + 5);
  EXPECT_EQ(x.write_bytes, 2U * (100 + 1300 + 5));
  EXPECT_EQ(x.read_rate.value, 300);
  EXPECT_EQ(x.write_rate.value, 600);
  // One that came and went between two looks.
  parent.entry.reaped_ticks = 90;
  parent.figures.io->read += 7;
  x = look(3000, {parent, shim});
  EXPECT_EQ(x.cpu_pct.value, 50);
  EXPECT_EQ(x.read_rate.value, 7);
  // The parent ends, and the shim has waited for it.
  shim.entry.reaped_ticks = 100;
  shim.figures.io->read += 1407;
  shim.figures.io->written += 2800;
  x = look(4000, {shim});
  EXPECT_EQ(x.cpu_pct.value, 10);
  EXPECT_EQ(x.read_rate.value, 0);
  EXPECT_EQ(x.read_bytes, 100U + 1300 + 5 + 7);
  EXPECT_EQ(x.processes, 0U);
}

TEST_F(tree_meter_test, bytes_never_go_back) {
  look(1000, {process(1, 0, 10), process(2, 0, 500)});
  auto x = look(2000, {process(1, 0, 11)}); // nobody waited for 2
  EXPECT_EQ(x.read_bytes, 510U);
  EXPECT_EQ(x.read_rate.value, 0);
  x = look(3000, {process(1, 0, 20)});
  EXPECT_EQ(x.read_bytes, 519U);
  auto replaced = process(1, 0, 3);
  replaced.entry.id.start = 2;
  x = look(4000, {replaced});
  EXPECT_EQ(x.read_bytes, 519U);
  replaced.figures.io.reset(); // not to be read once
  EXPECT_EQ(look(5000, {replaced}).read_bytes, 519U);
}

TEST_F(tree_meter_test, the_dead_use_nothing_but_are_not_forgotten) {
  look(1000, {process(1, 0, 10), process(2, 20, 30)});
  auto dead = process(2, 30, 50);
  dead.entry.state = 'Z';
  auto x = look(2000, {process(1, 0, 10), dead});
  EXPECT_EQ(x.processes, 1U);
  EXPECT_EQ(x.rss_bytes, 10U * 4096);
  EXPECT_EQ(x.cpu_pct.value, 10);
  EXPECT_EQ(x.read_rate.value, 20);
  auto parent = process(1, 0, 60);
  parent.entry.reaped_ticks = 30;
  x = look(3000, {parent});
  EXPECT_EQ(x.cpu_pct.value, 0);
  EXPECT_EQ(x.read_rate.value, 0);
}

TEST_F(tree_meter_test, what_nobody_tells_is_absent) {
  auto a = process(1, 0), b = process(2, 0);
  auto x = look(1000, {a, b});
  EXPECT_FALSE(x.pss_bytes);
  EXPECT_FALSE(x.gpu_pct);
  EXPECT_FALSE(x.peak_pss_bytes);
  EXPECT_EQ(x.open_files, 0U);
  a.figures.pss_bytes = 7;
  a.figures.open_files = 3;
  b.figures.open_files = 4;
  x = look(2000, {a, b}, {12.5, 1000});
  EXPECT_EQ(x.pss_bytes, 7U);
  EXPECT_EQ(x.open_files, 7U);
  EXPECT_EQ(x.gpu_pct->value, 12.5);
  x = look(3000, {b}, {0.0, 10});
  EXPECT_FALSE(x.pss_bytes);
  EXPECT_EQ(x.peak_pss_bytes, 7U);
  EXPECT_EQ(x.peak_gpu_memory_bytes, 1000U);
}

TEST(stats_ring, holds_the_newest_of_the_newest_launch) {
  stats_ring r;
  EXPECT_TRUE(r.of("").empty());
  process_stats x;
  for (uint64_t i = 0; i < stats_ring::most + 5; ++i) {
    x.rss_bytes = i;
    r.add("one", timestamp{std::chrono::milliseconds{i}}, x);
  }
  auto y = r.of("one");
  ASSERT_EQ(y.size(), stats_ring::most);
  EXPECT_EQ(y.front().rss_bytes, 5U);
  EXPECT_EQ(y.back().rss_bytes, stats_ring::most + 4);
  EXPECT_TRUE(r.of("two").empty());
  r.add("two", {}, x);
  EXPECT_EQ(r.of("two").size(), 1U);
  EXPECT_TRUE(r.of("one").empty());
}

} // namespace
} // namespace ftm::test
