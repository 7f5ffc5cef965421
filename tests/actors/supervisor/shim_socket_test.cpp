// What others do to a shim: its socket, signals, its folder.

#include "tests/actors/supervisor/raw_shim.hpp"

#include <fstream>
#include <sstream>
#include <sys/wait.h>

namespace ftm::test {
namespace {

class shims : public supervision_of_real_processes {
protected:
  /// A bot that nobody supervises at the moment.
  void SetUp() override {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec_));
    ASSERT_TRUE(h.until_state(spec_.id, process_state::running));
    auto s = slot(spec_).state_of("one");
    ASSERT_TRUE(s);
    shim_ = s->shim;
    main_ = s->main;
  }
  /// Whatever was done to it, a supervisor stops it as ever.
  void TearDown() override {
    harness h{state_, 99};
    h.supervised.open();
    EXPECT_TRUE(h.until_state(spec_.id, process_state::running));
    h.stop(spec_);
    EXPECT_TRUE(h.until_state(spec_.id, process_state::stopped));
    EXPECT_EQ(slot(spec_).exit_of("one")->reason, "signaled");
    EXPECT_FALSE(shim::alive(main_));
  }
  raw_shim connection() const {
    return {slot(spec_).folder("one"), "one"};
  }

  process_spec spec_ = shell("one", "exec sleep 60");
  shim::identity shim_, main_;
};

TEST_F(shims, speak_to_nobody_who_has_not_said_hello) {
  auto c = connection();
  EXPECT_EQ(c.ask("status"), "err hello say hello first");
  EXPECT_EQ(c.ask("kill"), "err hello say hello first");
  EXPECT_EQ(c.ask("hello 2"), "ok {}");
  EXPECT_EQ(c.status()["phase"], "running");
}

TEST_F(shims, answer_an_unknown_verb_of_version_1_with_an_error) {
  auto c = connection();
  c.ask("hello 2");
  EXPECT_EQ(c.ask("dance"), "err verb unknown verb");
  EXPECT_EQ(c.status()["phase"], "running") << "the connection stays";
}

TEST_F(shims, refuse_what_they_do_not_understand_and_go_on) {
  auto c = connection();
  c.ask("hello 2");
  for (std::string bad :
       {"", "1", "x y z", "2 7 one status", "1 -1 one status",
        "1 99999999999999999999999 one status", "1 1 one", "\xff\xfe\x01"}) {
    if (bad.empty())
      continue; // an empty packet cannot be told from the end
    ASSERT_TRUE(c.send(bad));
    EXPECT_NE(c.receive().find(" err invalid "), std::string::npos) << bad;
  }
  ASSERT_TRUE(c.send("1 7 two kill"));
  EXPECT_EQ(c.receive(), "1 7 err launch this is one");
  EXPECT_EQ(c.ask("stop"), "err invalid expected: stop WHY SIGNAL:TARGET:MS,…");
  EXPECT_EQ(c.ask("stop why 77:main:1"),
            "err invalid expected: stop WHY SIGNAL:TARGET:MS,…");
  EXPECT_EQ(c.ask("log_limit"), "err invalid expected: log_limit BYTES");
  EXPECT_EQ(c.ask("log_limit all"), "err invalid expected: log_limit BYTES");
  EXPECT_EQ(c.status()["stopping"], false);
}

TEST_F(shims, close_on_a_packet_that_is_too_long) {
  auto c = connection();
  c.ask("hello 2");
  EXPECT_TRUE(c.send("1 2 one stop " + std::string(4096, 'x')));
  EXPECT_EQ(c.receive(), "closed");
  auto d = connection();
  EXPECT_EQ(d.ask("hello 2"), "ok {}");
}

TEST_F(shims, answer_others_while_one_floods_them) {
  auto flood = ::fork();
  if (flood == 0) {
    for (;;) { // asks, and reads the answers, as fast as it can
      auto c = connection();
      char answer[256];
      while (::send(c.fd(), "1 2 one status", 14, MSG_DONTWAIT | MSG_NOSIGNAL)
                 > 0
             || errno == EAGAIN)
        ::recv(c.fd(), answer, sizeof answer, MSG_DONTWAIT);
    }
  }
  for (uint64_t generation = 2; generation < 22; ++generation) {
    auto begin = shim::boottime_ms();
    auto c = connection();
    EXPECT_EQ(c.ask("hello " + std::to_string(generation)), "ok {}");
    EXPECT_EQ(c.status()["phase"], "running");
    EXPECT_LT(shim::boottime_ms() - begin, 2000);
  }
  ::kill(flood, SIGKILL);
  ::waitpid(flood, nullptr, 0);
}

TEST_F(shims, are_not_locked_up_by_idle_connections) {
  std::vector<std::unique_ptr<raw_shim>> idle;
  for (int i = 0; i < 40; ++i) {
    idle.push_back(
        std::make_unique<raw_shim>(slot(spec_).folder("one"), "one"));
    ASSERT_TRUE(idle.back()->connected());
  }
  auto c = connection();
  EXPECT_EQ(c.ask("hello 2"), "ok {}");
  EXPECT_EQ(idle.front()->receive(), "closed") << "the oldest made place";
}

TEST_F(shims, turn_another_user_away) {
  if (::getuid() != 0)
    GTEST_SKIP() << "only root can be two users";
  // Let the other one through all folders to the socket itself.
  for (auto x = slot(spec_).folder("one"); x != folder_.path().parent_path();
       x = x.parent_path())
    fs::permissions(x, fs::perms::all);
  fs::permissions(slot(spec_).folder("one") / "ctl", fs::perms::all);
  auto other = ::fork();
  if (other == 0) {
    if (::setuid(65'534) != 0)
      ::_exit(2);
    auto c = connection();
    ::_exit(c.connected() && c.ask("hello 5").starts_with("ok") ? 1 : 0);
  }
  int status = 0;
  ::waitpid(other, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  auto c = connection();
  EXPECT_EQ(c.ask("hello 2"), "ok {}") << "5 was never heard";
}

TEST_F(shims, hear_no_signal_but_kill_and_stop) {
  for (int round = 0; round < 200; ++round)
    for (auto s : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGALRM, SIGUSR1,
                   SIGUSR2, SIGTSTP, SIGCHLD})
      ASSERT_EQ(::kill(shim_.pid, s), 0);
  EXPECT_TRUE(shim::alive(shim_));
  EXPECT_TRUE(shim::alive(main_));
}

TEST_F(shims, are_small) {
  std::ifstream in{"/proc/" + std::to_string(shim_.pid) + "/smaps_rollup"};
  std::stringstream text;
  text << in.rdbuf();
  auto at = text.str().find("\nPss:");
  if (at == std::string::npos)
    GTEST_SKIP() << "the kernel does not tell the PSS";
  auto kb = std::stoi(text.str().substr(at + 5));
  EXPECT_GT(kb, 0);
  EXPECT_LE(kb, 1024);
}

TEST_F(shims, wake_up_for_nothing) {
  auto wakings = [&] {
    auto text = read_file("/proc/" + std::to_string(shim_.pid) + "/status")
                    .value_or("");
    auto at = text.find("\nvoluntary_ctxt_switches:");
    return at == std::string::npos ? -1 : std::stol(text.substr(at + 25));
  };
  auto first = connection();
  first.ask("hello 2");
  first.ask("log_limit 1000000");
  // Once it has seen that the log is quiet.
  pollfd nothing{-1, 0, 0};
  ::poll(&nothing, 1, 300);
  auto before = wakings();
  ASSERT_GT(before, 0);
  ::poll(&nothing, 1, 1500);
  EXPECT_EQ(wakings(), before);
}

TEST_F(shims, fence_a_frozen_supervisor_that_comes_back) {
  harness frozen{state_, 2};
  frozen.supervised.open();
  ASSERT_TRUE(frozen.until_state(spec_.id, process_state::running));
  // It does nothing while another one takes over.
  harness h{state_, 3};
  h.supervised.open();
  ASSERT_TRUE(h.until_state(spec_.id, process_state::running));
  frozen.stop(spec_); // late, and not heard
  EXPECT_TRUE(frozen.until([&] { return !frozen.fenced.empty(); }));
  EXPECT_NE(frozen.fenced.find("generation 3 took over"), std::string::npos);
  EXPECT_FALSE(h.until([&] { return !h.fenced.empty(); }, 200));
  EXPECT_EQ(h.status[spec_.id].state, process_state::running);
}

} // namespace
} // namespace ftm::test
