#include "actors/supervisor/output_reader.hpp"
#include "actors/supervisor/state_lock.hpp"
#include "tests/actors/supervisor/harness.hpp"

#include <fcntl.h>

namespace ftm::test {
namespace {

TEST(run_slot, numbers_its_launches_and_knows_them) {
  temporary_folder t;
  run_slot s{t.path(), {"A/b ü", process_kind::hyperopt}};
  launch_record a{0, shell("a", "x"), "a", 0};
  launch_record b{0, shell("b", "y"), "a", 1, "z"};
  ASSERT_FALSE(s.create(a));
  ASSERT_FALSE(s.create(b));
  EXPECT_EQ(s.create(a), std::errc::file_exists);
  EXPECT_EQ(b.seq, 2U);
  auto all = s.launches();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0], "b") << "the newest first";
  auto newest = s.newest();
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->spec, b.spec) << "every field is kept";
  EXPECT_EQ(newest->first, "a");
  EXPECT_EQ(newest->restarts, 1U);
  EXPECT_EQ(newest->resumes, "z");
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

TEST(run_slot, sorts_by_place_and_survives_what_it_cannot_read) {
  temporary_folder t;
  run_slot s{t.path(), {"A", process_kind::trade}};
  for (auto name : {"z", "b", "m", "a"}) {
    launch_record r{0, shell(name, "x"), name, 0};
    ASSERT_FALSE(s.create(r));
  }
  fs::create_directories(s.folder("empty"));
  ASSERT_FALSE(write_file_durably(s.folder("a") / "launch.json",
                                  "{\"seq\": 4, \"spec\""));
  run_slot again{t.path(), s.id()};
  EXPECT_EQ(again.launches(), (std::vector<std::string>{"a", "m", "b", "z"}));
  ASSERT_TRUE(again.newest());
  EXPECT_EQ(again.newest()->spec.launch, "m");
  fs::remove_all(s.folder("b"));
  EXPECT_EQ(again.launches(), (std::vector<std::string>{"a", "m", "z"}));
  launch_record r{0, shell("b", "x"), "b", 0};
  ASSERT_FALSE(again.create(r));
  EXPECT_EQ(r.seq, 5U) << "after one that cannot be read";
  EXPECT_EQ(again.launches().front(), "b");
}

TEST(run_slot, only_launches_without_an_exit_record_are_open) {
  temporary_folder t;
  run_slot s{t.path(), {"A", process_kind::trade}};
  for (auto name : {"over", "cut", "one", "two"}) {
    launch_record r{0, shell(name, "x"), name, 0};
    ASSERT_FALSE(s.create(r));
  }
  launch_exit e;
  e.launch = "over";
  e.reason = "exited";
  ASSERT_FALSE(s.write_exit(e));
  ASSERT_FALSE(write_file_durably(s.folder("cut") / "exit", ""));
  auto open = s.open_launches();
  ASSERT_EQ(open.size(), 3U);
  EXPECT_EQ(open[0].spec.launch, "two");
  EXPECT_EQ(open[1].spec.launch, "one");
  EXPECT_EQ(open[2].spec.launch, "cut");
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
  auto before = now - std::chrono::hours{1};
  EXPECT_EQ(s.collect_garbage(2, before, {"unfinished", ""}, 0), 0U);
  EXPECT_TRUE(s.knows("l3"));
  EXPECT_EQ(s.collect_garbage(2, before, {"unfinished", ""}, 9), 1U);
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

TEST(records, the_place_of_a_launch_is_found_wherever_it_stands) {
  launch_record r{7, shell("a", "x"), "a", 2, "z", {"boot", {5, 7}}};
  r.spec.environment = {{"seq", "9"}};
  EXPECT_EQ(parse_seq(to_json(r)), 7U);
  EXPECT_EQ(parse_seq("{\"spec\":{\"seq\":1},\"x\":[1],\"seq\":3}"), 3U);
  EXPECT_EQ(parse_seq("{\"a\":[{\"seq\":1}]}"), std::nullopt);
  EXPECT_EQ(parse_seq("{\"seq\":\"1\",\"v\":2}"), std::nullopt);
  EXPECT_EQ(parse_seq("{\"seq\""), std::nullopt);
  EXPECT_EQ(parse_seq(""), std::nullopt);
}

TEST(records, restarts_are_kept_and_older_files_have_none) {
  launch_record r{1, shell("a", "x"), "a", 2, "z", {"boot", {5, 7}}};
  auto text = to_json(r);
  auto x = parse_launch(text);
  ASSERT_TRUE(x);
  EXPECT_EQ(x->history, r.history);
  auto name = text.find("\"history\"");
  ASSERT_NE(name, std::string::npos);
  text.replace(name, 9, "\"other\"");
  x = parse_launch(text);
  ASSERT_TRUE(x) << "unknown keys are ignored";
  EXPECT_EQ(x->history, restart_history{});
  EXPECT_EQ(x->resumes, "z");
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

TEST(state_lock, keeps_its_generation_when_it_was_half_written) {
  temporary_folder t;
  ASSERT_FALSE(
      write_file_durably(t.path() / "supervisor.lock",
                         "{\"generation\":7,\"pid\":1}\n"
                         "rest of a longer line, \"since\":\"2026\"}\n"));
  auto a = lock_state_folder(t.path());
  ASSERT_TRUE(std::holds_alternative<state_lock>(a));
  EXPECT_EQ(std::get<state_lock>(a).generation(), 8U);
  auto text = read_file(t.path() / "supervisor.lock").value_or("");
  EXPECT_EQ(text.find('\n'), text.size() - 1) << "one line, and nothing behind";
}

TEST(state_lock, outranks_a_generation_that_it_has_lost) {
  temporary_folder t;
  {
    auto a = lock_state_folder(t.path());
    auto& lock = std::get<state_lock>(a);
    EXPECT_TRUE(lock.outrank(41));
    EXPECT_EQ(lock.generation(), 42U);
  }
  auto b = lock_state_folder(t.path());
  EXPECT_EQ(std::get<state_lock>(b).generation(), 43U) << "written down";
}

TEST(state_lock, outranks_nobody_when_its_file_is_another_s_by_now) {
  temporary_folder t;
  auto a = lock_state_folder(t.path());
  fs::remove(t.path() / "supervisor.lock");
  EXPECT_FALSE(std::get<state_lock>(a).outrank(41));
  auto b = lock_state_folder(t.path());
  ASSERT_TRUE(std::holds_alternative<state_lock>(b));
  EXPECT_FALSE(std::get<state_lock>(a).outrank(41));
  EXPECT_TRUE(std::get<state_lock>(b).outrank(41));
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

} // namespace
} // namespace ftm::test
