#include "tests/shared/config/parse_support.hpp"

namespace ftm::test {
namespace {

using namespace std::chrono_literals;

TEST(care, reads_how_processes_are_cared_for) {
  auto x = good("priority: {trade: {nice: 1}, hyperopt: {nice: 19}}\n"
                + with(R"(    restart_policy: {mode: off, stable_s: 90}
    health: {hung_after: 2m, restart_hung: yes, rest: no, poll_interval: 10}
    priority:
      trade: {oom_score_adj: 0}
      hyperopt: {io: idle, oom_score_adj: 1000}
      backtest: {io: inherit, io_level: 0}
    output: {max_mb: 16}
)"));
  auto& a = x.strategies[0];
  EXPECT_EQ(a.trade_restart.mode, restart_mode::off);
  EXPECT_EQ(a.trade_restart.stable, 90s);
  EXPECT_EQ(a.health.hung_after, 120s);
  EXPECT_TRUE(a.health.restart_hung);
  EXPECT_FALSE(a.health.rest);
  EXPECT_EQ(a.health.poll_interval, 10s);
  EXPECT_EQ(priority(a, process_kind::trade), (process_priority{1, 0, 0, 0}));
  EXPECT_EQ(priority(a, process_kind::hyperopt),
            (process_priority{19, 3, 7, 1000}));
  EXPECT_EQ(priority(a, process_kind::backtest),
            (process_priority{10, 0, 0, 500}));
  EXPECT_EQ(priority(a, process_kind::hyperopt_show), process_priority{});
  EXPECT_EQ(a.log_limit, 16u << 20);
}

TEST(care, cares_for_trade_though_nothing_is_said) {
  auto a = good(with("")).strategies[0];
  EXPECT_EQ(a.trade_restart.mode, restart_mode::on_failure);
  EXPECT_EQ(a.health.hung_after, 300s);
  EXPECT_FALSE(a.health.restart_hung);
  EXPECT_TRUE(a.health.rest);
  EXPECT_EQ(priority(a, process_kind::trade), process_priority{});
  EXPECT_GT(priority(a, process_kind::hyperopt).oom_score_adj, 0);
  EXPECT_EQ(a.log_limit, 1u << 30);
  EXPECT_EQ(good(with("    output: {max_mb: 0}\n")).strategies[0].log_limit,
            0u);
}

} // namespace
} // namespace ftm::test
