#include "actors/supervisor/process_lifecycle.hpp"

#include <csignal>
#include <gtest/gtest.h>

namespace ftm {
namespace {

using s = process_state;
using e = process_event;

struct lifecycle_row {
  s from;
  e event;
  std::optional<s> to;
};

class lifecycle_table : public ::testing::TestWithParam<lifecycle_row> {};

TEST_P(lifecycle_table, row) {
  auto& r = GetParam();
  EXPECT_EQ(next_state(r.from, r.event), r.to)
      << to_string(r.from) << " + " << to_string(r.event);
}

INSTANTIATE_TEST_SUITE_P(
    rows, lifecycle_table,
    ::testing::Values(lifecycle_row{s::idle, e::spawned, s::starting},
                      lifecycle_row{s::failed, e::spawned, s::starting},
                      lifecycle_row{s::backing_off, e::spawned, s::starting},
                      lifecycle_row{s::held, e::spawned, s::starting},
                      lifecycle_row{s::running, e::spawned, std::nullopt},
                      lifecycle_row{s::starting, e::started, s::running},
                      lifecycle_row{s::unkept, e::started, s::running},
                      lifecycle_row{s::ready, e::started, std::nullopt},
                      lifecycle_row{s::stopping, e::started, std::nullopt},
                      lifecycle_row{s::completed, e::started, std::nullopt},
                      lifecycle_row{s::running, e::ready, s::ready},
                      lifecycle_row{s::hung, e::ready, s::ready},
                      lifecycle_row{s::stopping, e::ready, std::nullopt},
                      lifecycle_row{s::unkept, e::ready, std::nullopt},
                      lifecycle_row{s::ready, e::hung, s::hung},
                      lifecycle_row{s::starting, e::hung, s::hung},
                      lifecycle_row{s::ready, e::suspended, s::running},
                      lifecycle_row{s::hung, e::suspended, s::running},
                      lifecycle_row{s::starting, e::suspended, std::nullopt},
                      lifecycle_row{s::stopping, e::suspended, std::nullopt},
                      lifecycle_row{s::unkept, e::suspended, std::nullopt},
                      lifecycle_row{s::stopping, e::hung, std::nullopt},
                      lifecycle_row{s::starting, e::stop, s::stopping},
                      lifecycle_row{s::ready, e::stop, s::stopping},
                      lifecycle_row{s::unkept, e::stop, s::stopping},
                      lifecycle_row{s::backing_off, e::stop, s::stopped},
                      lifecycle_row{s::held, e::stop, s::stopped},
                      lifecycle_row{s::failed, e::stop, std::nullopt},
                      lifecycle_row{s::ready, e::main_ended, s::stopping},
                      lifecycle_row{s::hung, e::main_ended, s::stopping},
                      lifecycle_row{s::unkept, e::main_ended, s::stopping},
                      lifecycle_row{s::held, e::main_ended, std::nullopt},
                      lifecycle_row{s::ready, e::shim_lost, s::unkept},
                      lifecycle_row{s::stopping, e::ended_asked, s::stopped},
                      lifecycle_row{s::stopping, e::ended_held, s::held},
                      lifecycle_row{s::running, e::ended_well, s::completed},
                      lifecycle_row{s::ready, e::ended_badly, s::failed},
                      lifecycle_row{s::failed, e::ended_badly, std::nullopt},
                      lifecycle_row{s::failed, e::retry, s::backing_off},
                      lifecycle_row{s::stopped, e::retry, std::nullopt},
                      lifecycle_row{s::failed, e::give_up, s::given_up},
                      lifecycle_row{s::held, e::released, s::stopped},
                      lifecycle_row{s::running, e::released, std::nullopt}));

process_spec spec_of(process_kind kind) {
  process_spec y;
  y.id = {"Toy", kind};
  return y;
}

launch_exit exited(int code) {
  launch_exit y;
  y.reason = "exited";
  y.code = code;
  return y;
}

TEST(judge, code_zero_completes_but_for_trade) {
  EXPECT_EQ(judge(spec_of(process_kind::hyperopt), exited(0), {}),
            (launch_verdict{e::ended_well, ""}));
  EXPECT_EQ(judge(spec_of(process_kind::trade), exited(0), {}).event,
            e::ended_badly);
}

TEST(judge, the_console_s_error_explains_a_code) {
  console_findings c;
  c.error = "No data found. Terminating.";
  EXPECT_EQ(judge(spec_of(process_kind::backtest), exited(2), c),
            (launch_verdict{e::ended_badly, "No data found. Terminating."}));
  EXPECT_EQ(judge(spec_of(process_kind::download_data), exited(0), c),
            (launch_verdict{e::ended_well, ""}))
      << "one pair without data is no failure";
}

TEST(judge, a_locked_out_hyperopt_fails_although_it_exits_with_zero) {
  console_findings c;
  c.failure = "Another running instance of freqtrade Hyperopt detected.";
  EXPECT_EQ(judge(spec_of(process_kind::hyperopt), exited(0), c),
            (launch_verdict{e::ended_badly, c.failure}));
}

TEST(judge, an_asked_end_is_stopped_whatever_its_code) {
  launch_exit x;
  x.reason = "signaled";
  x.signal = SIGKILL;
  x.requested = true;
  x.why = "user";
  EXPECT_EQ(judge(spec_of(process_kind::trade), x, {}).event, e::ended_asked);
  x.why = time_limit_reason;
  auto spec = spec_of(process_kind::hyperopt);
  spec.time_limit = seconds{360 * 60};
  EXPECT_EQ(judge(spec, x, {}),
            (launch_verdict{e::ended_badly, "timed out after 360 min"}));
}

TEST(judge, a_lost_shim_is_a_failure_with_an_unknown_code) {
  launch_exit x;
  x.reason = "shim_lost";
  EXPECT_EQ(judge(spec_of(process_kind::hyperopt), x, {}).event,
            e::ended_badly);
}

TEST(judge, trade_with_a_wrong_configuration_is_hopeless_unless_it_was_ready) {
  console_findings c;
  c.error = "No strategy set.";
  c.configuration_error = true;
  auto trade = spec_of(process_kind::trade);
  EXPECT_EQ(judge(trade, exited(0), c),
            (launch_verdict{e::ended_badly, "No strategy set.", true}))
      << "freqtrade 2023.x exits 0";
  EXPECT_TRUE(judge(trade, exited(2), c).hopeless);
  EXPECT_FALSE(judge(spec_of(process_kind::backtest), exited(2), c).hopeless);
  auto stopped = exited(0);
  stopped.requested = true;
  EXPECT_EQ(judge(trade, stopped, c).event, e::ended_asked);
  c.ready = true;
  EXPECT_FALSE(judge(trade, exited(1), c).hopeless)
      << "printed long ago, by a bot that came to trade";
}

launch_exit killed(int signal) {
  launch_exit y;
  y.reason = "signaled";
  y.signal = signal;
  return y;
}

TEST(judge, what_a_signal_ended_names_it_and_is_never_hopeless) {
  console_findings c;
  auto trade = spec_of(process_kind::trade);
  EXPECT_EQ(judge(trade, killed(SIGKILL), c),
            (launch_verdict{e::ended_badly, "killed by SIGKILL"}));
  c.error = "No strategy set.";
  c.configuration_error = true;
  EXPECT_EQ(judge(trade, killed(SIGKILL), c),
            (launch_verdict{e::ended_badly,
                            "killed by SIGKILL; last error: No strategy set."}))
      << "it was killed while it started";
  c.ready = true;
  EXPECT_EQ(judge(trade, killed(SIGSEGV), c).error,
            "killed by SIGSEGV; last error: No strategy set.");
  c.failure = "User interrupted..";
  EXPECT_EQ(judge(spec_of(process_kind::hyperopt), killed(SIGTERM), c).error,
            "killed by SIGTERM; last error: User interrupted..");
}

} // namespace
} // namespace ftm
