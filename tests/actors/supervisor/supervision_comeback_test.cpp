#include "tests/actors/supervisor/supervised.hpp"

#include <cmath>

namespace ftm::test {
namespace {

/// What becomes of restarts when a supervisor dies and another one comes.
class comeback : public supervision_of_real_processes {
protected:
  static constexpr auto ready_line =
      "echo 'freqtrade.worker - INFO - Changing state to: RUNNING'; ";

  static process_spec bot(const std::string& text) {
    auto y = shell("one", text, process_kind::trade);
    y.restart = {restart_mode::on_failure, 2, seconds{600}, milliseconds{10},
                 milliseconds{20}};
    return y;
  }

  /// Fails the first time, then stays.
  process_spec failing_once(milliseconds wait) {
    auto y = bot("[ -e " + path("tried") + " ] && exec sleep 60; : > "
                 + path("tried") + "; exit 1");
    y.restart.backoff = y.restart.backoff_max = wait;
    return y;
  }

  size_t launches() const {
    return slot(bot("")).launches().size();
  }

  void ends(harness& h) {
    ASSERT_TRUE(h.stop(bot("")));
    ASSERT_TRUE(h.until_state(id_, process_state::stopped));
  }

  process_id id_{"Toy", process_kind::trade};
};

TEST_F(comeback, goes_on_with_the_wait_that_was_left) {
  auto spec = failing_once(milliseconds{1500});
  timestamp due;
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec));
    ASSERT_TRUE(h.until_state(id_, process_state::backing_off));
    ASSERT_TRUE(h.status[id_].restart_at);
    due = *h.status[id_].restart_at;
  }
  harness h{state_, 2};
  h.supervised.open();
  ASSERT_EQ(h.status[id_].state, process_state::backing_off);
  ASSERT_TRUE(h.status[id_].restart_at);
  EXPECT_LT(std::abs((*h.status[id_].restart_at - due).count()), 100'000'000);
  EXPECT_EQ(h.status[id_].error, "exit code 1");
  ASSERT_TRUE(h.until_state(id_, process_state::running));
  EXPECT_GE(*h.status[id_].started_at, due - milliseconds{100});
  EXPECT_EQ(h.status[id_].launch, "one.r1");
  EXPECT_FALSE(h.status[id_].restart_at);
  ends(h);
}

TEST_F(comeback, starts_at_once_what_should_have_been_started_meanwhile) {
  auto spec = failing_once(milliseconds{100});
  int64_t due = 0;
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec));
    ASSERT_TRUE(h.until_state(id_, process_state::backing_off));
    due = shim::boottime_ms() + 100;
  }
  harness elsewhere{folder_.path() / "elsewhere"};
  ASSERT_TRUE(elsewhere.until([&] { return shim::boottime_ms() >= due; }));
  harness h{state_, 2};
  h.supervised.open();
  ASSERT_TRUE(h.until_state(id_, process_state::running, 1000));
  ends(h);
}

TEST_F(comeback, what_was_given_up_stays_so_until_a_person_starts_it) {
  auto spec = bot("exit 1");
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec));
    ASSERT_TRUE(h.until_state(id_, process_state::given_up));
  }
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_FALSE(h.until([&] { return launches() > 3; }, 200));
  auto& s = h.status[id_];
  EXPECT_EQ(s.state, process_state::given_up);
  EXPECT_EQ(s.error, "exit code 1; given up after 2 restarts within 600 s: "
                     "look for the cause in its output, then start it");
  EXPECT_TRUE(s.wanted);
  spec.launch = "two";
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until([&] { return s.launch == "two.r2"; }))
      << "with all its restarts";
  ASSERT_TRUE(h.until_state(id_, process_state::given_up));
}

TEST_F(comeback, a_crash_loop_of_supervisor_and_bot_is_broken_all_the_same) {
  auto spec = bot("exit 1");
  spec.restart.backoff = spec.restart.backoff_max = milliseconds{50};
  uint64_t generation = 1;
  {
    harness h{state_, generation};
    ASSERT_TRUE(h.start(spec));
    ASSERT_TRUE(h.until_state(id_, process_state::backing_off));
  }
  for (int i = 0; i < 4; ++i) {
    harness h{state_, ++generation};
    h.supervised.open();
    auto before = launches();
    if (h.status[id_].state == process_state::given_up)
      break;
    ASSERT_TRUE(h.until([&] {
      return launches() > before
             && (h.status[id_].state == process_state::backing_off
                 || h.status[id_].state == process_state::given_up);
    }));
  }
  harness h{state_, ++generation};
  h.supervised.open();
  EXPECT_EQ(h.status[id_].state, process_state::given_up);
  EXPECT_EQ(launches(), 3u) << "the first and two restarts";
}

TEST_F(comeback, after_a_boot_restarts_are_forgotten) {
  auto spec = bot("exec sleep 60");
  run_slot s{state_, id_};
  launch_record r{0, spec, "one", 2, "", {"another-boot", {1, 2}}};
  r.spec.launch = "one.r2";
  ASSERT_FALSE(s.create(r));
  launch_exit e;
  e.launch = "one.r2";
  e.reason = "exited";
  e.code = 1;
  ASSERT_FALSE(s.write_exit(e));
  ASSERT_FALSE(s.set_wanted({true, "", "tester", {}}));
  harness h{state_};
  h.supervised.open();
  ASSERT_TRUE(h.until_state(id_, process_state::running));
  EXPECT_EQ(h.status[id_].launch, "one.r3");
  EXPECT_EQ(s.launch("one.r3")->history.at_ms.size(), 0u);
  ends(h);
}

TEST_F(comeback, a_stable_life_makes_up_for_all_restarts) {
  auto spec = bot(std::string{ready_line} + "sleep 1.1; exit 1");
  spec.restart.intensity = 1;
  spec.restart.stable = seconds{1};
  harness h{state_};
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until([&] { return h.status[id_].launch == "one.r3"; }));
  ends(h);
}

TEST_F(comeback, a_long_life_that_was_never_ready_makes_up_for_none) {
  auto spec = bot("sleep 1.1; exit 1");
  spec.restart.intensity = 1;
  spec.restart.stable = seconds{1};
  harness h{state_};
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(id_, process_state::given_up));
  EXPECT_EQ(h.status[id_].launch, "one.r1");
}

TEST_F(comeback, does_not_start_what_failed_without_a_policy) {
  auto spec = bot("exit 1");
  spec.restart.mode = restart_mode::off;
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec));
    ASSERT_TRUE(h.until_state(id_, process_state::failed));
  }
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_FALSE(h.until([&] { return launches() > 1; }, 200));
  EXPECT_EQ(h.status[id_].state, process_state::failed);
}

TEST_F(comeback, a_wrong_configuration_is_given_up_at_once_and_stays_so) {
  auto spec = bot("echo 't - freqtrade - ERROR - No strategy set. Please use "
                  "it.'; exit 0");
  auto expected = "No strategy set. Please use it.; not started again, since "
                  "that cannot help: correct its configuration or strategy, "
                  "then start it";
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec));
    ASSERT_TRUE(h.until_state(id_, process_state::given_up));
    EXPECT_EQ(h.status[id_].error, expected);
  }
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_FALSE(h.until([&] { return launches() > 1; }, 200));
  EXPECT_EQ(h.status[id_].state, process_state::given_up);
  EXPECT_EQ(h.status[id_].error, expected);
}

TEST_F(comeback, a_bot_that_traded_is_restarted_whatever_it_printed) {
  auto spec = bot(std::string{ready_line}
                  + "echo 't - freqtrade - ERROR - No strategy set.'; exit 1");
  spec.restart.backoff = spec.restart.backoff_max = seconds{60};
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec));
    ASSERT_TRUE(h.until_state(id_, process_state::backing_off));
  }
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_EQ(h.status[id_].state, process_state::backing_off);
}

TEST_F(comeback, what_an_adopted_bot_printed_long_ago_is_not_forgotten) {
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  auto spec =
      bot(std::string{ready_line}
          + "head -c 1500000 /dev/zero | tr '\\0' '\\n'; : > " + path("printed")
          + "; read x < " + path("fifo")
          + "; echo 't - freqtrade - ERROR - No strategy set.'; exit 1");
  spec.restart.backoff = spec.restart.backoff_max = seconds{60};
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec));
    ASSERT_TRUE(h.until([&] { return fs::exists(file("printed")); }));
  }
  harness h{state_, 2};
  h.supervised.open();
  ASSERT_TRUE(h.until_state(id_, process_state::running));
  ::close(::open(path("fifo").c_str(), O_WRONLY | O_CLOEXEC));
  ASSERT_TRUE(h.until([&] { return h.status[id_].ended_at.has_value(); }));
  EXPECT_EQ(h.status[id_].state, process_state::backing_off)
      << h.status[id_].error;
}

TEST_F(comeback, a_person_and_a_run_outrank_a_restart_that_waits) {
  auto spec = bot("exit 1");
  spec.restart.backoff = spec.restart.backoff_max = seconds{60};
  harness h{state_};
  auto backs_off = [&](const char* launch) {
    spec.launch = launch;
    EXPECT_TRUE(h.start(spec));
    EXPECT_TRUE(h.until_state(id_, process_state::backing_off));
  };
  backs_off("one");
  backs_off("two"); // a person does not wait for it
  ASSERT_TRUE(h.stop(spec));
  EXPECT_EQ(h.status[id_].state, process_state::stopped);
  EXPECT_FALSE(h.status[id_].restart_at);
  EXPECT_FALSE(h.status[id_].wanted);
  backs_off("three");
  ASSERT_TRUE(h.stop(spec, "run-1"));
  EXPECT_EQ(h.status[id_].state, process_state::held);
  EXPECT_EQ(h.status[id_].held_by, "run-1");
  EXPECT_FALSE(h.status[id_].restart_at);
  h.supervised.on_time(shim::boottime_ms() + 3'600'000);
  EXPECT_EQ(launches(), 3u);
}

} // namespace
} // namespace ftm::test
