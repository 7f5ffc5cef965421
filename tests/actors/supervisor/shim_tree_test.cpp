// Whole trees: what its members do to get away, and what it costs to find them.

#include "actors/supervisor/launch_cgroup.hpp"
#include "actors/supervisor/shim/cgroup.hpp"
#include "actors/supervisor/shim/sweep.hpp"
#include "tests/actors/supervisor/crashes.hpp"

#include <array>

namespace ftm::test {
namespace {

/// A shell command that writes its pid into `out` and sleeps, with nothing on
/// it that leads to its launch: no stdio, no environment, no session.
std::string without_a_trace(const std::string& out) {
  return "(exec setsid env -i /bin/sh -c 'echo $$ > " + out
         + "; exec /bin/sleep 60' </dev/null >/dev/null 2>&1 &)";
}

class shim_tree : public crashes {
protected:
  void TearDown() override {
    for (auto name : {"a", "b"})
      if (auto pid = pid_in(file(name)); pid > 0 && runs(pid))
        ::kill(pid, SIGKILL);
    crashes::TearDown();
  }
};

TEST_F(shim_tree, who_left_every_trace_behind_is_still_a_descendant) {
  harness h{state_};
  auto one = main_that("one", without_a_trace(path("a")) + "; exec sleep 60");
  ASSERT_TRUE(h.start(one));
  ASSERT_TRUE(h.until([&] { return pid_in(file("a")) > 0; }));
  auto pid = pid_in(file("a"));
  ASSERT_TRUE(runs(pid));
  h.stop(one);
  ASSERT_TRUE(h.until_state(one.id, process_state::stopped));
  EXPECT_FALSE(runs(pid));
}

TEST_F(shim_tree, an_adopter_remembers_who_will_leave_no_trace) {
  harness h{state_};
  // Main itself starts it, so that it is main's child until main ends.
  auto one = main_that("one", "setsid env -i /bin/sh -c 'echo $$ > " + path("a")
                                  + "; exec /bin/sleep 60' </dev/null "
                                    ">/dev/null 2>&1 & sleep 60; :");
  ASSERT_TRUE(h.start(one));
  ASSERT_TRUE(h.until([&] { return pid_in(file("a")) > 0; }));
  auto pid = pid_in(file("a"));
  kill_shim(one);
  ASSERT_TRUE(h.until([&] {
    return h.status[one.id].state == process_state::unkept && shim_of(one) > 0;
  }));
  h.stop(one);
  ASSERT_TRUE(h.until_state(one.id, process_state::stopped));
  EXPECT_FALSE(runs(pid));
}

TEST_F(shim_tree, who_holds_only_the_lock_by_another_descriptor_is_found) {
  harness h{state_};
  // Nobody's child, no marks, the log at descriptor 9 alone.
  auto one = main_that(
      "one", "(exec 9>&1; exec setsid env -i /bin/sh -c 'echo $$ > " + path("a")
                 + "; exec /bin/sleep 60' </dev/null >/dev/null 2>&1 &) ; "
                   "exec sleep 60");
  ASSERT_TRUE(h.start(one));
  ASSERT_TRUE(h.until([&] { return pid_in(file("a")) > 0; }));
  auto pid = pid_in(file("a"));
  kill_shim(one);
  ASSERT_TRUE(h.until([&] {
    return h.status[one.id].state == process_state::unkept && shim_of(one) > 0;
  }));
  h.stop(one);
  ASSERT_TRUE(h.until_state(one.id, process_state::stopped));
  EXPECT_FALSE(runs(pid));
}

TEST_F(shim_tree, a_stranger_is_looked_at_once) {
  // Nobody's child but for its marks.
  auto first = ::fork();
  if (first == 0) {
    if (::fork() == 0) {
      auto out = "echo $$ > " + path("a") + "; exec sleep 60";
      ::execle("/bin/sh", "sh", "-c", out.c_str(), nullptr,
               std::array<const char*, 3>{"FTM_LAUNCH=one", "FTM_SLOT=/nowhere",
                                          nullptr}
                   .data());
    }
    ::_exit(0);
  }
  ::waitpid(first, nullptr, 0);
  harness h{state_};
  ASSERT_TRUE(h.until([&] { return pid_in(file("a")) > 0; }));
  auto id = shim::identity_of(pid_in(file("a")));
  shim::tree t{"one", "/nowhere", {}, false, -1, {}, {}, {}};
  EXPECT_EQ(shim::members(t), std::vector<shim::identity>{id});
  EXPECT_GT(t.strangers.size(), 0U);
  shim::tree other{"one", "/nowhere", {}, false, -1, {}, {}, {id}};
  EXPECT_TRUE(shim::members(other).empty()) << "its marks were not read again";
  EXPECT_EQ(shim::sweep_once(t), 1U);
  EXPECT_TRUE(h.until([&] { return !shim::alive(id); }));
}

TEST(own_cgroup, is_where_the_mounts_say) {
  auto mounts = "22 1 0:20 / /proc rw - proc proc rw\n"
                "30 1 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 "
                "cgroup2 rw\n";
  EXPECT_EQ(own_cgroup("0::/system.slice/ftmanager.service\n", mounts),
            "/sys/fs/cgroup/system.slice/ftmanager.service");
  EXPECT_EQ(own_cgroup("4:memory:/x\n0::/a b\n", mounts), "/sys/fs/cgroup/a b");
  EXPECT_EQ(own_cgroup("4:memory:/x\n", mounts), "");
  EXPECT_EQ(own_cgroup("0::/x\n", "22 1 0:20 / /proc rw - proc proc rw\n"), "");
  EXPECT_EQ(own_cgroup("0::/box/one\n", "30 1 0:26 /box /cg rw - cgroup2 c rw"),
            "/cg/one");
}

TEST_F(shim_tree, a_folder_that_is_no_cgroup_is_none) {
  fs::create_directory(file("fake"));
  EXPECT_EQ(make_launch_cgroup(file("fake"), "/run/x/one"), "");
  EXPECT_TRUE(fs::is_empty(file("fake")));
  EXPECT_EQ(make_launch_cgroup({}, "/run/x/one"), "");
  EXPECT_EQ(make_launch_cgroup("/nowhere", "/run/x/one"), "");
}

TEST_F(shim_tree, kills_by_the_files_of_its_cgroup) {
  auto fake = path("fake");
  fs::create_directory(fake);
  for (auto name : {"/cgroup.kill", "/cgroup.procs"})
    ASSERT_FALSE(write_file_durably(fake + name, ""));
  ASSERT_FALSE(
      write_file_durably(fake + "/cgroup.events", "populated 1\nfrozen 0\n"));
  shim::kill_cgroup(fake);
  shim::join_cgroup(fake);
  EXPECT_EQ(read_file(fake + "/cgroup.kill"), "1");
  EXPECT_EQ(read_file(fake + "/cgroup.procs"), "0");
  EXPECT_TRUE(shim::is_populated(fake));
  ASSERT_FALSE(write_file_durably(fake + "/cgroup.procs", "12\n0\n345\n"));
  EXPECT_EQ(shim::cgroup_members(fake), (std::vector<pid_t>{12, 345}));
  ASSERT_FALSE(write_file_durably(fake + "/cgroup.events", "populated 0\n"));
  EXPECT_FALSE(shim::is_populated(fake));
}

/// A cgroup that this test may divide, as a delegated one.
class with_cgroup : public shim_tree {
protected:
  void SetUp() override {
    std::error_code e;
    for (auto root : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"})
      if (fs::exists(fs::path{root} / "cgroup.subtree_control", e)) {
        auto x = fs::path{root} / ("ftm-test-" + std::to_string(::getpid()));
        if (fs::create_directory(x, e) && fs::exists(x / "cgroup.kill", e))
          base_ = x;
      }
    if (base_.empty())
      GTEST_SKIP() << "no cgroup v2 that we may make one in";
  }
  void TearDown() override {
    shim_tree::TearDown();
    if (base_.empty())
      return;
    EXPECT_TRUE(below().empty()) << "each launch removes its own";
    ::rmdir(base_.c_str());
  }
  std::vector<fs::path> below() const {
    std::vector<fs::path> y;
    for (auto& x : fs::directory_iterator{base_})
      if (x.is_directory())
        y.push_back(x.path());
    return y;
  }
  fs::path base_;
};

TEST_F(with_cgroup, a_launch_has_its_own_which_is_gone_with_it) {
  harness h{state_, 1, milliseconds{0}, harness::real_shim(), true, "", base_};
  auto one = main_that("one", without_a_trace(path("a")) + "; exec sleep 60");
  auto x = h.start(one);
  ASSERT_TRUE(x);
  ASSERT_TRUE(h.until([&] { return pid_in(file("a")) > 0; }));
  ASSERT_EQ(below().size(), 1U);
  auto members = shim::cgroup_members(below()[0].string());
  auto has = [&](pid_t pid) {
    return std::find(members.begin(), members.end(), pid) != members.end();
  };
  EXPECT_TRUE(has(*x->pid));
  EXPECT_TRUE(has(pid_in(file("a"))));
  EXPECT_FALSE(has(slot(one).state_of("one")->shim.pid)) << "it stays outside";
  h.stop(one);
  ASSERT_TRUE(h.until_state(one.id, process_state::stopped));
  EXPECT_FALSE(runs(pid_in(file("a"))));
  EXPECT_EQ(below(), std::vector<fs::path>{});
}

TEST_F(with_cgroup, an_adopter_finds_by_it_who_left_no_trace_before) {
  auto one = main_that("one", without_a_trace(path("a")) + "; exec sleep 60");
  {
    harness h{state_, 1,    milliseconds{0}, harness::real_shim(), true,
              "",     base_};
    ASSERT_TRUE(h.start(one));
    ASSERT_TRUE(h.until([&] { return pid_in(file("a")) > 0; }));
  }
  kill_shim(one);
  ::kill(slot(one).state_of("one")->main.pid, SIGKILL);
  // Now only the cgroup knows that something of it lives.
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_EQ(reason_of(h, one), "shim_lost");
  EXPECT_FALSE(runs(pid_in(file("a"))));
}

TEST_F(with_cgroup, a_refused_launch_leaves_none) {
  harness h{state_, 1, milliseconds{0}, harness::real_shim(), true, "", base_};
  auto one = main_that("one", "");
  one.command = {"/nowhere/freqtrade"};
  EXPECT_FALSE(h.start(one));
  ASSERT_TRUE(h.until_state(one.id, process_state::failed));
}

} // namespace
} // namespace ftm::test
