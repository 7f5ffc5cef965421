#include "actors/hyperopt_monitor/file_names.hpp"
#include "actors/hyperopt_monitor/launch_watch.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::system_clock;

TEST(file_names, mistake_15_only_the_exact_strategy_matches) {
  EXPECT_TRUE(is_result_of("strategy_Mini_2026-11-22_13-21-14.fthypt", "Mini"));
  EXPECT_TRUE(is_result_of("strategy_Mini.fthypt", "Mini"));
  for (auto x : {"strategy_MiniStrat_2026-11-22_13-21-14.fthypt",
                 "strategy_Mini_B_2026-11-22_13-21-14.fthypt",
                 "strategy_AMini_2026-11-22_13-21-14.fthypt",
                 "strategy_Mini_2026-11-22_13-21-14.fthypt.bak",
                 "strategy_Mini_2026-11-22.fthypt",
                 "strategy_Mini_2026-99-22_13-21-14.fthypt",
                 "strategy_Mini_.fthypt", "Mini.fthypt", ".last_result.json"})
    EXPECT_FALSE(is_result_of(x, "Mini")) << x;
  EXPECT_FALSE(is_result_of("strategy_.fthypt", ""));
}

TEST(file_names, paths_are_no_names) {
  EXPECT_TRUE(is_bare_name("strategy_Mini.fthypt"));
  for (auto x : {"", "/etc/passwd", "../x", "a/b", "..", "."})
    EXPECT_FALSE(is_bare_name(x)) << x;
}

TEST(wanted_epochs, come_from_the_command) {
  EXPECT_EQ(wanted_epochs({"freqtrade", "hyperopt", "-e", "60"}), 60u);
  EXPECT_EQ(wanted_epochs({"--epochs=7", "-e", "60", "--epochs", "8"}), 8u);
  EXPECT_EQ(wanted_epochs({"-e25", "--enable-protections"}), 25u);
  EXPECT_EQ(wanted_epochs({"hyperopt", "-e"}), 0u);
}

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
  auto ours = file("strategy_S_2026-01-02_00-00-00.fthypt", 2, start + 3s);
  x.observe({ours, old}, start + 3s);
  EXPECT_EQ(x.file_of("L"), ours.name);
  EXPECT_EQ(x.launch_of(ours.name), "L");
  EXPECT_EQ(x.launch_of(old.name), "");
}

TEST(launch_watch, sees_the_file_though_it_came_before_the_fact) {
  launch_watch x;
  x.observe({old}, start - 1min);
  auto ours = file("strategy_S_2026-01-02_00-00-00.fthypt", 2, start + 1s);
  x.observe({ours, old}, start + 1s);
  x.observe(launched("L", start));
  EXPECT_EQ(x.file_of("L"), ours.name);
}

TEST(launch_watch, finds_the_file_again_after_its_own_restart) {
  launch_watch x;
  auto ours = file("strategy_S_2026-01-02_00-00-00.fthypt", 2, start + 1s);
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
  x.observe({file("strategy_S_2026-01-02_00-00-00.fthypt", 2, start + 20s)},
            start + 20s);
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
  auto first = file("strategy_S_2026-01-02_00-00-00.fthypt", 2, start + 1s);
  x.observe({first}, start + 1s);
  x.observe(launched("M", start + 1min));
  EXPECT_EQ(x.file_of("M"), "");
  EXPECT_EQ(x.file_of("L"), first.name);
}

} // namespace
} // namespace ftm
