#include "tests/actors/supervisor/supervised.hpp"

namespace ftm::test {
namespace {

// What of a bot's past counts later: its heartbeats for a manager that comes
// back, its errors for nobody once it goes on.

constexpr auto beat = "echo \"Bot heartbeat. state='RUNNING'\"; ";

std::string beat_at(const char* time) {
  return std::string{"echo \"2026-11-22 "} + time
         + ",000 - freqtrade.worker - INFO - Bot heartbeat. "
           "state='RUNNING'\"; ";
}

class recovery : public supervision_of_real_processes {
protected:
  process_spec bot(const std::string& text) {
    auto y = shell("one", text + "exec sleep 60", process_kind::trade);
    y.hung_after = seconds{300};
    return y;
  }
  /// Whether it hangs `s` seconds after `begin`, when nothing happens.
  static bool hangs_after(harness& h, const process_spec& x, int64_t begin,
                          int64_t s) {
    for (int64_t t = 1; t <= s; ++t)
      h.supervised.on_time(begin + t * 1000);
    return h.status[x.id].state == process_state::hung;
  }
  /// It runs, and its manager is gone.
  void leave(const process_spec& x) {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(x));
    ASSERT_TRUE(h.until(
        [&] { return h.output(x).find("ready now") != std::string::npos; }));
  }
  /// Told when it was found, when its console was read, when its shim answered.
  void come_back(harness& h, const process_spec& x) {
    h.supervised.open();
    ASSERT_TRUE(h.until([&] { return h.facts > 2; }));
    ASSERT_EQ(h.status[x.id].state, process_state::ready);
  }
  void end(harness& h, const process_spec& x) {
    h.stop(x);
    ASSERT_TRUE(h.until_state(x.id, process_state::stopped));
  }
};

TEST_F(recovery, an_adopted_bot_that_hung_by_then_is_hung_after_the_patience) {
  auto spec = bot(std::string{beat} + beat + "echo ready now; ");
  leave(spec);
  harness h{state_, 2};
  come_back(h, spec);
  auto now = shim::boottime_ms();
  EXPECT_FALSE(hangs_after(h, spec, now, 290));
  EXPECT_TRUE(hangs_after(h, spec, now + 290'000, 10));
  EXPECT_EQ(h.status[spec.id].error, "its loop has stood still for 5 min");
  end(h, spec);
}

TEST_F(recovery, an_adopted_bot_that_promised_no_heartbeat_never_hangs) {
  auto spec = bot(std::string{beat} + "echo ready now; ");
  leave(spec);
  harness h{state_, 2};
  come_back(h, spec);
  EXPECT_FALSE(hangs_after(h, spec, shim::boottime_ms(), 3600));
  EXPECT_EQ(h.status[spec.id].state, process_state::ready);
  end(h, spec);
}

TEST_F(recovery, an_adopted_bot_with_a_slow_loop_is_waited_for) {
  auto spec =
      bot(beat_at("10:00:00") + beat_at("10:10:00") + "echo ready now; ");
  leave(spec);
  harness h{state_, 2};
  come_back(h, spec);
  auto now = shim::boottime_ms();
  EXPECT_FALSE(hangs_after(h, spec, now, 1790));
  EXPECT_TRUE(hangs_after(h, spec, now + 1'790'000, 11));
  end(h, spec);
}

TEST_F(recovery, trade_that_goes_on_after_an_error_shows_none) {
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  harness h{state_};
  auto spec = bot(std::string{beat} + "echo 't - f - ERROR - Nope'; read x < "
                  + path("fifo") + "; " + beat + beat);
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until([&] { return h.status[spec.id].error == "Nope"; }));
  ::close(::open(path("fifo").c_str(), O_WRONLY | O_CLOEXEC));
  ASSERT_TRUE(h.until([&] { return h.status[spec.id].error.empty(); }));
  EXPECT_EQ(h.status[spec.id].state, process_state::ready);
  // An end by a signal is what it is, not what was said long before.
  ASSERT_EQ(::kill(*h.status[spec.id].pid, SIGKILL), 0);
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed));
  EXPECT_EQ(h.status[spec.id].error, "killed by SIGKILL");
}

TEST_F(recovery, trade_that_is_killed_while_it_starts_is_started_again) {
  harness h{state_};
  auto spec = bot("echo 't - f - ERROR - No strategy set.'; ");
  spec.restart = {restart_mode::on_failure, 3, seconds{60},
                  milliseconds{60'000}, milliseconds{60'000}};
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(
      h.until([&] { return h.status[spec.id].error == "No strategy set."; }));
  ASSERT_EQ(::kill(*h.status[spec.id].pid, SIGKILL), 0);
  ASSERT_TRUE(h.until_state(spec.id, process_state::backing_off));
  EXPECT_EQ(h.status[spec.id].error,
            "killed by SIGKILL; last error: No strategy set.");
}

} // namespace
} // namespace ftm::test
