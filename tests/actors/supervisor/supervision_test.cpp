#include "tests/actors/supervisor/supervised.hpp"

#include <sys/wait.h>

namespace ftm::test {
namespace {

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
  ASSERT_TRUE(
      h.until([&] { return read_file(file("count")).value_or("") != ""; }));
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

} // namespace
} // namespace ftm::test
