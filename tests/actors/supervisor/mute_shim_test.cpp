// Shims that fall silent after we have met them.

#include "tests/actors/supervisor/fake_shim.hpp"

namespace ftm::test {
namespace {

constexpr auto mute = "its shim does not answer, so it is not stopped yet";

TEST_F(supervised, a_shim_frozen_after_its_adoption_is_thawed_for_a_stop) {
  auto spec = shell("one", "exec sleep 60");
  std::optional<int32_t> main;
  {
    harness h{state_, 1};
    auto x = h.start(spec);
    ASSERT_TRUE(x);
    main = x->pid;
  }
  harness h{state_, 2};
  h.supervised.open();
  ASSERT_TRUE(h.until_state(spec.id, process_state::running)) << "it answered";
  auto shim = slot(spec).state_of("one")->shim.pid;
  ASSERT_EQ(::kill(shim, SIGSTOP), 0);
  ASSERT_TRUE(h.stop(spec));
  h.supervised.on_time(shim::boottime_ms() + 5001);
  EXPECT_EQ(h.status[spec.id].state, process_state::unkept);
  EXPECT_EQ(h.status[spec.id].error, mute);
  EXPECT_TRUE(h.until_state(spec.id, process_state::stopped));
  EXPECT_FALSE(runs(*main));
  ::kill(shim, SIGCONT); // if nobody did
}

TEST_F(supervised, a_shim_that_does_not_take_a_stop_is_unkept_until_it_does) {
  auto spec = shell("one", "exec sleep 60");
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec));
  }
  harness h{state_, 2};
  {
    fake_shim fake{slot(spec).folder("one")};
    h.supervised.open();
    fake.greet(h, R"({"v":1,"phase":"running","main_alive":true})");
    ASSERT_TRUE(h.until_state(spec.id, process_state::running));
    ASSERT_TRUE(h.stop(spec));
    ASSERT_TRUE(h.until([&] { return fake.heard().starts_with("3 stop "); }));
    h.supervised.on_time(shim::boottime_ms() + 5001);
    EXPECT_EQ(h.status[spec.id].state, process_state::unkept);
    EXPECT_EQ(h.status[spec.id].error, mute);
    auto second = h.start(shell("two", "exit 0"));
    ASSERT_TRUE(second);
    EXPECT_EQ(second->launch, "one") << "never started beside it";
    fake.say("3 ok {}");
    ASSERT_TRUE(h.until([&] { return fake.heard() == "4 status"; }));
    fake.say(R"(4 ok {"v":1,"phase":"running","main_alive":true,)"
             R"("stopping":true})");
    ASSERT_TRUE(h.until_state(spec.id, process_state::stopping));
    EXPECT_EQ(h.status[spec.id].error, "");
  }
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST_F(supervised, a_shim_that_takes_a_stop_has_all_the_time_of_its_ladder) {
  auto spec = shell("one", "trap '' INT; echo on; sleep 60 & wait");
  spec.stop_ladder = {{SIGINT, stop_target::main, milliseconds{60'000}},
                      {SIGKILL, stop_target::tree, milliseconds{0}}};
  harness h{state_};
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until([&] { return h.output(spec) == "on\n"; }));
  ASSERT_TRUE(h.stop(spec));
  ASSERT_FALSE(h.until([] { return false; }, 300));
  h.supervised.on_time(shim::boottime_ms() + 5001);
  EXPECT_EQ(h.status[spec.id].state, process_state::stopping);
  EXPECT_EQ(h.status[spec.id].error, "");
  ASSERT_EQ(::kill(slot(spec).state_of("one")->main.pid, SIGKILL), 0);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

} // namespace
} // namespace ftm::test
