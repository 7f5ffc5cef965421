// Ends that nobody can read in `exit` yet.

#include "actors/supervisor/shim/locks.hpp"
#include "tests/actors/supervisor/crashes.hpp"
#include "tests/actors/supervisor/fake_shim.hpp"
#include "tests/actors/supervisor/full_disk.hpp"

namespace ftm::test {
namespace {

constexpr auto no_room =
    "its end cannot be written down yet: see whether the disk is full";

bool has(const std::string& x, std::string_view part) {
  return x.find(part) != std::string::npos;
}

class unwritten_end : public crashes {
protected:
  void TearDown() override {
    if (frozen_ > 0 && shim_of(bot_) == frozen_)
      ::kill(frozen_, SIGKILL); // left by a test that failed
    crashes::TearDown();
  }

  /// Nothing can take the place of `exit` from now on.
  void block(const process_spec& x) const {
    fs::create_directories(slot(x).folder(x.launch) / "exit" / "x");
  }
  void unblock(const process_spec& x) const {
    fs::remove_all(slot(x).folder(x.launch) / "exit");
  }
  /// A launch that has ended while nobody looked, its end is unwritten.
  void was_lost(const process_spec& x) {
    {
      harness h{state_, 1};
      ASSERT_TRUE(h.start(x));
    }
    kill_shim(x);
    auto main = slot(x).state_of(x.launch)->main;
    ::kill(main.pid, SIGKILL);
    harness clock{folder_.path() / "other", 1};
    ASSERT_TRUE(clock.until([&] { return !shim::alive(main); }));
    block(x);
  }
  process_spec bot_ = main_that("one", "exec sleep 60");
  pid_t frozen_ = 0; ///< a shim that stops itself
};

TEST_F(unwritten_end, of_a_dead_bot_is_not_shown_as_a_living_one) {
  {
    harness h{state_, 1};
    auto x = h.start(bot_);
    ASSERT_TRUE(x);
    ASSERT_TRUE(h.until_state(bot_.id, process_state::running));
    block(bot_);
    ASSERT_EQ(::kill(*x->pid, SIGKILL), 0);
    ASSERT_TRUE(h.until([&] {
      return h.status[bot_.id].error
             == "its end cannot be written: Is a directory";
    })) << h.status[bot_.id].error;
    EXPECT_EQ(h.status[bot_.id].state, process_state::stopping);
    EXPECT_FALSE(h.status[bot_.id].pid);
  }
  harness h{state_, 2}; // who comes back sees it too
  h.supervised.open();
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopping));
  EXPECT_EQ(h.status[bot_.id].error,
            "its end cannot be written: Is a directory");
  EXPECT_FALSE(h.status[bot_.id].pid);
  unblock(bot_);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::failed));
  EXPECT_EQ(h.status[bot_.id].error, "killed by SIGKILL");
  EXPECT_EQ(slot(bot_).exit_of("one")->reason, "signaled");
}

TEST_F(unwritten_end, says_so_where_the_shim_does_not_tell_why) {
  harness h{state_, 1, {}, shim_with("tree_gone=stop")};
  auto x = h.start(bot_);
  ASSERT_TRUE(x);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::running));
  frozen_ = shim_of(bot_);
  ASSERT_EQ(::kill(*x->pid, SIGKILL), 0);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopping));
  EXPECT_EQ(h.status[bot_.id].error, "") << "most ends are quick";
  ASSERT_TRUE(h.until([&] { return !h.status[bot_.id].error.empty(); }));
  EXPECT_EQ(h.status[bot_.id].error,
            "it has ended, but its end is not written down yet");
  ASSERT_EQ(::kill(frozen_, SIGCONT), 0);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::failed));
}

TEST_F(unwritten_end, of_what_cannot_be_killed_is_told_after_a_return) {
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(bot_));
  }
  harness h{state_, 2};
  {
    fake_shim fake{slot(bot_).folder("one")};
    h.supervised.open();
    fake.greet(h, R"({"v":1,"phase":"sweeping","main_alive":false,)"
                  R"("adopted":false,"stopping":true,"unkillable":true})");
    ASSERT_TRUE(h.until_state(bot_.id, process_state::stopping));
    EXPECT_EQ(h.status[bot_.id].error,
              "some of its processes cannot be killed");
  }
  h.stop(bot_);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
}

TEST_F(unwritten_end, of_what_nobody_keeps_is_no_phantom) {
  was_lost(bot_);
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_EQ(h.status[bot_.id].state, process_state::failed);
  EXPECT_TRUE(has(h.status[bot_.id].error, "its shim was lost"));
  EXPECT_TRUE(has(h.status[bot_.id].error, no_room));
  auto again = h.start(bot_);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->state, process_state::failed) << "a known launch";
  auto two = main_that("two", "exec sleep 60");
  auto x = h.start(two);
  ASSERT_TRUE(x) << message_of(x.error());
  EXPECT_EQ(x->launch, "two") << "it blocks nothing";
  unblock(bot_);
  ASSERT_TRUE(
      h.until([&] { return slot(bot_).exit_of("one").has_value(); }, 5000));
  EXPECT_EQ(slot(bot_).exit_of("one")->reason, "shim_lost");
  h.stop(two);
  ASSERT_TRUE(h.until_state(two.id, process_state::stopped));
}

TEST_F(unwritten_end, is_written_as_soon_as_that_is_possible) {
  was_lost(bot_);
  harness h{state_, 2};
  h.supervised.open();
  ASSERT_TRUE(has(h.status[bot_.id].error, no_room));
  unblock(bot_);
  ASSERT_TRUE(
      h.until([&] { return !has(h.status[bot_.id].error, no_room); }, 5000));
  EXPECT_EQ(h.status[bot_.id].error,
            "its shim was lost, so its exit code is unknown");
  EXPECT_EQ(slot(bot_).exit_of("one")->reason, "shim_lost");
}

TEST_F(unwritten_end, while_watched_is_an_end_all_the_same) {
  harness h{state_, 1};
  auto x = h.start(bot_);
  ASSERT_TRUE(x);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::running));
  auto shim = shim_of(bot_);
  block(bot_);
  ASSERT_EQ(::kill(*x->pid, SIGKILL), 0);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopping));
  ASSERT_EQ(::kill(shim, SIGKILL), 0);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::failed));
  EXPECT_TRUE(has(h.status[bot_.id].error, no_room));
}

TEST_F(unwritten_end, of_trade_does_not_outwit_its_restart_policy) {
  bot_.id.kind = process_kind::trade;
  bot_.restart.mode = restart_mode::off;
  was_lost(bot_);
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_FALSE(h.until([&] { return slot(bot_).launches().size() > 1; }, 300));
  EXPECT_EQ(h.status[bot_.id].state, process_state::failed);
  EXPECT_TRUE(h.status[bot_.id].wanted);
}

TEST_F(unwritten_end, of_a_launch_whose_shim_comes_late_after_all_is_none) {
  auto s = slot(bot_);
  launch_record r{0, bot_, "one", 0};
  ASSERT_FALSE(s.create(r));
  block(bot_);
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_EQ(h.status[bot_.id].state, process_state::failed);
  auto log = ::open(s.log("one").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_TRUE(shim::try_lock(log, shim::shim_byte)); // as a late shim does
  unblock(bot_);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::starting, 5000));
  EXPECT_FALSE(s.exit_of("one")) << "it has begun, so it has not ended";
  ::close(log);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::failed));
  EXPECT_EQ(s.exit_of("one")->reason, "never_started");
}

TEST_F(full_disk, does_not_hide_what_ended_while_nobody_looked) {
  auto lost = shell("one", "exec sleep 60");
  auto unborn = shell("two", "exec sleep 60", process_kind::hyperopt);
  shim::identity main;
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(lost));
    main = slot(lost).state_of("one")->main;
  }
  kill_shim(lost);
  ASSERT_EQ(::kill(main.pid, SIGKILL), 0);
  launch_record r{0, unborn, "two", 0};
  ASSERT_FALSE(slot(unborn).create(r));
  harness h{state_, 2};
  ASSERT_TRUE(h.until([&] { return !shim::alive(main); }));
  fill();
  h.supervised.open();
  ASSERT_TRUE(slot(lost).exit_of("one")) << "its room was reserved";
  EXPECT_EQ(slot(lost).exit_of("one")->reason, "shim_lost");
  ASSERT_TRUE(slot(unborn).exit_of("two"));
  EXPECT_EQ(slot(unborn).exit_of("two")->reason, "never_started");
  EXPECT_EQ(h.status[lost.id].state, process_state::failed);
  EXPECT_EQ(h.status[unborn.id].state, process_state::failed);
}

} // namespace
} // namespace ftm::test
