#pragma once

#include "actors/supervisor/shim/process_table.hpp"
#include "tests/actors/supervisor/supervised.hpp"

#include <fstream>

namespace ftm::test {

/// Processes whose shim, or whose supervisor, dies at a named point.
class crashes : public supervision_of_real_processes {
protected:
  void TearDown() override {
    // Whatever became of it: nothing of ours is left.
    for (auto pid : marked())
      ::kill(pid, SIGKILL);
  }

  /// The shim of tests, that meets the fault once; `when` "" = at the first
  /// call, "--adopt" = when it adopts.
  fs::path shim_with(const std::string& fault, const std::string& when = {}) {
    auto once = path("met");
    auto first = when.empty() ? "" : "[ \"$1\" = " + when + " ] && ";
    return shim_that("if " + first + "[ ! -e " + once + " ]; then : > " + once
                     + "; export FTM_FAULT=" + fault + "; fi\nexec "
                     + (bin_dir() / "ftm-shim-faults").string() + " \"$@\"");
  }

  /// A launch whose main says that it was started, then does `then`.
  process_spec main_that(const std::string& launch, const std::string& then) {
    return shell(launch, "echo $$ >> " + path("mains") + "; " + then);
  }

  /// How many mains were started, ever.
  size_t mains() const {
    std::ifstream in{file("mains")};
    size_t n = 0;
    for (std::string line; std::getline(in, line);)
      ++n;
    return n;
  }

  /// Living processes that carry the marks of a launch in our state folder.
  std::vector<pid_t> marked() const {
    std::vector<pid_t> y;
    auto mark = "FTM_SLOT=" + state_.string();
    for (auto& e : shim::read_process_table())
      if (auto text =
              read_file("/proc/" + std::to_string(e.id.pid) + "/environ");
          !e.dead() && text && text->find(mark) != std::string::npos)
        y.push_back(e.id.pid);
    return y;
  }

  /// The shim that is called for a launch.
  pid_t shim_of(const process_spec& x) const {
    auto folder = slot(x).folder(x.launch).string();
    for (auto& e : shim::read_process_table())
      if (auto text =
              read_file("/proc/" + std::to_string(e.id.pid) + "/cmdline");
          !e.dead() && text && text->find("ftm-shim") != std::string::npos
          && text->find(folder) != std::string::npos)
        return e.id.pid;
    return 0;
  }

  /// Until the launch has an exit record; its reason.
  std::string reason_of(harness& h, const process_spec& x) {
    h.until([&] { return slot(x).exit_of(x.launch).has_value(); });
    auto e = slot(x).exit_of(x.launch);
    return e ? e->reason : "none";
  }

  /// A later start works, and stops.
  void expect_that_another_starts(harness& h) {
    auto before = mains();
    auto two = main_that("two", "exec sleep 60");
    h.until([&] { return !is_alive(h.status[two.id].state); });
    auto x = h.start(two);
    ASSERT_TRUE(x) << message_of(x.error());
    ASSERT_EQ(x->launch, "two");
    ASSERT_TRUE(h.until([&] { return mains() == before + 1; }));
    ASSERT_TRUE(h.until_state(two.id, process_state::running));
    ASSERT_TRUE(h.stop(two));
    ASSERT_TRUE(h.until_state(two.id, process_state::stopped));
    EXPECT_EQ(marked(), std::vector<pid_t>{});
    EXPECT_EQ(mains(), before + 1);
  }
};

} // namespace ftm::test
