#include "tests/actors/supervisor/supervised.hpp"

namespace ftm::test {
namespace {

/// Files that are empty, cut or gone when a supervisor comes back.
class power_cut : public with_freqtrade {
protected:
  void SetUp() override {
    bot_.restart = {restart_mode::on_failure, 5, seconds{600}, milliseconds{10},
                    milliseconds{50}};
  }

  static void cut(const fs::path& x, double part) {
    std::error_code e;
    fs::resize_file(x, static_cast<uintmax_t>(
                           static_cast<double>(fs::file_size(x, e)) * part));
  }

  /// Trade that ran when the machine went down.
  void went_down(const wanted_record& wanted) {
    auto s = slot(bot_);
    launch_record r{0, bot_, "one", 0};
    ASSERT_FALSE(s.create(r));
    shim::state_record state{
        "one", "another-boot", shim::pid_namespace(), {1, 1}, {1, 1}, 1, 1};
    ASSERT_FALSE(
        write_file_durably(s.folder("one") / "state.json", to_json(state)));
    ASSERT_FALSE(s.set_wanted(wanted));
  }

  bool starts(harness& h) {
    return h.until([&] { return slot(bot_).launches().size() > 1; }, 300);
  }

  process_spec bot_ = shell("one", "exec sleep 60", process_kind::trade);
  wanted_record wanted_{true, "", "tester", {}};
};

TEST_F(power_cut, trade_whose_wish_is_damaged_does_not_start_by_itself) {
  for (auto part : {0.0, 0.5}) {
    std::error_code e;
    fs::remove_all(state_, e);
    went_down(wanted_);
    cut(slot(bot_).path() / "wanted.json", part);
    harness h{state_};
    h.supervised.open();
    EXPECT_FALSE(starts(h)) << part;
    EXPECT_FALSE(h.status[bot_.id].wanted);
    EXPECT_EQ(h.status[bot_.id].error,
              "the machine went down while it ran; it is not started by "
              "itself, since wanted.json is missing or damaged");
  }
}

TEST_F(power_cut, what_runs_goes_on_to_be_wanted_with_a_damaged_wish) {
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(bot_));
  }
  cut(slot(bot_).path() / "wanted.json", 0);
  harness h{state_, 2};
  h.supervised.open();
  ASSERT_TRUE(h.until_state(bot_.id, process_state::running));
  EXPECT_TRUE(h.status[bot_.id].wanted);
  EXPECT_TRUE(slot(bot_).wanted()->wanted) << "written down anew";
  h.stop(bot_);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
}

TEST_F(power_cut, a_person_s_stop_that_could_not_be_written_is_not_lost) {
  auto file = slot(bot_).path() / "wanted.json";
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(bot_));
    auto before = read_file(file).value_or("");
    fs::remove(file);
    fs::create_directories(file / "x"); // so that nothing can take its place
    ASSERT_TRUE(h.stop(bot_)) << "stopped all the same";
    ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
    fs::remove_all(file);
    ASSERT_FALSE(write_file_durably(file, before));
  }
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_FALSE(starts(h));
  EXPECT_FALSE(h.status[bot_.id].wanted);
  EXPECT_FALSE(slot(bot_).wanted()->wanted);
}

TEST_F(power_cut, a_wish_is_written_down_as_soon_as_that_is_possible) {
  auto file = slot(bot_).path() / "wanted.json";
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  fs::remove(file);
  fs::create_directories(file / "x");
  h.stop(bot_);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
  fs::remove_all(file);
  EXPECT_TRUE(h.until([&] { return slot(bot_).wanted().has_value(); }, 3000));
  EXPECT_FALSE(slot(bot_).wanted()->wanted);
}

TEST_F(power_cut, a_stop_that_only_we_know_of_says_so_until_it_is_written) {
  auto file = slot(bot_).path() / "wanted.json";
  bot_.command[2] = "exit 1";
  bot_.restart.backoff = bot_.restart.backoff_max = seconds{60};
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::backing_off));
  fs::remove(file);
  fs::create_directories(file / "x");
  auto x = h.stop(bot_);
  ASSERT_TRUE(x);
  EXPECT_EQ(x->state, process_state::stopped);
  EXPECT_TRUE(x->error.starts_with("that it is stopped cannot be written"))
      << x->error;
  fs::remove_all(file);
  EXPECT_TRUE(h.until([&] { return h.status[bot_.id].error.empty(); }, 3000));
  EXPECT_FALSE(slot(bot_).wanted()->wanted);
}

TEST_F(power_cut, an_empty_exit_record_is_written_anew) {
  went_down(wanted_);
  ASSERT_FALSE(write_file_durably(slot(bot_).folder("one") / "exit", ""));
  harness h{state_};
  h.supervised.open();
  EXPECT_EQ(slot(bot_).exit_of("one")->reason, "machine_down");
  ASSERT_TRUE(h.until_state(bot_.id, process_state::running));
  h.stop(bot_);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
}

TEST_F(power_cut, a_stop_that_had_begun_is_remembered) {
  went_down(wanted_);
  shim::stop_record stop{"tester", "user", 1};
  ASSERT_FALSE(write_file_durably(slot(bot_).folder("one") / "stop.json",
                                  to_json(stop)));
  harness h{state_};
  h.supervised.open();
  EXPECT_EQ(h.status[bot_.id].state, process_state::stopped);
  EXPECT_FALSE(starts(h));
  EXPECT_FALSE(h.status[bot_.id].wanted);
}

TEST_F(power_cut, an_empty_state_does_not_hide_a_bot_whose_shim_was_killed) {
  pid_t pid = 0;
  {
    harness h{state_, 1};
    auto x = h.start(bot_);
    ASSERT_TRUE(x);
    pid = *x->pid;
  }
  kill_shim(bot_);
  cut(slot(bot_).folder("one") / "state.json", 0);
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_EQ(h.status[bot_.id].state, process_state::unkept);
  EXPECT_EQ(h.status[bot_.id].error, "its state.json cannot be read");
  EXPECT_FALSE(starts(h)) << "never beside it";
  EXPECT_TRUE(runs(pid));
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  ASSERT_TRUE(h.until([&] { return slot(bot_).exit_of("one").has_value(); }));
  EXPECT_EQ(slot(bot_).exit_of("one")->reason, "shim_lost");
  ASSERT_TRUE(h.until_state(bot_.id, process_state::running))
      << "then its policy acts";
  h.supervised.control(
      {bot_.id, h.status[bot_.id].launch, process_action::stop, "tester", ""});
  ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
}

TEST_F(power_cut, an_empty_launch_record_of_a_living_bot_brings_no_second_one) {
  auto spec = bot_;
  spec.command[2] = "echo $$ >> " + path("pids") + "; exec sleep 60";
  auto second = spec;
  second.launch = "two";
  auto bots = [&] {
    auto x = read_file(file("pids")).value_or("");
    return std::count(x.begin(), x.end(), '\n');
  };
  pid_t pid = 0;
  {
    harness h{state_, 1};
    auto x = h.start(spec);
    ASSERT_TRUE(x);
    ASSERT_TRUE(h.until([&] { return bots() == 1; }));
    ASSERT_EQ(::kill(*x->pid, SIGKILL), 0);
    ASSERT_TRUE(h.until([&] { return bots() == 2; }));
    pid = *h.status[spec.id].pid;
  }
  cut(slot(spec).folder("one.r1") / "launch.json", 0);
  harness h{state_, 2};
  h.supervised.open();
  auto hidden = [&] {
    return h.status[spec.id].error.find("Another launch of it")
           != std::string::npos;
  };
  ASSERT_TRUE(h.until(hidden)) << h.status[spec.id].error;
  EXPECT_EQ(h.status[spec.id].state, process_state::backing_off);
  auto x = h.start(second);
  ASSERT_FALSE(x) << "not even a person gets two";
  EXPECT_EQ(code_of(x.error()), ec::conflict);
  EXPECT_EQ(bots(), 2);
  EXPECT_TRUE(runs(pid));
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  ASSERT_TRUE(h.until([&] { return !runs(pid); }));
  h.supervised.control(
      {spec.id, h.status[spec.id].launch, process_action::stop, "tester", ""});
}

} // namespace
} // namespace ftm::test
