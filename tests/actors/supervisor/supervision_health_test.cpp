#include "tests/actors/supervisor/listeners.hpp"
#include "tests/actors/supervisor/supervised.hpp"

namespace ftm::test {
namespace {

constexpr auto beat = "echo \"Bot heartbeat. state='RUNNING'\"; ";

class health : public supervision_of_real_processes {
protected:
  void SetUp() override {
    ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  }
  /// Beats twice, waits for us, beats again.
  process_spec bot(const std::string& first = beat) {
    auto y = shell("one",
                   first + "sleep 0.1; " + first + "read x < " + path("fifo")
                       + "; " + beat + "exec sleep 60",
                   process_kind::trade);
    y.hung_after = seconds{1};
    return y;
  }
  void let_go_on() {
    ::close(::open(path("fifo").c_str(), O_WRONLY | O_CLOEXEC));
  }
  void end(harness& h, const process_spec& x) {
    h.stop(x);
    ASSERT_TRUE(h.until_state(x.id, process_state::stopped));
  }
};

TEST_F(health, trade_without_a_sign_of_life_is_hung_until_it_beats) {
  harness h{state_};
  auto spec = bot();
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::ready));
  ASSERT_TRUE(h.until_state(spec.id, process_state::hung));
  EXPECT_EQ(h.status[spec.id].error, "its loop has stood still for 1 s");
  let_go_on();
  ASSERT_TRUE(h.until_state(spec.id, process_state::ready));
  EXPECT_EQ(h.status[spec.id].error, "");
  end(h, spec);
}

TEST_F(health, what_was_silent_while_the_machine_slept_does_not_hang) {
  harness h{state_};
  auto spec = bot();
  spec.command[2] = std::string{beat} + "sleep 0.1; " + beat
                    + "echo 't - f - ERROR - Seen'; exec sleep 60";
  spec.hung_after = seconds{300};
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until([&] { return h.status[spec.id].error == "Seen"; }));
  auto now = shim::boottime_ms();
  h.supervised.on_time(now + 8 * 3'600'000);
  EXPECT_EQ(h.status[spec.id].state, process_state::ready);
  // It stays silent when both are awake again.
  auto due = now + 8 * 3'600'000;
  for (int i = 1; i <= 301; ++i)
    h.supervised.on_time(due + i * 1000);
  EXPECT_EQ(h.status[spec.id].state, process_state::hung);
  end(h, spec);
}

TEST_F(health, a_single_heartbeat_promises_no_other) {
  harness h{state_};
  auto spec = bot();
  spec.command[2] = std::string{beat} + "exec sleep 60";
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::ready));
  EXPECT_FALSE(h.until_state(spec.id, process_state::hung, 1500));
  end(h, spec);
}

TEST_F(health, an_error_line_does_not_hide_that_it_hangs) {
  harness h{state_};
  auto spec = bot();
  spec.command[2] = std::string{beat} + "sleep 0.1; " + beat + "read x < "
                    + path("fifo") + "; echo 't - f - ERROR - Nope'; sleep 60";
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::hung));
  let_go_on();
  ASSERT_TRUE(h.until(
      [&] { return h.output(spec).find("Nope") != std::string::npos; }));
  EXPECT_FALSE(h.until([&] { return h.status[spec.id].error == "Nope"; }, 300));
  end(h, spec);
}

TEST_F(health, hung_trade_is_restarted_by_its_policy_if_so_configured) {
  harness h{state_};
  auto spec = bot();
  spec.restart_hung = true;
  spec.restart = {restart_mode::on_failure, 1, seconds{60}, milliseconds{10},
                  milliseconds{20}};
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until([&] { return h.status[spec.id].launch == "one.r1"; }));
  auto first = h.launches({spec.id, "one", 1});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->front().state, process_state::failed);
  EXPECT_EQ(first->front().error, "its loop stood still, so it was stopped");
  EXPECT_TRUE(h.status[spec.id].wanted) << "nobody stopped it";
  // The second one hangs as well, and restarts are used up.
  ASSERT_TRUE(h.until_state(spec.id, process_state::given_up));
  EXPECT_NE(h.status[spec.id].error.find("has stood still for 1 s; it was "
                                         "stopped"),
            std::string::npos)
      << h.status[spec.id].error;
}

TEST_F(health, hung_trade_that_nobody_would_restart_is_not_stopped) {
  harness h{state_};
  auto spec = bot();
  spec.restart_hung = true;
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::hung));
  EXPECT_FALSE(h.until(
      [&] { return h.status[spec.id].state != process_state::hung; }, 300));
  end(h, spec);
}

TEST_F(health, trade_that_a_person_told_to_stop_is_suspended) {
  harness h{state_};
  auto spec = bot("echo 'w - Changing state to: RUNNING'; ");
  spec.command[2] = "echo 'w - Changing state to: RUNNING'; read x < "
                    + path("fifo")
                    + "; echo 'w - Changing state from RUNNING to: STOPPED'; "
                      "read x < "
                    + path("fifo")
                    + "; echo 'w - Changing state from STOPPED to: RUNNING'; "
                      "exec sleep 60";
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::ready));
  EXPECT_EQ(h.status[spec.id].worker_state, "running");
  auto loaded = h.status[spec.id].loaded_at;
  let_go_on();
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  EXPECT_EQ(h.status[spec.id].worker_state, "stopped");
  let_go_on();
  ASSERT_TRUE(h.until_state(spec.id, process_state::ready));
  EXPECT_EQ(h.status[spec.id].worker_state, "running");
  EXPECT_TRUE(loaded);
  EXPECT_EQ(h.status[spec.id].loaded_at, loaded) << "it has loaded nothing";
  end(h, spec);
  EXPECT_FALSE(h.status[spec.id].loaded_at);
  EXPECT_EQ(h.status[spec.id].worker_state, "");
}

TEST_F(health, when_trade_has_loaded_what_it_trades_with_is_told) {
  harness h{state_};
  auto spec = bot("");
  spec.command[2] = "read x < " + path("fifo")
                    + "; echo 'w - Changing state to: RUNNING'; read x < "
                    + path("fifo")
                    + "; echo 'w - Changing state from RUNNING to: "
                      "RELOAD_CONFIG'; read x < "
                    + path("fifo")
                    + "; echo 'w - Changing state from RELOAD_CONFIG to: "
                      "RUNNING'; exec sleep 60";
  ASSERT_TRUE(h.start(spec));
  auto& x = h.status[spec.id];
  EXPECT_FALSE(x.loaded_at) << "it loads";
  let_go_on();
  ASSERT_TRUE(h.until([&] { return x.loaded_at.has_value(); }));
  auto first = *x.loaded_at;
  let_go_on();
  ASSERT_TRUE(h.until([&] { return !x.loaded_at; })) << "it loads anew";
  EXPECT_EQ(x.state, process_state::ready);
  let_go_on();
  ASSERT_TRUE(h.until([&] { return x.loaded_at.has_value(); }));
  EXPECT_GT(*x.loaded_at, first);
  end(h, spec);
}

std::string complaint(const std::string& port) {
  return "echo \"u - ERROR - [Errno 98] error while attempting to bind on "
         "address ('127.0.0.1', "
         + port + "): address already in use\"; exec sleep 60";
}

TEST_F(health, a_busy_port_is_named_with_its_holder) {
  listener other;
  harness h{state_};
  auto spec = shell("one", complaint(other.port), process_kind::trade);
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::hung));
  auto& error = h.status[spec.id].error;
  EXPECT_NE(error.find("port " + other.port + " is in use by process "
                       + std::to_string(::getpid()) + " ("),
            std::string::npos)
      << error;
  end(h, spec);
}

TEST_F(health, a_busy_port_is_given_up_where_a_restart_would_loop) {
  listener other;
  harness h{state_};
  auto spec = shell("one", complaint(other.port), process_kind::trade);
  spec.restart = {restart_mode::always, 5, seconds{60}, milliseconds{10},
                  milliseconds{20}};
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::given_up));
  EXPECT_NE(h.status[spec.id].error.find("is in use by process"),
            std::string::npos)
      << h.status[spec.id].error;
  EXPECT_EQ(h.status[spec.id].restarts, 0U);
}

} // namespace
} // namespace ftm::test
