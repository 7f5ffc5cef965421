#include "shared/util/file.hpp"
#include "shared/util/hash.hpp"
#include "tests/actors/hyperopt_monitor/monitor_fixture.hpp"

#include <cstring>

namespace ftm {
namespace {

using namespace std::chrono_literals;
using test::epoch_line;
using test::named;
using test::new_name;
using test::old_name;

static_assert(!std::is_aggregate_v<monitor_state>);

class hyperopt_monitor_test : public test::monitor_fixture {};

TEST_F(hyperopt_monitor_test, shows_the_newest_file_while_nothing_runs) {
  disk_.add(results(old_name), epoch_line(1, 3) + "\n" + epoch_line(2, 9) + "\n"
                                   + epoch_line(3, -1) + "\nx\n");
  start();
  auto x = status();
  ASSERT_TRUE(x);
  EXPECT_EQ(x->file, old_name);
  EXPECT_EQ(x->launch, "");
  EXPECT_EQ(x->epochs, 3u);
  EXPECT_EQ(x->rejected_lines, 1u);
  EXPECT_EQ(x->remaining, (std::vector<uint64_t>{3, 3, 2}));
  ASSERT_TRUE(x->winner);
  EXPECT_EQ(x->winner->line, 2u);
}

TEST_F(hyperopt_monitor_test, mistake_7_a_launch_has_no_file_until_its_own) {
  disk_.add(results(old_name), epoch_line(1, 3) + "\n");
  start();
  started_ = std::chrono::system_clock::now() + 100ms;
  launch("L", process_state::running);
  tick();
  auto x = status();
  ASSERT_TRUE(x);
  EXPECT_EQ(x->launch, "L");
  EXPECT_EQ(x->file, "");
  EXPECT_EQ(x->epochs, 0u);
  EXPECT_EQ(x->wanted, 60u);
  EXPECT_FALSE(x->winner);
}

TEST_F(hyperopt_monitor_test, follows_the_file_of_the_launch) {
  disk_.add(results("strategy_SX_2026-01-03_00-00-00.fthypt"), "x\n");
  start();
  auto ours = named(started_);
  launch("L", process_state::running);
  disk_.add(results(ours), epoch_line(1, 3) + "\n" + epoch_line(2, 4));
  advance(3s);
  EXPECT_EQ(status()->file, ours);
  EXPECT_EQ(status()->epochs, 1u);
  disk_.append(results(ours), "\n");
  advance(3s);
  EXPECT_EQ(status()->epochs, 2u);
  EXPECT_EQ(status()->launch, "L");
  launch("L", process_state::completed);
  tick();
  EXPECT_EQ(status()->file, ours);
  EXPECT_EQ(status()->launch, "L");
}

TEST_F(hyperopt_monitor_test, pages_columns_and_begins_again_when_replaced) {
  auto path =
      disk_.add(results(old_name), epoch_line(1, 3) + "\n" + epoch_line(2, 4)
                                       + "\nx\n" + epoch_line(3, 5) + "\n");
  start();
  epoch_range q;
  q.columns = {"line", "epoch"};
  auto x = get<epoch_page>(atom::read_v, q);
  ASSERT_TRUE(x);
  EXPECT_EQ(x->total, 3u);
  EXPECT_EQ(x->first, 1u);
  EXPECT_EQ(x->rows, 2u) << "a rejected line ends a page";
  double values[4];
  ASSERT_EQ(x->values.size(), sizeof values);
  std::memcpy(values, x->values.data(), sizeof values);
  EXPECT_EQ(values[1], 2.0);
  EXPECT_EQ(values[3], 2.0);
  q.generation = x->generation;
  q.first = x->first + x->rows;
  x = get<epoch_page>(atom::read_v, q);
  EXPECT_EQ(x->first, 4u);
  EXPECT_EQ(x->rows, 1u);
  auto other = disk_.add("other", epoch_line(9, 1) + "\n");
  std::filesystem::rename(other, path);
  get<std::vector<result_file>>(atom::get_v, files_query{"S"});
  x = get<epoch_page>(atom::read_v, q);
  EXPECT_NE(x->generation, q.generation);
  EXPECT_EQ(x->first, 1u);
  EXPECT_EQ(x->rows, 1u);
  q.columns = {"profit"};
  auto bad = get<epoch_page>(atom::read_v, q);
  ASSERT_FALSE(bad);
  EXPECT_EQ(code_of(bad.error()), ec::invalid);
}

TEST_F(hyperopt_monitor_test, judges_exactly_the_bytes_that_were_asked_for) {
  auto text = epoch_line(1, 3) + "\n" + epoch_line(2, 4) + "\n";
  disk_.add(results(old_name), text + epoch_line(3, 9) + "\n");
  start();
  auto files = get<std::vector<result_file>>(atom::get_v, files_query{"S"});
  ASSERT_TRUE(files && files->size() == 1);
  question q;
  q.source = {"S", old_name, ""};
  q.inode = files->front().inode;
  q.size = text.size();
  q.explain = {1};
  auto x = get<ranking>(atom::get_v, q);
  ASSERT_TRUE(x) << sys_.render(x.error());
  EXPECT_EQ(x->bytes, text.size());
  EXPECT_EQ(x->sha256, sha256_hex(text));
  ASSERT_EQ(x->rows.size(), 2u);
  EXPECT_EQ(x->rows[0].line, 2u);
  EXPECT_EQ(x->verdicts[0].sentence,
            "ranked 2nd: profit_total_pct 3 against 4 of line 2");
  q.inode = *q.inode + 1;
  x = get<ranking>(atom::get_v, q);
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::conflict);
  q.inode.reset();
  q.size = 1'000'000;
  x = get<ranking>(atom::get_v, q);
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::conflict);
}

TEST_F(hyperopt_monitor_test, mistake_13_any_file_can_be_asked_by_its_lines) {
  disk_.add(results(old_name),
            epoch_line(41, 3) + "\n" + epoch_line(40, 4) + "\n");
  disk_.add(results(new_name), epoch_line(1, 3) + "\n");
  start();
  auto x = get<epoch_record>(atom::get_v, epoch_query{{"S", old_name, ""}, 2});
  ASSERT_TRUE(x) << sys_.render(x.error());
  EXPECT_EQ(x->file, old_name);
  EXPECT_EQ(x->row.epoch, 40u);
  EXPECT_NE(x->json.find("\"params_dict\":{\"x\":40}"), std::string::npos);
  EXPECT_EQ(x->json.find("trades\":["), std::string::npos);
}

TEST_F(hyperopt_monitor_test, names_what_is_wrong_with_a_file_name) {
  disk_.add(results(old_name), epoch_line(1, 3) + "\n");
  start();
  for (auto name : {"../" + old_name, std::string{"/etc/passwd"}}) {
    auto x = get<epoch_record>(atom::get_v, epoch_query{{"S", name, ""}, 1});
    ASSERT_FALSE(x);
    EXPECT_EQ(code_of(x.error()), ec::invalid);
  }
  auto x = get<epoch_record>(atom::get_v, epoch_query{{"S", new_name, ""}, 1});
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::not_found);
  EXPECT_NE(sys_.render(x.error()).find("among the 1 of S"), std::string::npos);
  x = get<epoch_record>(atom::get_v, epoch_query{{"S", old_name, ""}, 7});
  EXPECT_EQ(code_of(x.error()), ec::not_found);
}

TEST_F(hyperopt_monitor_test, mistake_9_the_console_gives_way_to_the_file) {
  start();
  auto ours = named(started_);
  auto console = read_file(std::filesystem::path{FTM_FIXTURES}
                           / "console/hyperopt_2023.2.txt");
  ASSERT_TRUE(console);
  peers_->output = *console;
  launch("L", process_state::running);
  advance(3s);
  auto x = status();
  EXPECT_EQ(x->file, "");
  EXPECT_EQ(x->epochs, 60u);
  auto generation = x->generation;
  epoch_range q;
  q.columns = {"epoch"};
  EXPECT_EQ(get<epoch_page>(atom::read_v, q)->rows, 11u);
  EXPECT_FALSE(x->winner) << "all of them have a drawdown above 2";
  disk_.add(results(ours), epoch_line(1, 3) + "\n");
  advance(3s);
  x = status();
  EXPECT_EQ(x->file, ours);
  EXPECT_EQ(x->epochs, 1u);
  EXPECT_NE(x->generation, generation);
}

TEST_F(hyperopt_monitor_test, says_that_it_waits_for_the_config) {
  spawn();
  auto x = get<ranking>(atom::get_v, question{});
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::unavailable);
  EXPECT_EQ(get<part_status>(atom::get_v)->part, "monitor-S");
}

} // namespace
} // namespace ftm
