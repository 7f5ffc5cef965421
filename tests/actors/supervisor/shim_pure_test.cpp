#include "actors/supervisor/shim/ladder.hpp"
#include "actors/supervisor/shim/process_table.hpp"
#include "actors/supervisor/shim/record.hpp"
#include "actors/supervisor/shim/spec.hpp"
#include "actors/supervisor/shim_client.hpp"
#include "actors/supervisor/shim_launcher.hpp"

#include <csignal>
#include <gtest/gtest.h>

namespace ftm::shim {
namespace {

TEST(ladder, reads_names_and_numbers) {
  std::vector<rung> x;
  ASSERT_TRUE(parse_ladder("INT:main:20000,15:group:10,KILL:tree:0", x));
  EXPECT_EQ(x, (std::vector<rung>{{SIGINT, target::main, 20000},
                                  {SIGTERM, target::group, 10},
                                  {SIGKILL, target::tree, 0}}));
  for (auto bad : {"", "INT", "INT:main", "FOO:main:1", "INT:all:1",
                   "INT:main:x", "INT:main:-1", "99:main:1", "INT:main:1:2"})
    EXPECT_FALSE(parse_ladder(bad, x)) << bad;
}

TEST(ladder, climbs_in_time_and_ends_with_kill) {
  ladder x;
  EXPECT_EQ(x.next_due(), -1);
  ASSERT_TRUE(x.begin({{SIGINT, target::main, 100}}));
  EXPECT_EQ(x.next_due(), 0);
  EXPECT_EQ(x.due(1000)->signal, SIGINT);
  EXPECT_EQ(x.next_due(), 1100);
  EXPECT_EQ(x.due(1099), nullptr);
  EXPECT_EQ(x.due(1100)->signal, SIGKILL) << "added";
  EXPECT_EQ(x.due(9999), nullptr);
  EXPECT_EQ(x.next_due(), -1);
}

TEST(ladder, a_second_stop_neither_restarts_nor_lengthens_it) {
  ladder x;
  x.begin({{SIGINT, target::main, 100}});
  x.due(0);
  EXPECT_FALSE(x.begin({{SIGINT, target::main, 99999}}));
  EXPECT_EQ(x.next_due(), 100);
}

TEST(ladder, kill_jumps_to_the_last_rung_once) {
  ladder x;
  x.begin({{SIGINT, target::main, 1000}, {SIGTERM, target::group, 1000}});
  x.due(0);
  x.jump_to_last();
  EXPECT_EQ(x.due(1)->signal, SIGKILL);
  x.jump_to_last();
  EXPECT_EQ(x.due(2), nullptr);
  ladder y;
  y.jump_to_last();
  EXPECT_EQ(y.due(0)->signal, SIGKILL);
}

TEST(parse_stat, takes_any_name) {
  process_entry e;
  ASSERT_TRUE(parse_stat("42 (a) R 7 (x) S 1 42 42 0 -1 4194560 1 2 3 4 10 5 "
                         "0 0 20 0 3 0 12345 1000 77 184467",
                         e));
  EXPECT_EQ(e.id, (identity{42, 12345}));
  EXPECT_EQ(e.state, 'S');
  EXPECT_EQ(e.parent, 1);
  EXPECT_EQ(e.cpu_ticks, 15U);
  EXPECT_EQ(e.threads, 3U);
  EXPECT_EQ(e.rss_pages, 77U);
  EXPECT_FALSE(parse_stat("42 (a", e));
  EXPECT_FALSE(parse_stat("", e));
}

TEST(descendants, are_found_at_any_depth) {
  auto make = [](pid_t pid, pid_t parent) {
    process_entry e;
    e.id = {pid, 1};
    e.parent = parent;
    return e;
  };
  auto y = descendants({make(5, 4), make(2, 1), make(4, 2), make(9, 8)}, {1});
  ASSERT_EQ(y.size(), 3U);
  EXPECT_EQ(y[2].id.pid, 5);
}

TEST(state_record, is_read_as_it_was_written) {
  state_record x{"l", "boot", 42, {1, 2}, {3, 4}, 5, 6}, y;
  ASSERT_TRUE(parse_state(to_json(x), y));
  EXPECT_EQ(y.boot, "boot");
  EXPECT_EQ(y.pid_namespace, 42U);
  EXPECT_EQ(y.shim, (identity{1, 2}));
  EXPECT_EQ(y.main, (identity{3, 4}));
  EXPECT_EQ(y.started_boottime_ms, 6);
  EXPECT_FALSE(parse_state("", y));
  EXPECT_FALSE(parse_state("{\"launch\":\"x\"}", y));
}

TEST(quoted, escapes_what_json_wants_escaped) {
  EXPECT_EQ(quoted("a\"\\\n"), "\"a\\\"\\\\\\u000a\"");
}

TEST(spec, is_read_as_pairs_that_end_with_nul) {
  std::string text{"slot=/a=b\0arg=x\0arg=\0env=A=1\0nonsense\0new=1\0cut=",
                   48};
  auto x = parse_spec(text);
  EXPECT_EQ(x.slot, "/a=b");
  EXPECT_EQ(x.command, (std::vector<std::string>{"x", ""}));
  EXPECT_EQ(x.environment, (std::vector<std::string>{"A=1"}));
}

TEST(ladder_text, is_what_the_shim_reads) {
  std::vector<rung> y;
  EXPECT_TRUE(parse_ladder(
      ladder_text({{SIGINT, stop_target::main, milliseconds{5}}}), y));
  EXPECT_EQ(y[0], (rung{SIGINT, target::main, 5}));
  EXPECT_TRUE(parse_ladder(ladder_text({}), y)) << "there is a default";
  EXPECT_EQ(y.size(), 3U);
}

TEST(parse_report, knows_every_word_of_the_shim) {
  using what = shim_report::what;
  EXPECT_EQ(parse_report("started 12").pid, 12);
  EXPECT_EQ(parse_report("busy other").text, "other");
  EXPECT_EQ(parse_report("ended").kind, what::ended);
  EXPECT_EQ(parse_report("error exec x: No such file").text, "x: No such file");
  EXPECT_FALSE(parse_report("error exec x: No such file").storage);
  EXPECT_EQ(parse_report("error storage x: No space").text, "x: No space");
  EXPECT_TRUE(parse_report("error storage x: No space").storage);
  EXPECT_EQ(parse_report("error").kind, what::failed);
  EXPECT_EQ(parse_report("?").kind, what::silent);
}

TEST(parse_packet, knows_the_three_shapes) {
  using what = shim_packet::what;
  EXPECT_EQ(parse_packet("1 2 ok {\"a\":1}").text, "{\"a\":1}");
  auto e = parse_packet("1 3 err fenced generation 7 was here");
  EXPECT_EQ(e.kind, what::error);
  EXPECT_EQ(e.name, "fenced");
  EXPECT_EQ(e.text, "generation 7 was here");
  EXPECT_EQ(parse_packet("1 3 event tree_gone {}").name, "tree_gone");
  EXPECT_EQ(parse_packet("2 3 ok {}").kind, what::lost);
  EXPECT_EQ(parse_packet("").kind, what::lost);
}

} // namespace
} // namespace ftm::shim
