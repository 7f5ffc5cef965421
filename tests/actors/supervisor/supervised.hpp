#pragma once

#include "tests/actors/supervisor/harness.hpp"

#include <sys/wait.h>

namespace ftm::test {

class supervision_of_real_processes : public ::testing::Test {
protected:
  temporary_folder folder_;
  fs::path state_ = folder_.path() / "state";

  fs::path file(const char* name) const {
    return folder_.path() / name;
  }
  std::string path(const char* name) const {
    return file(name).string();
  }
  run_slot slot(const process_spec& x) const {
    return {state_, x.id};
  }
  /// An executable that is called as ftm-shim is, and does `text` instead.
  fs::path shim_that(const std::string& text) const {
    auto y = file("shim");
    EXPECT_FALSE(write_file_durably(y, "#!/bin/sh\n" + text + "\n", 0700));
    return y;
  }
  /// Kills the shim of a launch, which has nothing else to lose.
  void kill_shim(const process_spec& x) const {
    auto state = slot(x).state_of(x.launch);
    ASSERT_TRUE(state);
    auto fd = shim::open_pidfd(state->shim);
    ASSERT_GE(fd, 0);
    ASSERT_EQ(::kill(state->shim.pid, SIGKILL), 0);
    pollfd gone{fd, POLLIN, 0};
    EXPECT_EQ(::poll(&gone, 1, 10'000), 1);
    ::close(fd);
  }
};

using supervised = supervision_of_real_processes;

class with_freqtrade : public supervision_of_real_processes {
protected:
  /// A script that is called as freqtrade is.
  process_spec trade(const std::string& launch) {
    auto program = path("freqtrade");
    EXPECT_FALSE(
        write_file_durably(program, "#!/bin/sh\nexec 9<&-\nsleep 60\n", 0700));
    auto y = shell(launch, "", process_kind::trade);
    y.command = {program, "trade", "--strategy", "Toy"};
    y.folder = folder_.path().string();
    return y;
  }

  /// A person starts it in a terminal.
  pid_t by_hand(const process_spec& x) {
    auto pid = ::fork();
    if (pid == 0) {
      ::setpgid(0, 0); // so that its child can be ended with it
      if (::chdir(x.folder.c_str()) == 0)
        ::execl(x.command[0].c_str(), x.command[0].c_str(), "trade",
                "--strategy=Toy", nullptr);
      ::_exit(1);
    }
    return pid;
  }

  /// Its command line is its own once it has executed the script.
  static bool is_at_work(pid_t pid) {
    auto x = read_file("/proc/" + std::to_string(pid) + "/cmdline");
    return x && x->find("--strategy=Toy") != std::string::npos;
  }

  static void end_by_hand(pid_t pid) {
    ::kill(-pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
};

} // namespace ftm::test
