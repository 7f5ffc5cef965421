// Killed before and after each of the six steps of the creation order.

#include "tests/actors/supervisor/crashes.hpp"

namespace ftm::test {
namespace {

struct creation_crash {
  const char* point;
  const char* reason; ///< of the exit record
  size_t mains;       ///< that were started
};

std::ostream& operator<<(std::ostream& out, const creation_crash& x) {
  return out << x.point;
}

class crash_in_creation
    : public crashes,
      public ::testing::WithParamInterface<std::tuple<creation_crash, bool>> {};

TEST_P(crash_in_creation, leaves_nothing_that_is_not_on_disk) {
  auto [c, watched] = GetParam();
  auto one = main_that("one", "exec sleep 60");
  auto shim = shim_with(c.point);
  auto first = std::make_unique<harness>(state_, 1, milliseconds{0}, shim);
  first->start(one);
  if (!watched) { // the supervisor is killed as well
    first = std::make_unique<harness>(state_, 2, milliseconds{0}, shim);
    first->supervised.open();
  }
  auto& h = *first;
  if (c.mains > 0) {
    ASSERT_TRUE(h.until_state(one.id, process_state::unkept));
    ASSERT_TRUE(h.until([&] { return mains() == c.mains; }));
    ASSERT_TRUE(h.stop(one));
  }
  EXPECT_EQ(reason_of(h, one), c.reason);
  EXPECT_EQ(marked(), std::vector<pid_t>{});
  EXPECT_EQ(mains(), c.mains);
  expect_that_another_starts(h);
}

INSTANTIATE_TEST_SUITE_P(
    shim, crash_in_creation,
    ::testing::Combine(
        ::testing::Values(creation_crash{"began", "never_started", 0},
                          creation_crash{"shim_locked", "never_started", 0},
                          creation_crash{"locked", "never_started", 0},
                          creation_crash{"reserved", "never_started", 0},
                          creation_crash{"bound", "never_started", 0},
                          creation_crash{"tree_locked", "never_started", 0},
                          creation_crash{"main_at_gate", "signaled", 0},
                          creation_crash{"forked", "never_started", 0},
                          creation_crash{"on_disk", "shim_lost", 0},
                          creation_crash{"opened", "shim_lost", 1}),
        ::testing::Bool()),
    [](auto& x) {
      return std::string{std::get<0>(x.param).point}
             + (std::get<1>(x.param) ? "_watched" : "_supervisor_killed_too");
    });

/// How far the supervisor came before it was killed: steps 1 and 2.
struct supervisor_crash {
  const char* name;
  void (*leave)(const run_slot&, launch_record);
  bool begins_anew; ///< the same launch can still be started
};

std::ostream& operator<<(std::ostream& out, const supervisor_crash& x) {
  return out << x.name;
}

void make_folder(const run_slot& s, launch_record r) {
  fs::create_directories(s.folder(r.spec.launch));
}

class crash_of_a_supervisor
    : public crashes,
      public ::testing::WithParamInterface<supervisor_crash> {};

TEST_P(crash_of_a_supervisor, starts_no_second_main) {
  auto& c = GetParam();
  auto one = main_that("one", "exec sleep 60");
  c.leave(slot(one), {0, one, "one", 0, {}});
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_EQ(mains(), 0U);
  auto x = h.start(one); // a lost reply is a repeated question
  ASSERT_TRUE(x) << message_of(x.error());
  if (c.begins_anew) {
    ASSERT_TRUE(h.until([&] { return mains() == 1; }));
    ASSERT_TRUE(h.stop(one));
    ASSERT_TRUE(h.until_state(one.id, process_state::stopped));
  } else {
    EXPECT_EQ(x->state, process_state::failed);
    EXPECT_EQ(reason_of(h, one), "never_started");
    EXPECT_EQ(mains(), 0U);
  }
  expect_that_another_starts(h);
}

INSTANTIATE_TEST_SUITE_P(
    supervisor, crash_of_a_supervisor,
    ::testing::Values(
        supervisor_crash{
            "before_the_launch_folder",
            [](auto& s, auto) { fs::create_directories(s.path()); }, true},
        supervisor_crash{"after_the_launch_folder", make_folder, true},
        supervisor_crash{"in_the_midst_of_launch_json",
                         [](auto& s, auto r) {
                           make_folder(s, r);
                           std::ofstream{s.folder("one") / "launch.json.tmp"}
                               << to_json(r).substr(0, 50);
                         },
                         true},
        supervisor_crash{"after_launch_json",
                         [](auto& s, auto r) {
                           make_folder(s, r);
                           ASSERT_FALSE(write_file_durably(
                               s.folder("one") / "launch.json", to_json(r)));
                         },
                         false},
        supervisor_crash{"before_the_shim",
                         [](auto& s, auto r) {
                           auto x = s;
                           ASSERT_FALSE(x.create(r));
                         },
                         false}),
    [](auto& x) { return std::string{x.param.name}; });

using crash = crashes;

TEST_F(crash, of_a_supervisor_that_never_heard_its_shim_loses_no_main) {
  auto one = main_that("one", "exec sleep 60");
  {
    harness h{state_, 1};
    h.supervised.start(one, [](auto) {}); // the shim has not reported
  }
  harness h{state_, 2};
  h.supervised.open();
  ASSERT_TRUE(h.until([&] {
    return slot(one).exit_of("one")
           || h.status[one.id].state == process_state::running;
  }));
  // Whether the shim was too late to lock its launch is the kernel's choice.
  auto expected = slot(one).exit_of("one") ? 0U : 1U;
  if (expected == 1) {
    ASSERT_TRUE(h.until([&] { return mains() == 1; }));
    h.stop(one);
    ASSERT_TRUE(h.until_state(one.id, process_state::stopped));
  } else {
    EXPECT_EQ(slot(one).exit_of("one")->reason, "never_started");
  }
  EXPECT_EQ(mains(), expected);
  expect_that_another_starts(h);
}

TEST_F(crash, a_late_shim_finds_that_it_was_written_off) {
  auto one = main_that("one", "exec sleep 60");
  auto shim = shim_with("began=stop");
  pid_t late = 0;
  {
    harness h{state_, 1, milliseconds{0}, shim};
    h.supervised.start(one, [](auto) {});
    ASSERT_TRUE(h.until([&] {
      shim::process_entry e;
      late = shim_of(one);
      return late > 0 && shim::read_process(late, e) && e.state == 'T';
    }));
  }
  harness h{state_, 2, milliseconds{0}, shim};
  h.supervised.open();
  EXPECT_EQ(reason_of(h, one), "never_started");
  auto fd = shim::open_pidfd(shim::identity_of(late));
  ASSERT_EQ(::kill(late, SIGCONT), 0);
  pollfd gone{fd, POLLIN, 0};
  EXPECT_EQ(::poll(&gone, 1, 10'000), 1) << "it quits";
  ::close(fd);
  EXPECT_EQ(slot(one).exit_of("one")->reason, "never_started");
  EXPECT_EQ(mains(), 0U);
  expect_that_another_starts(h);
}

TEST_F(crash, a_slow_shim_that_has_its_lock_is_waited_for) {
  auto one = main_that("one", "exec sleep 60");
  auto shim = shim_with("locked=stop");
  pid_t slow = 0;
  {
    harness h{state_, 1, milliseconds{0}, shim};
    h.supervised.start(one, [](auto) {});
    ASSERT_TRUE(h.until([&] {
      shim::process_entry e;
      slow = shim_of(one);
      return slow > 0 && shim::read_process(slow, e) && e.state == 'T';
    }));
  }
  harness h{state_, 2, milliseconds{0}, shim};
  h.supervised.open();
  ASSERT_TRUE(h.until_state(one.id, process_state::unkept));
  auto two = h.start(main_that("two", "exec sleep 60"));
  ASSERT_TRUE(two);
  EXPECT_EQ(two->launch, "one") << "never started beside it";
  ASSERT_EQ(::kill(slow, SIGCONT), 0);
  ASSERT_TRUE(h.until_state(one.id, process_state::running));
  ASSERT_TRUE(h.until([&] { return mains() == 1; }));
  h.stop(one);
  ASSERT_TRUE(h.until_state(one.id, process_state::stopped));
  expect_that_another_starts(h);
}

} // namespace
} // namespace ftm::test
