#include "actors/hyperopt_monitor/file_names.hpp"
#include "actors/hyperopt_monitor/launch_facts.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

using namespace std::chrono_literals;

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

TEST(run_of_launch, is_told_by_the_id) {
  EXPECT_EQ(run_of_launch("S.20261122T020000Z.hyperopt.1"),
            "S.20261122T020000Z");
  EXPECT_EQ(run_of_launch("r-1.hyperopt.12.r3"), "r-1");
  for (auto x : {"", "hyperopt.1", ".hyperopt.1", "r.hyperopt", "r.backtest.1",
                 "r.hyperopt.x", "r.hyperopt.1.r", "r.hyperopt.1.rx",
                 "r.hyperopt.1.2", "4f1c"})
    EXPECT_EQ(run_of_launch(x), "") << x;
}

TEST(time_in_name, is_what_the_clock_on_the_wall_showed) {
  using namespace std::chrono;
  auto day = local_days{year{2026} / 11 / 22};
  EXPECT_EQ(time_in_name("strategy_S_2026-11-22_13-21-14.fthypt"),
            day + 13h + 21min + 14s);
  EXPECT_FALSE(time_in_name("strategy_S.fthypt"));
  EXPECT_FALSE(time_in_name("strategy_S_2026-11-22_13-21.fthypt"));
  auto now = system_clock::now();
  EXPECT_LE(local_time(now) - floor<seconds>(now).time_since_epoch()
                - local_seconds{},
            14h);
}

} // namespace
} // namespace ftm
