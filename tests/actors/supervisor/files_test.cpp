#include "actors/supervisor/foreign_processes.hpp"
#include "actors/supervisor/output_reader.hpp"
#include "actors/supervisor/state_lock.hpp"
#include "actors/supervisor/tree_stats.hpp"
#include "tests/actors/supervisor/harness.hpp"

#include <fcntl.h>

namespace ftm::test {
namespace {

TEST(run_slot, numbers_its_launches_and_knows_them) {
  temporary_folder t;
  run_slot s{t.path(), {"A/b ü", process_kind::hyperopt}};
  launch_record a{0, shell("a", "x"), "a", 0}, b{0, shell("b", "y"), "a", 1};
  ASSERT_FALSE(s.create(a));
  ASSERT_FALSE(s.create(b));
  EXPECT_EQ(s.create(a), std::errc::file_exists);
  EXPECT_EQ(b.seq, 2U);
  auto all = s.launches();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].spec, b.spec) << "every field is kept";
  EXPECT_EQ(all[0].first, "a");
  EXPECT_EQ(all[0].restarts, 1U);
  auto found = slots_of(t.path());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].strategy, "A/b ü");
  struct stat st;
  ASSERT_EQ(::stat(s.folder("a").c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777, 0700U);
}

TEST(run_slot, takes_over_a_folder_that_a_crash_left_empty) {
  temporary_folder t;
  run_slot s{t.path(), {"A", process_kind::trade}};
  fs::create_directories(s.folder("a"));
  EXPECT_FALSE(s.knows("a"));
  launch_record a{0, shell("a", "x"), "a", 0};
  EXPECT_FALSE(s.create(a));
  EXPECT_TRUE(s.knows("a"));
}

TEST(run_slot, throws_away_only_old_launches_that_have_ended) {
  temporary_folder t;
  run_slot s{t.path(), {"A", process_kind::trade}};
  auto now = std::chrono::system_clock::now();
  for (int i = 0; i < 6; ++i) {
    auto name = "l" + std::to_string(i);
    launch_record r{0, shell(name, "x"), name, 0};
    if (i == 1)
      r.spec.run = "unfinished";
    ASSERT_FALSE(s.create(r));
    launch_exit e;
    e.launch = name;
    e.reason = "exited";
    e.ended_at = i == 2 ? now : now - std::chrono::hours{1000};
    if (i != 0) {
      ASSERT_FALSE(s.write_exit(e));
    }
  }
  EXPECT_EQ(
      s.collect_garbage(2, now - std::chrono::hours{1}, {"unfinished", ""}),
      1U);
  EXPECT_TRUE(s.knows("l0")) << "has no exit record";
  EXPECT_TRUE(s.knows("l1")) << "belongs to an unfinished run";
  EXPECT_TRUE(s.knows("l2")) << "is young";
  EXPECT_FALSE(s.knows("l3"));
  EXPECT_TRUE(s.knows("l4")) << "is among the newest";
}

TEST(records, unreadable_ones_are_nothing) {
  EXPECT_FALSE(parse_launch("{"));
  EXPECT_FALSE(parse_launch("{\"seq\":1}"));
  EXPECT_FALSE(parse_wanted("[]"));
  EXPECT_FALSE(parse_exit(""));
  auto w = parse_wanted(to_json(wanted_record{true, "run", "me", {}}));
  ASSERT_TRUE(w);
  EXPECT_EQ(*w, (wanted_record{true, "run", "me", {}}));
}

TEST(state_lock, a_second_holder_is_refused_by_name) {
  temporary_folder t;
  EXPECT_EQ(holder_of_state_folder(t.path()), "");
  uint64_t first = 0;
  {
    auto a = lock_state_folder(t.path());
    ASSERT_TRUE(std::holds_alternative<state_lock>(a));
    first = std::get<state_lock>(a).generation();
    auto b = lock_state_folder(t.path());
    ASSERT_TRUE(std::holds_alternative<std::string>(b));
    auto pid = "process " + std::to_string(::getpid());
    EXPECT_NE(std::get<std::string>(b).find(pid), std::string::npos);
    EXPECT_NE(std::get<std::string>(b).find("since 20"), std::string::npos);
    EXPECT_NE(holder_of_state_folder(t.path()).find(pid), std::string::npos);
  }
  auto c = lock_state_folder(t.path());
  ASSERT_TRUE(std::holds_alternative<state_lock>(c));
  EXPECT_EQ(std::get<state_lock>(c).generation(), first + 1);
}

TEST(output_reader, reads_ranges_from_both_ends) {
  temporary_folder t;
  auto log = t.path() / "out.log";
  ASSERT_FALSE(write_file_durably(log, "0123456789"));
  EXPECT_EQ(absolute_offset(-3, 10), 7U);
  EXPECT_EQ(absolute_offset(-30, 10), 0U);
  EXPECT_EQ(absolute_offset(INT64_MIN, 10), 0U);
  auto x = read_output(log, "l", 7, 2, true);
  EXPECT_EQ(x.bytes, "78");
  EXPECT_FALSE(x.ended);
  x = read_output(log, "l", 9, 100, true);
  EXPECT_EQ(x.bytes, "9");
  EXPECT_TRUE(x.ended);
  x = read_output(log, "l", 10, 100, false);
  EXPECT_EQ(x.bytes, "");
  EXPECT_FALSE(x.ended);
}

TEST(output_reader, begins_after_what_was_punched_away) {
  temporary_folder t;
  auto log = t.path() / "out.log";
  ASSERT_FALSE(write_file_durably(log, std::string(65'536, 'x')));
  auto fd = ::open(log.c_str(), O_RDWR | O_CLOEXEC);
  auto punched =
      ::fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 32'768)
      == 0;
  ::close(fd);
  if (!punched)
    GTEST_SKIP() << "the file system cannot";
  auto x = read_output(log, "l", 5, 100, false);
  EXPECT_EQ(x.offset, 32'768U);
  EXPECT_EQ(x.bytes, std::string(100, 'x'));
}

TEST(foreign_processes, are_told_by_folder_subcommand_and_strategy) {
  process_spec s;
  s.id.kind = process_kind::trade;
  s.folder = "/tmp";
  s.command = {
      "/ft/.venv/bin/freqtrade", "trade", "--strategy", "A", "-c", "c.json"};
  seen_process x{
      1,
      {"python3", "/ft/.venv/bin/freqtrade", "trade", "--strategy=A"},
      "/tmp"};
  EXPECT_TRUE(is_same_work(x, s));
  x.command[3] = "--strategy=B";
  EXPECT_FALSE(is_same_work(x, s));
  x.command = {"freqtrade", "hyperopt", "-s", "A"};
  EXPECT_FALSE(is_same_work(x, s));
  x.command = {"freqtrade", "trade", "--config", "c.json"};
  EXPECT_TRUE(is_same_work(x, s)) << "its strategy stands in the same config";
  x.folder = "/";
  EXPECT_FALSE(is_same_work(x, s));
  x = {1, {"vim", "freqtrade.txt"}, "/tmp"};
  EXPECT_FALSE(is_same_work(x, s));
}

TEST(tree_meter, sums_the_tree_and_keeps_peaks) {
  shim::process_entry a, b;
  a.id = {1, 1};
  a.cpu_ticks = 100;
  a.rss_pages = 10;
  a.threads = 2;
  b = a;
  b.id = {2, 1};
  tree_meter m;
  auto x = m.measure({}, {a, b}, 1000, 100, 4096);
  EXPECT_EQ(x.cpu_pct.value, 0);
  EXPECT_EQ(x.rss_bytes, 20U * 4096);
  EXPECT_EQ(x.threads, 4U);
  a.cpu_ticks = 200;
  x = m.measure({}, {a}, 2000, 100, 4096);
  EXPECT_EQ(x.cpu_pct.value, 100);
  EXPECT_EQ(x.processes, 1U);
  EXPECT_EQ(x.peak_rss_bytes, 20U * 4096);
  x = m.measure({}, {a}, 3000, 100, 4096);
  EXPECT_EQ(x.cpu_pct.value, 0);
  EXPECT_EQ(x.peak_cpu_pct.value, 100);
}

} // namespace
} // namespace ftm::test
