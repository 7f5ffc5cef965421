// Killed between main's end and `exit`, and while it adopts.

#include "tests/actors/supervisor/crashes.hpp"

namespace ftm::test {
namespace {

class crash_at_the_end
    : public crashes,
      public ::testing::WithParamInterface<std::tuple<std::string, bool>> {};

TEST_P(crash_at_the_end, is_told_and_leaves_nothing) {
  auto [point, watched] = GetParam();
  // What main leaves behind must not outlive it, whoever sweeps.
  auto one = main_that("one", "(setsid sleep 60 &) ; exit 3");
  auto shim = shim_with(point);
  auto first = std::make_unique<harness>(state_, 1, milliseconds{0}, shim);
  ASSERT_TRUE(first->start(one));
  if (!watched) {
    first = std::make_unique<harness>(state_, 2, milliseconds{0}, shim);
    first->supervised.open();
  }
  auto& h = *first;
  auto named = point == "exit_named";
  EXPECT_EQ(reason_of(h, one), named ? "exited" : "shim_lost");
  ASSERT_TRUE(h.until_state(one.id, process_state::failed));
  auto code = slot(one).exit_of("one")->code;
  EXPECT_EQ(code, named ? std::optional<int32_t>{3} : std::nullopt);
  // One that lives removes its socket after its record.
  EXPECT_EQ(named, named && fs::exists(slot(one).folder("one") / "ctl"));
  EXPECT_EQ(marked(), std::vector<pid_t>{});
  EXPECT_EQ(mains(), 1U);
  // A killed one has its locks a little longer than its record takes.
  ASSERT_TRUE(h.until([&] { return shim_of(one) == 0; }));
  expect_that_another_starts(h);
}

INSTANTIATE_TEST_SUITE_P(
    shim, crash_at_the_end,
    ::testing::Combine(::testing::Values(std::string{"main_ended"}, "tree_gone",
                                         "exit_written", "exit_named"),
                       ::testing::Bool()),
    [](auto& x) {
      return std::get<0>(x.param)
             + (std::get<1>(x.param) ? "_watched" : "_supervisor_killed_too");
    });

class crash_of_an_adopter : public crashes,
                            public ::testing::WithParamInterface<const char*> {
};

TEST_P(crash_of_an_adopter, is_followed_by_another_one) {
  std::string point = GetParam();
  auto one = main_that("one", "(setsid sleep 60 &) ; exec sleep 60");
  auto shim = shim_with(point, "--adopt");
  pid_t main = 0;
  {
    harness h{state_, 1, milliseconds{0}, shim};
    auto x = h.start(one);
    ASSERT_TRUE(x);
    main = *x->pid;
    ASSERT_TRUE(h.until([&] { return mains() == 1; }));
    kill_shim(one);
    ASSERT_TRUE(h.until_state(one.id, process_state::unkept));
    ASSERT_TRUE(h.until([&] { return fs::exists(file("met")); }));
    if (point == "main_ended" || point == "exit_written") { // at its own end
      h.until([&] {
        auto s = slot(one).state_of("one");
        return s && runs(s->shim.pid);
      });
      h.stop(one);
    }
    ASSERT_TRUE(h.until([&] { return shim_of(one) == 0; })) << "it has died";
  }
  harness h{state_, 2, milliseconds{0}, shim};
  h.supervised.open();
  if (!slot(one).exit_of("one")) {
    EXPECT_EQ(runs(main), point.starts_with("adopt_"));
    ASSERT_TRUE(h.until_state(one.id, process_state::unkept));
    ASSERT_TRUE(h.stop(one));
  }
  EXPECT_EQ(reason_of(h, one), "shim_lost");
  ASSERT_TRUE(h.until_state(one.id, process_state::stopped));
  EXPECT_FALSE(slot(one).exit_of("one")->code);
  EXPECT_EQ(marked(), std::vector<pid_t>{});
  EXPECT_EQ(mains(), 1U);
  expect_that_another_starts(h);
}

INSTANTIATE_TEST_SUITE_P(shim, crash_of_an_adopter,
                         ::testing::Values("adopt_began", "adopt_locked",
                                           "adopt_reserved", "adopt_bound",
                                           "adopt_on_disk", "main_ended",
                                           "exit_written"),
                         [](auto& x) { return std::string{x.param}; });

using crash = crashes;

TEST_F(crash, points_are_in_no_shim_that_people_run) {
  auto holds = [](const fs::path& x) {
    auto text = read_file(x);
    return text && text->find("FTM_FAULT") != std::string::npos;
  };
  EXPECT_FALSE(holds(bin_dir() / "ftm-shim"));
  EXPECT_TRUE(holds(bin_dir() / "ftm-shim-faults"));
}

TEST_F(crash, a_reused_pid_is_not_taken_for_main) {
  auto one = main_that("one", "exec sleep 60");
  auto s = slot(one);
  launch_record r{0, one, "one", 0, {}};
  ASSERT_FALSE(s.create(r));
  auto stranger = ::fork();
  if (stranger == 0) {
    ::pause();
    ::_exit(0);
  }
  auto id = shim::identity_of(stranger);
  auto before = id;
  --before.start; // the one that had its pid
  ASSERT_FALSE(
      write_file_durably(s.folder("one") / "state.json",
                         shim::to_json(shim::state_record{"one",
                                                          shim::boot_id(),
                                                          shim::pid_namespace(),
                                                          before,
                                                          before,
                                                          1,
                                                          1,
                                                          {}})));
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_EQ(reason_of(h, one), "shim_lost");
  expect_that_another_starts(h);
  EXPECT_TRUE(shim::alive(id)) << "it is another's";
  ::kill(stranger, SIGKILL);
  ::waitpid(stranger, nullptr, 0);
}

} // namespace
} // namespace ftm::test
