#include "actors/hyperopt_monitor/launch_watch.hpp"

#include "tests/actors/hyperopt_monitor/scratch.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::system_clock;
using test::named;

process_status launched(const std::string& id, clock::time_point at,
                        process_state state = process_state::running) {
  process_status y;
  y.id = {"S", process_kind::hyperopt};
  y.launch = id;
  y.state = state;
  y.started_at = at;
  return y;
}

file_facts file(const std::string& name, uint64_t inode,
                clock::time_point created) {
  file_facts y;
  y.name = name;
  y.inode = inode;
  y.created_at = created;
  return y;
}

const auto start = clock::now();
const auto old = file("strategy_S_2026-01-01_00-00-00.fthypt", 1, start - 1h);

TEST(launch_watch, mistake_7_an_older_file_is_never_ours) {
  launch_watch x;
  x.observe({old}, start - 1min);
  EXPECT_TRUE(x.observe(launched("L", start)));
  EXPECT_TRUE(x.active());
  EXPECT_EQ(x.file_of("L"), "");
  auto ours = file(named(start + 2s), 2, start + 3s);
  x.observe({ours, old}, start + 3s);
  EXPECT_EQ(x.file_of("L"), ours.name);
  EXPECT_EQ(x.launch_of(ours.name), "L");
  EXPECT_EQ(x.launch_of(old.name), "");
}

TEST(launch_watch, sees_the_file_though_it_came_before_the_fact) {
  launch_watch x;
  x.observe({old}, start - 1min);
  auto ours = file(named(start), 2, start + 1s);
  x.observe({ours, old}, start + 1s);
  x.observe(launched("L", start));
  EXPECT_EQ(x.file_of("L"), ours.name);
}

TEST(launch_watch, finds_the_file_again_after_its_own_restart) {
  launch_watch x;
  auto ours = file(named(start), 2, start + 1s);
  x.observe({ours, old}, start + 1h);
  x.observe(launched("L", start));
  EXPECT_EQ(x.file_of("L"), ours.name);
}

TEST(launch_watch, a_file_made_after_the_end_is_not_ours) {
  launch_watch x;
  auto status = launched("L", start, process_state::failed);
  status.ended_at = start + 10s;
  x.observe(status);
  EXPECT_FALSE(x.active());
  x.observe({file(named(start + 20s), 2, start + 20s)}, start + 20s);
  EXPECT_EQ(x.file_of("L"), "");
}

TEST(launch_watch, does_without_births_where_the_disk_keeps_none) {
  launch_watch x;
  auto before = file(old.name, 1, {});
  before.modified_at = start - 1h;
  x.observe({before}, start - 1min);
  x.observe(launched("L", start));
  EXPECT_EQ(x.file_of("L"), "");
  auto ours = file("strategy_S.fthypt", 2, {});
  x.observe({before, ours}, start + 2s);
  EXPECT_EQ(x.file_of("L"), ours.name);
}

TEST(launch_watch, the_next_launch_has_no_file_at_first) {
  launch_watch x;
  x.observe(launched("L", start));
  auto first = file(named(start), 2, start + 1s);
  x.observe({first}, start + 1s);
  x.observe(launched("M", start + 1min));
  EXPECT_EQ(x.file_of("M"), "");
  EXPECT_EQ(x.file_of("L"), first.name);
}

process_status ended(const std::string& id, clock::time_point from,
                     clock::time_point upto) {
  auto y = launched(id, from, process_state::completed);
  y.ended_at = upto;
  return y;
}

TEST(launch_watch, knows_who_wrote_the_old_files_after_its_own_restart) {
  launch_watch x;
  auto a = file(named(start - 5h), 1, start - 5h + 2s);
  auto b = file(named(start - 3h), 2, start - 3h + 2s);
  auto by_hand = file(named(start - 4h + 30min), 3, start - 4h + 31min);
  x.observe({b, by_hand, a}, start);
  x.observe(launched("C", start));
  x.remember({launched("C", start - 1s), ended("B", start - 3h, start - 2h),
              ended("A", start - 5h, start - 4h)});
  EXPECT_EQ(x.launch_of(a.name), "A");
  EXPECT_EQ(x.launch_of(b.name), "B");
  EXPECT_EQ(x.launch_of(by_hand.name), "");
  EXPECT_EQ(x.file_of("A"), a.name);
  EXPECT_EQ(x.file_of("C"), "");
}

TEST(launch_watch, tolerates_that_the_disks_clock_lags) {
  launch_watch x;
  x.remember({ended("A", start, start + 1min)});
  auto a = file("strategy_S.fthypt", 1, start - 10ms);
  x.observe({a}, start + 1h);
  EXPECT_EQ(x.launch_of(a.name), "A");
}

TEST(launch_watch, two_files_of_one_launch_are_told_of_none) {
  launch_watch x;
  x.remember({ended("A", start, start + 1h)});
  auto one = file(named(start + 1s), 1, start + 10s);
  auto two = file(named(start + 5s), 2, start + 20s);
  x.observe({two, one}, start + 2h);
  EXPECT_EQ(x.launch_of(one.name), "");
  EXPECT_EQ(x.launch_of(two.name), "");
  EXPECT_EQ(x.file_of("A"), "");
}

TEST(launch_watch, a_file_that_two_launches_could_have_made_is_of_neither) {
  launch_watch x;
  x.remember(
      {ended("A", start - 1h, start), ended("B", start + 5ms, start + 1h)});
  auto f = file("strategy_S.fthypt", 1, start + 2ms);
  x.observe({f}, start + 2h);
  EXPECT_EQ(x.launch_of(f.name), "");
}

TEST(launch_watch, a_lost_end_lies_before_the_next_launch) {
  launch_watch x;
  x.remember({launched("A", start - 2h, process_state::failed),
              ended("B", start - 1h, start)});
  auto a = file(named(start - 2h), 1, start - 2h + 5s);
  auto b = file(named(start - 1h), 2, start - 1h + 5s);
  x.observe({b, a}, start);
  EXPECT_EQ(x.launch_of(a.name), "A");
  EXPECT_EQ(x.launch_of(b.name), "B");
}

TEST(launch_watch, a_copy_that_was_dropped_in_does_not_take_over) {
  launch_watch x;
  x.observe(launched("L", start));
  auto copy = file(named(start - 24h), 7, start + 1s);
  x.observe({copy, old}, start + 1s);
  EXPECT_EQ(x.file_of("L"), "") << "named before the launch began";
  auto ours = file(named(start + 1s), 2, start + 3s);
  x.observe({ours, copy, old}, start + 3s);
  EXPECT_EQ(x.file_of("L"), ours.name);
  auto newer = file(named(start + 9s), 8, start + 9s);
  x.observe({newer, ours, copy, old}, start + 9s);
  EXPECT_EQ(x.file_of("L"), ours.name) << "what is shown stays";
  EXPECT_EQ(x.launch_of(newer.name), "");
}

TEST(launch_watch, an_old_file_that_is_touched_stays_old) {
  launch_watch x;
  x.observe({old}, start - 1min);
  x.observe(launched("L", start));
  auto touched = old;
  touched.modified_at = start + 5s;
  touched.bytes = 1;
  x.observe({touched}, start + 5s);
  EXPECT_EQ(x.file_of("L"), "");
}

TEST(launch_watch, mistake_19_what_an_older_launch_writes_late_is_not_ours) {
  launch_watch x;
  x.remember({ended("A", start - 1h, start - 1s)});
  x.observe(launched("B", start));
  auto late = file(named(start - 1h), 1, start + 2s);
  x.observe({late}, start + 2s);
  EXPECT_EQ(x.file_of("B"), "");
  EXPECT_EQ(x.launch_of(late.name), "") << "A had ended by then";
  EXPECT_EQ(x.launch(), "B");
}

TEST(launch_watch,
     mistake_19_what_is_known_of_old_launches_changes_no_new_one) {
  launch_watch x;
  x.observe(launched("B", start));
  x.remember(
      {ended("B", start, start + 1s), ended("A", start - 1h, start - 1s)});
  EXPECT_TRUE(x.active());
  EXPECT_EQ(x.launch(), "B");
  auto ours = file(named(start + 3s), 2, start + 5s);
  x.observe({ours}, start + 5s);
  EXPECT_EQ(x.file_of("B"), ours.name);
}

TEST(launch_watch, another_file_under_the_same_name_is_looked_at_anew) {
  launch_watch x;
  x.observe(launched("L", start));
  auto ours = file(named(start), 2, start + 1s);
  x.observe({ours}, start + 1s);
  EXPECT_EQ(x.file_of("L"), ours.name);
  auto other = file(ours.name, 3, start - 1h);
  x.observe({other}, start + 2s);
  EXPECT_EQ(x.file_of("L"), "") << "an older one was moved onto it";
}

TEST(launch_watch, names_of_another_time_zone_say_nothing) {
  launch_watch x;
  x.trust_names(false);
  x.observe(launched("L", start));
  auto ours = file(named(start - 5h), 2, start + 1s);
  x.observe({ours}, start + 1s);
  EXPECT_EQ(x.file_of("L"), ours.name);
}

TEST(launch_watch, knows_ten_thousand_files_of_two_hundred_launches) {
  launch_watch x;
  std::vector<process_status> launches;
  for (int i = 0; i < 200; ++i)
    launches.push_back(
        ended("L" + std::to_string(i), start - i * 1h, start - i * 1h + 30min));
  x.remember(launches);
  std::vector<file_facts> files;
  for (int i = 0; i < 10'000; ++i)
    files.push_back(file(named(start - i * 1h), 1 + i, start - i * 1h + 2s));
  x.observe(files, start + 1h);
  for (int i = 0; i < 200; ++i)
    ASSERT_EQ(x.launch_of(files[i].name), "L" + std::to_string(i));
  EXPECT_EQ(x.launch_of(files[200].name), "");
}

} // namespace
} // namespace ftm
