#include "tests/actors/supervisor/supervised.hpp"

#include <sys/wait.h>

namespace ftm::test {
namespace {

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
  auto all = h.launches({one.id, "", 20});
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

TEST_F(with_freqtrade, a_person_s_own_process_is_named_unless_forced) {
  harness h{state_};
  auto spec = trade("one");
  auto pid = by_hand(spec);
  ASSERT_TRUE(h.until([&] { return is_at_work(pid); }));
  auto x = h.start(spec);
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::foreign_process);
  EXPECT_NE(message_of(x.error()).find(std::to_string(pid)), std::string::npos);
  EXPECT_NE(message_of(x.error()).find("--strategy=Toy"), std::string::npos);
  spec.force = true;
  auto y = h.start(spec);
  EXPECT_TRUE(y);
  h.stop(spec);
  EXPECT_TRUE(h.until_state(spec.id, process_state::stopped));
  EXPECT_TRUE(runs(pid)) << "not ours, not stopped";
  end_by_hand(pid);
}

TEST_F(supervised, a_missing_shim_is_a_failed_spawn) {
  std::optional<caf::error> e;
  supervision x{{state_, "/nowhere/ftm-shim", milliseconds{0}},
                1,
                {[](fact_body) {}, [](const std::string&) {}, [](int) {},
                 [](int) {}, [] {}, [](const std::string&) {},
                 [](uint64_t) { return uint64_t{0}; }}};
  x.start(shell("one", "exit 0"), [&](auto y) { e = y.error(); });
  ASSERT_TRUE(e);
  EXPECT_EQ(code_of(*e), ec::spawn_failed);
}

TEST_F(supervised, a_start_that_fails_leaves_trade_unwanted) {
  harness h{state_};
  auto spec = shell("one", "", process_kind::trade);
  spec.command = {"/nowhere/freqtrade"};
  spec.restart.mode = restart_mode::on_failure;
  EXPECT_FALSE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::failed));
  EXPECT_FALSE(h.status[spec.id].wanted);
}

TEST_F(supervised, a_stop_that_a_lost_shim_had_begun_is_brought_to_its_end) {
  auto spec = shell("one", "trap '' INT TERM; echo $$ > " + path("main")
                               + "; while :; do sleep 0.1; done");
  spec.stop_ladder = {{SIGINT, stop_target::main, milliseconds{60'000}},
                      {SIGKILL, stop_target::tree, milliseconds{0}}};
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec));
    ASSERT_TRUE(h.until([&] { return pid_in(file("main")) > 0; }));
    h.stop(spec);
    ASSERT_TRUE(h.until(
        [&] { return fs::exists(slot(spec).folder("one") / "stop.json"); }));
    ::kill(slot(spec).state_of("one")->shim.pid, SIGKILL);
  }
  // The ladder is asked for anew, so let it be a short one.
  auto r = *slot(spec).launch("one");
  r.spec.stop_ladder = {{SIGKILL, stop_target::tree, milliseconds{0}}};
  ASSERT_FALSE(
      write_file_durably(slot(spec).folder("one") / "launch.json", to_json(r)));
  harness h{state_, 2};
  h.supervised.open();
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
  EXPECT_FALSE(runs(pid_in(file("main"))));
}

TEST_F(supervised, keeps_the_newest_bytes_of_a_flood_at_their_offsets) {
  harness h{state_};
  auto spec = shell("one", "i=0; while [ $i -lt 40 ]; do head -c 65536 "
                           "/dev/zero | tr '\\0' x; i=$((i+1)); sleep 0.02; "
                           "done; echo end; exec sleep 60");
  spec.log_limit = 262'144;
  ASSERT_TRUE(h.start(spec));
  auto log = slot(spec).log("one");
  ASSERT_TRUE(h.until([&] {
    struct stat s;
    return ::stat(log.c_str(), &s) == 0 && s.st_size == 40 * 65'536 + 4
           && s.st_blocks * 512 < 600'000;
  })) << "punched";
  auto x = h.supervised.read({spec.id, "one", 0, 10, {}});
  EXPECT_GT(x.offset, 0U);
  EXPECT_EQ(x.bytes, "xxxxxxxxxx");
  EXPECT_EQ(h.supervised.read({spec.id, "one", 40 * 65'536, 10, {}}).bytes,
            "end\n");
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST_F(supervised, reload_runs_its_command_beside_the_process) {
  harness h{state_};
  auto spec = shell("one", "exec sleep 60", process_kind::trade);
  spec.reload_command = {"/bin/sh", "-c", "echo reloaded"};
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.supervised.control(
      {spec.id, "one", process_action::reload, "tester", ""}));
  ASSERT_TRUE(h.until([&] { return h.output(spec) == "reloaded\n"; }));
  EXPECT_EQ(h.status[spec.id].state, process_state::running);
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
  EXPECT_FALSE(h.supervised.control(
      {spec.id, "one", process_action::reload, "tester", ""}));
}

TEST_F(supervised, a_wrong_request_is_refused_with_a_sentence) {
  harness h{state_};
  auto bad = [&](auto change) {
    auto spec = shell("one", "exit 0");
    change(spec);
    auto x = h.start(spec);
    return x ? ec::none : code_of(x.error());
  };
  EXPECT_EQ(bad([](auto& x) { x.launch = "../x"; }), ec::invalid);
  EXPECT_EQ(bad([](auto& x) { x.launch = ""; }), ec::invalid);
  EXPECT_EQ(bad([](auto& x) { x.command.clear(); }), ec::invalid);
  EXPECT_EQ(bad([](auto& x) { x.folder = "relative"; }), ec::invalid);
  EXPECT_EQ(bad([](auto& x) { x.environment["A=B"] = ""; }), ec::invalid);
  EXPECT_EQ(bad([](auto& x) { x.id.strategy = ""; }), ec::invalid);
  auto x =
      h.supervised.control({{"Nobody", process_kind::trade}, "x", {}, "", ""});
  EXPECT_EQ(code_of(x.error()), ec::not_found);
}

} // namespace
} // namespace ftm::test
