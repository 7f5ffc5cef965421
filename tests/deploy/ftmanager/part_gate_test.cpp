#include "deploy/ftmanager/part_spawner.hpp"
#include "tests/support/bin_dir.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <poll.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace ftm {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct part_gate : testing::Test {
  part_gate() {
    std::string x = (fs::temp_directory_path() / "ftm-gate-XXXXXX").string();
    folder = ::mkdtemp(x.data());
    suite_options o;
    o.config = folder / "config.yaml";
    o.state_dir = folder / "state";
    auto command = part_command(o, "supervisor", "", false);
    command[0] = (test::bin_dir() / "ftmanager").string();
    part = spawn_part_process("supervisor", command);
  }

  ~part_gate() override {
    signal_part(part, SIGKILL);
    ::waitpid(part.identity.pid, nullptr, 0);
    if (part.gate >= 0)
      ::close(part.gate);
    ::close(part.pidfd);
    fs::remove_all(folder);
  }

  bool ends_within(int ms) const {
    pollfd x{part.pidfd, POLLIN, 0};
    return ::poll(&x, 1, ms) == 1;
  }

  bool locked() const {
    return fs::exists(folder / "state" / "supervisor.lock");
  }

  fs::path folder;
  part_process part;
};

} // namespace

TEST_F(part_gate,
       a_part_whose_warden_died_before_writing_it_down_never_begins) {
  ASSERT_GE(part.pidfd, 0);
  ::close(part.gate); // as the warden's death does
  part.gate = -1;
  EXPECT_TRUE(ends_within(10'000));
  EXPECT_FALSE(locked());
}

TEST_F(part_gate, a_part_that_is_written_down_begins) {
  ASSERT_GE(part.pidfd, 0);
  open_gate(part);
  for (int i = 0; i < 1000 && !locked() && !ends_within(10);)
    ++i;
  EXPECT_TRUE(locked());
  EXPECT_EQ(part.gate, -1);
}

} // namespace ftm
