#include "tests/actors/supervisor/supervised.hpp"

namespace ftm::test {
namespace {

class restarts : public with_freqtrade {
protected:
  /// Trade that ran when the machine went down, and is wanted.
  void went_down(const process_spec& spec, const wanted_record& wanted) {
    run_slot s{state_, spec.id};
    launch_record r{0, spec, spec.launch, 0};
    ASSERT_FALSE(s.create(r));
    shim::state_record state{spec.launch,
                             "another-boot",
                             shim::pid_namespace(),
                             {1, 1},
                             {1, 1},
                             1,
                             1};
    ASSERT_FALSE(write_file_durably(s.folder(spec.launch) / "state.json",
                                    shim::to_json(state)));
    ASSERT_FALSE(s.set_wanted(wanted));
  }
  process_spec bot_ = shell("one", "exec sleep 60", process_kind::trade);
};

TEST_F(restarts, wait_for_the_config_after_a_boot) {
  went_down(bot_, {true, "", "tester", {}});
  harness h{state_, 1, {}, harness::real_shim(), false};
  h.supervised.open();
  EXPECT_FALSE(h.until_state(bot_.id, process_state::running, 300));
  EXPECT_NE(h.status[bot_.id].error.find("when the config is known"),
            std::string::npos)
      << h.status[bot_.id].error;
  h.supervised.configure({{"Toy"}});
  ASSERT_TRUE(h.until_state(bot_.id, process_state::running));
  EXPECT_EQ(h.status[bot_.id].launch, "one.r1");
  EXPECT_EQ(h.status[bot_.id].error, "");
  h.stop(bot_);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
}

TEST_F(restarts, are_not_for_what_the_config_no_longer_names) {
  went_down(bot_, {true, "", "tester", {}});
  harness h{state_};
  h.supervised.configure({{"Other"}});
  h.supervised.open();
  EXPECT_FALSE(h.until_state(bot_.id, process_state::running, 300));
  EXPECT_NE(h.status[bot_.id].error.find("does not name Toy"),
            std::string::npos)
      << h.status[bot_.id].error;
  EXPECT_TRUE(h.status[bot_.id].wanted) << "it is only held back";
  h.supervised.configure({{"Other", "Toy"}});
  ASSERT_TRUE(h.until_state(bot_.id, process_state::running));
  // What runs goes on, and can be stopped, though config names it no longer.
  h.supervised.configure({{}});
  EXPECT_EQ(h.status[bot_.id].state, process_state::running);
  ASSERT_TRUE(h.stop(bot_));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
  h.supervised.configure({{"Toy"}});
  EXPECT_FALSE(h.until_state(bot_.id, process_state::running, 100));
}

/// A page that is a moment behind names the launch before, and so on.
TEST_F(restarts, are_ended_by_a_stop_that_names_any_launch_of_their_chain) {
  bot_.restart = {restart_mode::on_failure, 5, seconds{60}, milliseconds{10},
                  milliseconds{20}};
  for (std::string named : {"one", "one.r1", "one.r2"}) {
    SCOPED_TRACE(named);
    std::filesystem::remove_all(state_);
    harness h{state_};
    ASSERT_TRUE(h.start(bot_));
    for (std::string next : {"one.r1", "one.r2"}) {
      ASSERT_EQ(::kill(*h.status[bot_.id].pid, SIGKILL), 0);
      ASSERT_TRUE(h.until([&] {
        auto& x = h.status[bot_.id];
        return x.launch == next && x.state == process_state::running;
      }));
    }
    auto x = h.supervised.control(
        {bot_.id, named, process_action::stop, "tester", ""});
    ASSERT_TRUE(x);
    EXPECT_EQ(x->launch, "one.r2");
    ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
    EXPECT_FALSE(h.status[bot_.id].wanted);
  }
}

TEST_F(restarts, a_stop_of_what_has_ended_never_claims_to_stop_what_runs) {
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  ASSERT_TRUE(h.stop(bot_));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
  auto next = bot_;
  next.launch = "two";
  ASSERT_TRUE(h.start(next));
  auto x = h.supervised.control(
      {bot_.id, "one", process_action::stop, "tester", ""});
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::conflict);
  EXPECT_TRUE(h.status[bot_.id].wanted);
  ASSERT_TRUE(h.stop(next));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
  EXPECT_TRUE(h.supervised.control(
      {bot_.id, "one", process_action::stop, "tester", ""}))
      << "nothing runs";
}

TEST_F(restarts, by_policy_are_not_for_what_the_config_no_longer_names) {
  bot_.restart = {restart_mode::on_failure, 5, seconds{60}, milliseconds{10},
                  milliseconds{20}};
  harness h{state_};
  auto x = h.start(bot_);
  ASSERT_TRUE(x);
  h.supervised.configure({{}});
  ASSERT_EQ(::kill(*x->pid, SIGKILL), 0);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::given_up));
  EXPECT_NE(
      h.status[bot_.id].error.find("killed by SIGKILL; it is not started"),
      std::string::npos)
      << h.status[bot_.id].error;
  ASSERT_TRUE(h.stop(bot_));
  h.supervised.configure({{"Toy"}});
  EXPECT_FALSE(h.until_state(bot_.id, process_state::running, 100))
      << "a person has stopped it meanwhile";
}

TEST_F(restarts, that_cannot_begin_are_tried_again) {
  auto spec = trade("one");
  spec.restart = {restart_mode::on_failure, 1, seconds{60}, milliseconds{10},
                  milliseconds{100}};
  harness h{state_};
  auto x = h.start(spec);
  ASSERT_TRUE(x);
  auto pid = by_hand(spec);
  ASSERT_TRUE(h.until([&] { return is_at_work(pid); }));
  ASSERT_EQ(::kill(*x->pid, SIGKILL), 0);
  auto named = "Process " + std::to_string(pid);
  ASSERT_TRUE(h.until([&] {
    return h.status[spec.id].error.find(named) != std::string::npos;
  }));
  EXPECT_EQ(h.status[spec.id].state, process_state::backing_off);
  EXPECT_FALSE(h.until_state(spec.id, process_state::running, 300));
  end_by_hand(pid);
  ASSERT_TRUE(h.until_state(spec.id, process_state::running))
      << "though the policy's one restart was used up by tries that made none";
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST_F(restarts, that_cannot_begin_end_with_a_person_s_stop) {
  went_down(bot_, {true, "", "tester", {}});
  harness h{state_};
  h.supervised.open();
  // No launch can be made where a file stands in the way.
  fs::remove_all(slot(bot_).path());
  ASSERT_FALSE(write_file_durably(slot(bot_).path(), ""));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::backing_off));
  ASSERT_TRUE(h.supervised.control(
      {bot_.id, "one", process_action::stop, "tester", ""}));
  EXPECT_EQ(h.status[bot_.id].state, process_state::stopped);
  fs::remove(slot(bot_).path());
  h.supervised.on_time(shim::boottime_ms() + 3'600'000);
  EXPECT_EQ(h.status[bot_.id].state, process_state::stopped);
}

class a_run : public supervision_of_real_processes {
protected:
  process_spec of_run(const std::string& launch) {
    auto y = shell(launch, "exec sleep 60", process_kind::trade);
    y.run = "run-1";
    return y;
  }
  process_spec bot_ = shell("one", "exec sleep 60", process_kind::trade);
};

TEST_F(a_run, does_not_start_trade_that_a_person_has_stopped) {
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(bot_));
    ASSERT_TRUE(h.stop(bot_, "run-1"));
    ASSERT_TRUE(h.until_state(bot_.id, process_state::held));
  }
  // The supervisor came back; the person's stop was faster than the run.
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_EQ(h.status[bot_.id].held_by, "run-1");
  auto stopped = h.stop(bot_);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->state, process_state::stopped);
  EXPECT_FALSE(stopped->wanted);
  auto x = h.start(of_run("run-1.restart_trade.1"));
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::conflict);
  EXPECT_NE(message_of(x.error()).find("person stopped trade of Toy"),
            std::string::npos);
  EXPECT_FALSE(h.status[bot_.id].wanted);
  auto by_person = h.start(shell("two", "exec sleep 60", process_kind::trade));
  ASSERT_TRUE(by_person) << "a person may";
  h.supervised.control({bot_.id, "two", process_action::stop, "tester", ""});
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
}

TEST_F(a_run, is_outranked_by_a_stop_of_the_trade_that_it_has_just_resumed) {
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  ASSERT_TRUE(h.stop(bot_, "run-1"));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::held));
  ASSERT_TRUE(h.start(of_run("run-1.restart_trade.1")));
  auto old = h.stop(bot_, "run-2");
  ASSERT_TRUE(old);
  EXPECT_EQ(old->launch, "one") << "a run names what it means";
  EXPECT_EQ(h.status[bot_.id].state, process_state::running);
  auto x = h.stop(bot_); // a page that still shows the paused launch
  ASSERT_TRUE(x);
  EXPECT_EQ(x->launch, "run-1.restart_trade.1");
  EXPECT_EQ(x->state, process_state::stopping);
  EXPECT_FALSE(x->wanted);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
  // Nor does the run bring it back under another name.
  auto again = h.start(of_run("run-1.restore_trade.1"));
  ASSERT_FALSE(again);
  EXPECT_EQ(code_of(again.error()), ec::conflict);
}

TEST_F(a_run, starts_trade_that_it_holds_itself) {
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  ASSERT_TRUE(h.stop(bot_, "run-1"));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::held));
  auto x = h.start(of_run("run-1.restart_trade.1"));
  ASSERT_TRUE(x) << message_of(x.error());
  EXPECT_TRUE(x->wanted);
  EXPECT_EQ(x->held_by, "");
  h.stop(of_run("run-1.restart_trade.1"));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
}

TEST_F(a_run, starts_trade_that_never_ran) {
  harness h{state_};
  auto x = h.start(of_run("run-1.restart_trade.1"));
  ASSERT_TRUE(x) << message_of(x.error());
  h.stop(of_run("run-1.restart_trade.1"));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
}

TEST_F(a_run, finds_trade_wanted_though_nobody_can_read_that_any_longer) {
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(bot_));
  }
  fs::remove(slot(bot_).path() / "wanted.json");
  harness h{state_, 2};
  h.supervised.open();
  ASSERT_TRUE(h.until_state(bot_.id, process_state::running));
  EXPECT_TRUE(h.status[bot_.id].wanted);
  ASSERT_TRUE(h.stop(bot_, "run-1"));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::held));
  ASSERT_TRUE(h.start(of_run("run-1.restart_trade.1")));
  h.stop(of_run("run-1.restart_trade.1"));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
}

} // namespace
} // namespace ftm::test
