#include "tests/actors/hyperopt_monitor/monitor_fixture.hpp"

namespace ftm {
namespace {

using namespace std::chrono_literals;
using test::epoch_line;
using test::named;

/// A row as freqtrade 2023 prints it; `drawdown` in percent, "" = none.
std::string table_row(int epoch, double profit, const std::string& drawdown) {
  char text[300];
  std::snprintf(text, sizeof text,
                "|   Best | %7s |       10 |      6     1     3  60.0 |        "
                "1.00%% |       %.3f USDT   (%.2f%%) | 0 days 01:00:00 |     "
                "-1.50000 | %29s |\n",
                (std::to_string(epoch) + "/60").c_str(), 10 * profit, profit,
                drawdown.empty() ? "--"
                                 : ("10.000 USDT (" + drawdown + "%)").c_str());
  return text;
}

class monitor_console : public test::monitor_fixture {
protected:
  void SetUp() override {
    std::filesystem::create_directories(disk_.path() / results(""));
  }

  void print(const std::string& x) {
    peers_->output += x;
    caf::anon_send(supervisor_, atom::tick_v);
    run();
  }

  void write(int epoch, double profit) {
    disk_.append(results(named(started_)), epoch_line(epoch, profit) + "\n");
    advance(3s);
  }

  std::vector<uint64_t> printed() {
    std::vector<uint64_t> y;
    auto x = status();
    for (const auto& row : x->printed) {
      EXPECT_EQ(row.line, 0u);
      EXPECT_NE(row.flags & static_cast<uint8_t>(epoch_flag::from_console), 0);
      y.push_back(row.epoch);
    }
    return y;
  }
};

using list = std::vector<uint64_t>;

TEST_F(monitor_console, tells_what_the_file_does_not_have_yet) {
  start();
  launch("L", process_state::running);
  write(1, 3);
  print(table_row(1, 3, "1.00") + table_row(2, 9, "1.00")
        + table_row(3, 4, "1.00"));
  EXPECT_EQ(printed(), (list{2, 3}));
  auto x = status();
  EXPECT_EQ(x->epochs, 1u);
  ASSERT_TRUE(x->winner);
  EXPECT_EQ(x->winner->epoch, 1u) << "the console chooses nothing";
  write(2, 9);
  EXPECT_EQ(printed(), (list{3}));
  EXPECT_EQ(status()->winner->epoch, 2u);
  write(3, 4);
  EXPECT_EQ(printed(), list{});
}

TEST_F(monitor_console, mistake_9_a_row_that_comes_late_is_no_second_epoch) {
  start();
  launch("L", process_state::running);
  write(1, 3);
  write(2, 4);
  print(table_row(2, 4, "1.00") + table_row(1, 3, "1.00"));
  EXPECT_EQ(printed(), list{});
  EXPECT_EQ(status()->epochs, 2u);
}

TEST_F(monitor_console, tells_the_newest_sixteen) {
  start();
  launch("L", process_state::running);
  write(1, 3);
  std::string all;
  for (int i = 2; i <= 40; ++i)
    all += table_row(i, 1, "1.00");
  print(all);
  auto x = printed();
  ASSERT_EQ(x.size(), 16u);
  EXPECT_EQ(x.front(), 25u);
  EXPECT_EQ(x.back(), 40u);
}

TEST_F(monitor_console, is_read_again_for_a_file_that_began_again) {
  start();
  launch("L", process_state::running);
  write(1, 3);
  write(2, 4);
  print(table_row(1, 3, "1.00") + table_row(2, 4, "1.00"));
  EXPECT_EQ(printed(), list{});
  disk_.rewrite(results(named(started_)), epoch_line(2, 4) + "\n");
  advance(3s);
  EXPECT_EQ(status()->epochs, 1u);
  EXPECT_EQ(printed(), (list{1}));
}

TEST_F(monitor_console, says_nothing_any_more_when_the_launch_has_ended) {
  start();
  launch("L", process_state::running);
  write(1, 3);
  print(table_row(2, 9, "1.00"));
  EXPECT_EQ(printed(), (list{2}));
  launch("L", process_state::completed);
  tick();
  EXPECT_EQ(printed(), list{});
  EXPECT_EQ(status()->launch, "L");
  advance(parked_wait + 1s);
  auto asked = peers_->asked_for_output;
  for (int i = 0; i < 10; ++i)
    advance(1min);
  EXPECT_EQ(peers_->asked_for_output, asked);
}

TEST_F(monitor_console, is_followed_by_parked_reads) {
  start();
  launch("L", process_state::running);
  write(1, 3);
  auto asked = peers_->asked_for_output;
  for (int i = 0; i < 300; ++i) {
    advance(1s);
    caf::anon_send(supervisor_, atom::tick_v); // answers what is due
    run();
  }
  EXPECT_LE(peers_->asked_for_output - asked, 300s / parked_wait);
  EXPECT_GE(peers_->asked_for_output - asked, 300s / parked_wait - 1);
}

TEST_F(monitor_console, a_new_launch_begins_with_nothing_told) {
  start();
  launch("L", process_state::running);
  write(1, 3);
  print(table_row(2, 9, "1.00"));
  peers_->output.clear();
  started_ = std::chrono::system_clock::now();
  launch("M", process_state::running);
  advance(3s);
  EXPECT_EQ(status()->launch, "M");
  EXPECT_EQ(status()->epochs, 0u);
  EXPECT_EQ(printed(), list{});
}

/// A filter and two sorts, as in the example of the first manager: the last
/// sort counts most.
constexpr auto example = R"(
      - {field: max_drawdown, operator: "<", value: 2.0, sort: asc}
      - {field: profit_total_pct, operator: ">", value: 0, sort: desc}
)";

TEST_F(monitor_console, mistake_9_a_missing_drawdown_passes_no_filter) {
  start(example);
  launch("L", process_state::running);
  print(table_row(1, 50, "") + table_row(2, 5, "1.50")
        + table_row(3, 40, "7.00"));
  advance(3s);
  auto x = status();
  EXPECT_EQ(x->epochs, 3u);
  ASSERT_TRUE(x->winner);
  EXPECT_EQ(x->winner->epoch, 2u);
  EXPECT_EQ(x->remaining, (list{3, 1, 1}));
  EXPECT_TRUE(x->printed.empty()) << "they are the epochs";
}

TEST_F(monitor_console, mistake_9_a_missing_drawdown_sorts_last_both_ways) {
  for (std::string way : {"asc", "desc"}) {
    auto last = "\n      - {field: max_drawdown, sort: " + way + "}\n";
    start(last);
    launch("L", process_state::running);
    peers_->output.clear();
    print(table_row(1, 50, "") + table_row(2, 5, "1.50"));
    advance(3s);
    auto x = status();
    ASSERT_TRUE(x->winner) << way;
    EXPECT_EQ(x->winner->epoch, 2u) << way;
    ASSERT_EQ(x->next.size(), 1u);
    EXPECT_EQ(x->next[0].epoch, 1u);
    TearDown();
    *peers_ = {};
  }
  spawn();
}

} // namespace
} // namespace ftm
