#include "actors/supervisor/shim/locks.hpp"
#include "tests/actors/supervisor/supervised.hpp"

#include <sys/wait.h>

namespace ftm::test {
namespace {

/// As a shim would write it, of processes that are long gone.
shim::state_record of_this_machine() {
  auto gone = shim::identity_of(::getpid());
  gone.start += 1'000'000;
  return {"one", shim::boot_id(), shim::pid_namespace(), gone, gone, 1, 1};
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
  auto state = of_this_machine();
  state.boot = "another-boot";
  ASSERT_FALSE(
      write_file_durably(s.folder("one") / "state.json", shim::to_json(state)));
  harness h{state_};
  h.supervised.open();
  EXPECT_EQ(h.status[spec.id].state, process_state::failed);
  EXPECT_EQ(s.exit_of("one")->reason, "machine_down");
}

TEST_F(supervised, a_launch_of_this_boot_that_is_gone_has_lost_its_shim) {
  auto spec = shell("one", "exec sleep 60");
  run_slot s{state_, spec.id};
  launch_record r{0, spec, "one", 0};
  ASSERT_FALSE(s.create(r));
  ASSERT_FALSE(write_file_durably(s.folder("one") / "state.json",
                                  shim::to_json(of_this_machine())));
  harness h{state_};
  h.supervised.open();
  EXPECT_EQ(s.exit_of("one")->reason, "shim_lost");
}

TEST_F(supervised, what_runs_in_another_pid_namespace_is_shown_and_kept_alone) {
  auto spec = shell("one", "exec sleep 60");
  run_slot s{state_, spec.id};
  launch_record r{0, spec, "one", 0};
  ASSERT_FALSE(s.create(r));
  auto state = of_this_machine();
  ++state.pid_namespace;
  ASSERT_FALSE(
      write_file_durably(s.folder("one") / "state.json", shim::to_json(state)));
  auto tree = ::open(s.log("one").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  ASSERT_TRUE(shim::try_lock(tree, shim::tree_byte));
  harness h{state_};
  h.supervised.open();
  EXPECT_EQ(h.status[spec.id].state, process_state::unkept);
  EXPECT_NE(h.status[spec.id].error.find("namespace"), std::string::npos);
  auto second = h.start(shell("two", "exit 0"));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->launch, "one") << "never started beside it";
  EXPECT_FALSE(s.knows("two"));
  ::close(tree); // its tree is gone
  h.supervised.on_time(shim::boottime_ms() + 5001);
  EXPECT_EQ(h.status[spec.id].state, process_state::failed);
  EXPECT_EQ(s.exit_of("one")->reason, "machine_down");
}

TEST_F(supervised, a_mute_shim_is_shown_as_unkept_until_it_answers) {
  auto spec = shell("one", "exec sleep 60");
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec));
  }
  auto pid = slot(spec).state_of("one")->shim.pid;
  ASSERT_EQ(::kill(pid, SIGSTOP), 0);
  harness h{state_, 2};
  h.supervised.open();
  h.supervised.on_time(shim::boottime_ms() + 5001);
  EXPECT_EQ(h.status[spec.id].state, process_state::unkept);
  EXPECT_EQ(h.status[spec.id].error, "its shim does not answer");
  auto second = h.start(shell("two", "exit 0"));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->launch, "one") << "never started beside it";
  ASSERT_EQ(::kill(pid, SIGCONT), 0);
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  EXPECT_EQ(h.status[spec.id].error, "");
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST_F(supervised, a_lost_generation_does_not_lock_us_out_of_our_own_bots) {
  auto spec = shell("one", "exec sleep 60");
  {
    harness h{state_, 5};
    ASSERT_TRUE(h.start(spec));
    ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  }
  harness stranger{state_, 1};
  stranger.supervised.open();
  ASSERT_TRUE(stranger.until([&] { return !stranger.fenced.empty(); }));
  harness h{state_, 1};
  h.owner = true;
  h.supervised.open();
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  EXPECT_EQ(h.fenced, "");
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST_F(supervised, a_launch_that_we_did_not_know_of_is_adopted_when_it_is_met) {
  auto spec = shell("one", "exec sleep 60");
  harness first{state_, 1};
  ASSERT_TRUE(first.start(spec));
  harness h{state_, 2}; // has not read the run folders
  auto x = h.start(shell("two", "exit 0"));
  ASSERT_TRUE(x) << message_of(x.error());
  EXPECT_EQ(x->launch, "one");
  EXPECT_EQ(slot(spec).exit_of("two")->reason, "never_started");
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST_F(supervised, a_late_shim_finds_that_its_launch_is_over_and_quits) {
  auto spec = shell("one", "touch " + path("ran"));
  run_slot s{state_, spec.id};
  launch_record r{0, spec, "one", 0};
  ASSERT_FALSE(s.create(r));
  {
    harness h{state_};
    h.supervised.open(); // nothing keeps it: written off
  }
  EXPECT_EQ(s.exit_of("one")->reason, "never_started");
  auto error = 0;
  auto late = spawn_shim(
      {harness::real_shim(), s.folder("one"), 1, false, spec}, error);
  ASSERT_TRUE(late);
  pollfd report{late->fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&report, 1, 10'000), 1);
  EXPECT_EQ(late->read().kind, shim_report::what::ended);
  EXPECT_FALSE(fs::exists(s.folder("one") / "state.json"));
  EXPECT_FALSE(fs::exists(file("ran")));
}

TEST_F(supervised, wanted_trade_is_started_again_after_a_boot) {
  auto spec = shell("one", "exec sleep 60", process_kind::trade);
  run_slot s{state_, spec.id};
  launch_record r{0, spec, "one", 0};
  ASSERT_FALSE(s.create(r));
  auto state = of_this_machine();
  state.boot = "another-boot";
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
  EXPECT_FALSE(s.wanted()->wanted);
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

TEST_F(supervised, a_shim_whose_folder_was_deleted_does_not_stay_for_ever) {
  auto spec = shell("one", "exec sleep 60");
  auto shim_fd = -1;
  int32_t main = 0;
  {
    harness h{state_};
    auto x = h.start(spec);
    ASSERT_TRUE(x);
    main = *x->pid;
    auto state = slot(spec).state_of("one");
    ASSERT_TRUE(state);
    shim_fd = shim::open_pidfd(state->shim);
    ASSERT_GE(shim_fd, 0);
  }
  fs::remove_all(state_);
  ASSERT_EQ(::kill(main, SIGKILL), 0);
  pollfd ended{shim_fd, POLLIN, 0};
  EXPECT_EQ(::poll(&ended, 1, 10'000), 1);
  ::close(shim_fd);
}

} // namespace
} // namespace ftm::test
