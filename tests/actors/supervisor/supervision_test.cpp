#include "tests/actors/supervisor/harness.hpp"

namespace ftm::test {
namespace {

class supervision_of_real_processes : public ::testing::Test {
protected:
  temporary_folder folder_;
  fs::path state_ = folder_.path() / "state";

  fs::path file(const char* name) const {
    return folder_.path() / name;
  }
  std::string path(const char* name) const {
    return file(name).string();
  }
  run_slot slot(const process_spec& x) const {
    return {state_, x.id};
  }
};

using supervised = supervision_of_real_processes;

TEST_F(supervised, starts_a_process_and_reads_its_output_and_exit_code) {
  harness h{state_};
  auto spec = shell("one", "echo hello; echo oops >&2; exit 7");
  auto x = h.start(spec);
  ASSERT_TRUE(x) << message_of(x.error());
  EXPECT_EQ(x->launch, "one");
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed));
  EXPECT_EQ(h.status[spec.id].exit_code, 7);
  EXPECT_EQ(h.status[spec.id].error, "exit code 7");
  EXPECT_EQ(h.output(spec), "hello\noops\n");
  auto e = slot(spec).exit_of("one");
  ASSERT_TRUE(e);
  EXPECT_EQ(e->reason, "exited");
  EXPECT_EQ(e->log_end, 11U);
  EXPECT_FALSE(e->requested);
}

TEST_F(supervised, completes_a_process_that_ends_with_code_zero) {
  harness h{state_};
  auto spec = shell("one", "exit 0");
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::completed));
  EXPECT_EQ(h.status[spec.id].error, "");
}

TEST_F(supervised, tells_the_signal_that_ended_a_process) {
  harness h{state_};
  auto spec = shell("one", "kill -9 $$");
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed));
  EXPECT_EQ(h.status[spec.id].exit_signal, SIGKILL);
  EXPECT_EQ(h.status[spec.id].error, "killed by SIGKILL");
}

TEST_F(supervised, answers_spawn_failed_when_there_is_no_such_program) {
  harness h{state_};
  auto spec = shell("one", "");
  spec.command = {"/nowhere/freqtrade", "trade"};
  auto x = h.start(spec);
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::spawn_failed);
  EXPECT_NE(message_of(x.error()).find("/nowhere/freqtrade"),
            std::string::npos);
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed));
  EXPECT_EQ(slot(spec).exit_of("one")->reason, "exec_failed");
}

TEST_F(supervised, answers_spawn_failed_when_the_folder_is_missing) {
  harness h{state_};
  auto spec = shell("one", "exit 0");
  spec.folder = "/nowhere";
  auto x = h.start(spec);
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::spawn_failed);
  EXPECT_NE(message_of(x.error()).find("/nowhere"), std::string::npos);
}

TEST_F(supervised, a_repeated_start_answers_the_same_launch) {
  harness h{state_};
  auto spec = shell("one", "echo x >> " + path("count") + "; exec sleep 60");
  ASSERT_TRUE(h.start(spec));
  auto again = h.start(spec);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->launch, "one");
  ASSERT_TRUE(h.until([&] { return fs::exists(file("count")); }));
  EXPECT_EQ(read_file(file("count")), "x\n");
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
  auto late = h.start(spec);
  ASSERT_TRUE(late);
  EXPECT_EQ(late->state, process_state::stopped) << "answered, not started";
}

TEST_F(supervised, another_live_launch_is_answered_instead_of_a_second_one) {
  harness h{state_};
  auto one = shell("one", "exec sleep 60");
  ASSERT_TRUE(h.start(one));
  auto two = h.start(shell("two", "touch " + path("second")));
  ASSERT_TRUE(two);
  EXPECT_EQ(two->launch, "one");
  EXPECT_FALSE(slot(one).knows("two"));
  h.stop(one);
  ASSERT_TRUE(h.until_state(one.id, process_state::stopped));
  EXPECT_FALSE(fs::exists(file("second")));
}

TEST_F(supervised, stop_is_told_only_when_the_hostile_tree_is_gone) {
  // Mistake 11: a grandchild that ignores SIGTERM survived Stop.
  harness h{state_};
  auto spec = shell("one", "trap '' INT TERM; "
                           "(setsid sh -c 'trap \"\" INT TERM HUP; echo $$ > "
                               + path("escaped")
                               + "; while :; do sleep 1; done' &) ; "
                                 "sh -c 'echo $$ > "
                               + path("stopped")
                               + "; kill -STOP $$; sleep 60' & "
                                 "while :; do sleep 1; done");
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until([&] {
    return pid_in(file("escaped")) > 0 && pid_in(file("stopped")) > 0;
  }));
  auto escaped = pid_in(file("escaped")), stopped = pid_in(file("stopped"));
  auto main = *h.status[spec.id].pid;
  auto x = h.stop(spec);
  ASSERT_TRUE(x);
  EXPECT_EQ(x->state, process_state::stopping);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
  EXPECT_FALSE(runs(main));
  EXPECT_FALSE(runs(escaped));
  EXPECT_FALSE(runs(stopped));
}

TEST_F(supervised, sweeps_what_main_leaves_behind_when_it_ends_by_itself) {
  harness h{state_};
  auto spec = shell("one", "(setsid sh -c 'echo $$ > " + path("orphan")
                               + "; exec sleep 60' &); while [ ! -s "
                               + path("orphan") + " ]; do :; done");
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::completed));
  EXPECT_FALSE(runs(pid_in(file("orphan"))));
}

TEST_F(supervised, a_patient_rung_is_kept_and_sigint_is_heard) {
  harness h{state_};
  auto spec = shell("one", "trap 'echo bye; exit 0' INT; echo up; "
                           "while :; do sleep 0.05; done");
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until([&] { return h.output(spec) == "up\n"; }));
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
  // Mistake 20: what is printed while stopping was lost.
  EXPECT_EQ(h.output(spec), "up\nbye\n");
  EXPECT_EQ(h.status[spec.id].exit_code, 0);
}

TEST_F(supervised, a_new_supervisor_adopts_a_running_process) {
  // Mistake 6: after kill -9 of the manager it knew nothing of the bot.
  auto spec = shell("one", "echo up; exec sleep 60", process_kind::trade);
  pid_t pid = 0;
  {
    harness h{state_, 1};
    auto x = h.start(spec);
    ASSERT_TRUE(x);
    pid = *x->pid;
  }
  EXPECT_TRUE(runs(pid));
  harness h{state_, 2};
  h.supervised.open();
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  EXPECT_EQ(h.status[spec.id].pid, pid);
  EXPECT_TRUE(h.status[spec.id].wanted);
  auto second = h.start(shell("two", "exit 0", process_kind::trade));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->launch, "one");
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
  EXPECT_FALSE(runs(pid));
}

TEST_F(supervised, learns_how_a_process_ended_while_it_was_away) {
  auto spec = shell("one", "read x < " + path("fifo") + "; exit 3");
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec));
  }
  auto fd = ::open(path("fifo").c_str(), O_WRONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  ::close(fd);
  harness h{state_, 2};
  h.supervised.open();
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed));
  EXPECT_EQ(h.status[spec.id].exit_code, 3);
}

TEST_F(supervised, a_killed_shim_harms_no_bot_and_its_tree_can_be_stopped) {
  harness h{state_};
  auto spec = shell("one", "sh -c 'echo $$ > " + path("child")
                               + "; exec sleep 60' & while :; do echo tick; "
                                 "sleep 0.05; done");
  auto x = h.start(spec);
  ASSERT_TRUE(x);
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  ASSERT_TRUE(h.until([&] { return pid_in(file("child")) > 0; }));
  auto state = slot(spec).state_of("one");
  ASSERT_TRUE(state);
  ASSERT_EQ(::kill(state->shim.pid, SIGKILL), 0);
  ASSERT_TRUE(h.until_state(spec.id, process_state::unkept));
  EXPECT_TRUE(runs(*x->pid));
  auto before = h.output(spec).size();
  ASSERT_TRUE(h.until([&] { return h.output(spec).size() > before; }));
  ASSERT_TRUE(h.until([&] {
    auto s = slot(spec).state_of("one");
    return s && s->shim.pid != state->shim.pid;
  }));
  auto second = h.start(shell("two", "exit 0"));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->launch, "one") << "never started beside it";
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
  EXPECT_FALSE(runs(*x->pid));
  EXPECT_FALSE(runs(pid_in(file("child"))));
  auto e = slot(spec).exit_of("one");
  ASSERT_TRUE(e);
  EXPECT_EQ(e->reason, "shim_lost");
  EXPECT_FALSE(e->code);
}

TEST_F(supervised, shim_and_main_killed_together_are_written_off) {
  harness h{state_};
  auto spec = shell("one", "exec sleep 60");
  auto x = h.start(spec);
  ASSERT_TRUE(x);
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  auto state = slot(spec).state_of("one");
  ::kill(state->shim.pid, SIGKILL);
  ::kill(*x->pid, SIGKILL);
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed));
  EXPECT_EQ(slot(spec).exit_of("one")->reason, "shim_lost");
}

TEST_F(supervised, a_launch_of_an_earlier_boot_went_down_with_the_machine) {
  auto spec = shell("one", "exec sleep 60");
  run_slot s{state_, spec.id};
  launch_record r{0, spec, "one", 0};
  ASSERT_FALSE(s.create(r));
  shim::state_record state{"one", "another-boot", 1, {1, 1}, {1, 1}, 1, 1};
  ASSERT_FALSE(
      write_file_durably(s.folder("one") / "state.json", shim::to_json(state)));
  harness h{state_};
  h.supervised.open();
  EXPECT_EQ(h.status[spec.id].state, process_state::failed);
  EXPECT_EQ(s.exit_of("one")->reason, "machine_down");
}

TEST_F(supervised, wanted_trade_is_started_again_after_a_boot) {
  auto spec = shell("one", "exec sleep 60", process_kind::trade);
  run_slot s{state_, spec.id};
  launch_record r{0, spec, "one", 0};
  ASSERT_FALSE(s.create(r));
  shim::state_record state{"one", "another-boot", 1, {1, 1}, {1, 1}, 1, 1};
  ASSERT_FALSE(
      write_file_durably(s.folder("one") / "state.json", shim::to_json(state)));
  ASSERT_FALSE(s.set_wanted({true, "", "tester", {}}));
  harness h{state_};
  h.supervised.open();
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  EXPECT_EQ(h.status[spec.id].launch, "one.r1");
  EXPECT_EQ(h.status[spec.id].restarts, 1U);
  ASSERT_TRUE(h.stop(spec)) << "naming the first launch means its relaunches";
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
  EXPECT_FALSE(s.wanted().wanted);
}

TEST_F(supervised, held_trade_is_not_started_after_a_boot) {
  auto spec = shell("one", "exec sleep 60", process_kind::trade);
  run_slot s{state_, spec.id};
  launch_record r{0, spec, "one", 0};
  ASSERT_FALSE(s.create(r));
  ASSERT_FALSE(s.set_wanted({true, "run-1", "tester", {}}));
  harness h{state_};
  h.supervised.open();
  EXPECT_FALSE(h.until_state(spec.id, process_state::running, 300));
  EXPECT_EQ(h.status[spec.id].held_by, "run-1");
}

TEST_F(supervised, a_run_holds_trade_and_releasing_starts_it_again) {
  harness h{state_};
  auto spec = shell("one", "exec sleep 60", process_kind::trade);
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  ASSERT_TRUE(h.stop(spec, "run-1"));
  ASSERT_TRUE(h.until_state(spec.id, process_state::held));
  EXPECT_TRUE(h.status[spec.id].wanted);
  auto other = shell("two", "exec sleep 60", process_kind::trade);
  other.run = "run-2";
  EXPECT_FALSE(h.start(other)) << "another run may not";
  ASSERT_TRUE(h.supervised.control(
      {spec.id, "", process_action::release, "tester", "run-1"}));
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  EXPECT_EQ(h.status[spec.id].held_by, "");
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST_F(supervised, an_end_of_trade_that_nobody_asked_for_is_a_failure) {
  harness h{state_};
  auto spec = shell("one", "exit 0", process_kind::trade);
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed));
  EXPECT_EQ(h.status[spec.id].error, "ended by itself (exit code 0)");
}

TEST_F(supervised, restarts_by_policy_until_it_is_given_up) {
  harness h{state_};
  auto spec = shell("one", "exit 1", process_kind::trade);
  spec.restart = {restart_mode::on_failure, 2, seconds{60}, milliseconds{10},
                  milliseconds{20}};
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::given_up));
  EXPECT_EQ(h.status[spec.id].launch, "one.r2");
  EXPECT_EQ(h.status[spec.id].restarts, 2U);
}

TEST_F(supervised, is_ready_when_the_console_says_so) {
  harness h{state_};
  auto spec = shell("one",
                    "echo '2026-11-22 13:36:58,877 - freqtrade.worker - INFO "
                    "- Changing state to: RUNNING'; exec sleep 60",
                    process_kind::trade);
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::ready));
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST_F(supervised, an_interrupted_hyperopt_fails_though_it_exits_with_zero) {
  harness h{state_};
  auto spec = shell("one", "echo 'User interrupted..'", process_kind::hyperopt);
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed));
  EXPECT_EQ(h.status[spec.id].error, "User interrupted..");
  EXPECT_EQ(h.status[spec.id].exit_code, 0);
}

TEST_F(supervised, takes_any_bytes_for_output) {
  // Mistake 5: one non-UTF-8 byte and the reader died.
  harness h{state_};
  auto spec = shell("one", "printf 'a\\377\\000b\\n'; exec sleep 60");
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until([&] { return h.output(spec).size() == 5; }));
  EXPECT_EQ(h.output(spec), std::string("a\xff\0b\n", 5));
  EXPECT_EQ(h.status[spec.id].state, process_state::running);
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST_F(supervised, stops_what_exceeds_its_time_limit) {
  harness h{state_};
  auto spec = shell("one", "exec sleep 60");
  spec.time_limit = seconds{1};
  auto x = h.start(spec);
  ASSERT_TRUE(x);
  EXPECT_TRUE(x->deadline_at);
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed));
  EXPECT_EQ(h.status[spec.id].error, "timed out after 1 s");
}

TEST_F(supervised, an_old_generation_is_fenced_by_the_shim) {
  auto spec = shell("one", "exec sleep 60");
  harness old{state_, 1};
  ASSERT_TRUE(old.start(spec));
  ASSERT_TRUE(old.until_state(spec.id, process_state::running));
  harness fresh{state_, 2};
  fresh.supervised.open();
  ASSERT_TRUE(fresh.until_state(spec.id, process_state::running));
  ASSERT_TRUE(old.until([&] { return !old.fenced.empty(); }));
  fresh.stop(spec);
  ASSERT_TRUE(fresh.until_state(spec.id, process_state::stopped));
}

TEST_F(supervised, an_older_launch_stays_readable_and_does_not_disturb) {
  // Mistake 19: a late reader of an old launch overwrote the new state.
  harness h{state_};
  auto one = shell("one", "echo first");
  ASSERT_TRUE(h.start(one));
  ASSERT_TRUE(h.until_state(one.id, process_state::completed));
  auto two = shell("two", "echo second; exec sleep 60");
  ASSERT_TRUE(h.start(two));
  ASSERT_TRUE(h.until([&] { return h.output(two) == "second\n"; }));
  EXPECT_EQ(h.output(one), "first\n");
  auto all = h.supervised.launches({one.id, "", 20});
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[0].launch, "two");
  EXPECT_EQ((*all)[1].state, process_state::completed);
  auto x = h.stop(one);
  ASSERT_TRUE(x);
  EXPECT_EQ(x->launch, "one");
  EXPECT_EQ(h.status[one.id].state, process_state::running);
  h.stop(two);
  ASSERT_TRUE(h.until_state(two.id, process_state::stopped));
}

TEST_F(supervised, the_child_gets_a_clean_environment_and_no_descriptors) {
  harness h{state_};
  ::setenv("FTM_TEST_SECRET", "x", 1);
  auto spec = shell("one", "env; echo; ls /proc/self/fd | wc -l");
  spec.environment = {{"ADDED", "yes"}};
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::completed));
  auto text = h.output(spec);
  for (auto x : {"PYTHONUNBUFFERED=1\n", "COLUMNS=220\n", "NO_COLOR=1\n",
                 "ADDED=yes\n", "FTM_LAUNCH=one\n"})
    EXPECT_NE(text.find(x), std::string::npos) << x;
  EXPECT_EQ(text.find("FTM_TEST_SECRET"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\n4\n")) << "0, 1, 2 and ls's own";
}

TEST_F(supervised, measures_the_whole_tree) {
  harness h{state_, 1, milliseconds{100}};
  auto spec = shell("one", "sleep 60 & exec sleep 60");
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until([&] { return h.stats[spec.id].processes == 2; }));
  EXPECT_GT(h.stats[spec.id].rss_bytes, 0U);
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
  EXPECT_TRUE(h.stats.empty()) << "dropped when the tree is gone";
}

} // namespace
} // namespace ftm::test
