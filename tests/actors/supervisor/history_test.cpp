#include "actors/supervisor/shim/locks.hpp"
#include "tests/actors/supervisor/supervised.hpp"

#include <sys/inotify.h>

namespace ftm::test {
namespace {

// Launches that have ended: thousands of them must not be felt.

class history : public supervision_of_real_processes {
protected:
  /// A launch that ended before this moment by `age`; badly if it has printed
  /// anything.
  void past(const process_spec& spec, std::chrono::hours age,
            const std::string& log = "") const {
    auto s = slot(spec);
    launch_record r{0, spec, spec.launch, 0};
    ASSERT_FALSE(s.create(r));
    launch_exit e;
    e.launch = spec.launch;
    e.reason = "exited";
    e.code = log.empty() ? 0 : 1;
    e.ended_at = std::chrono::system_clock::now() - age;
    ASSERT_FALSE(s.write_exit(e));
    write(s.log(spec.launch), log);
  }
  static void write(const fs::path& file, const std::string& text) {
    ASSERT_FALSE(write_file_durably(file, text));
  }
  static std::string name(int i) {
    return "past" + std::to_string(i);
  }
};

/// How often files of some folders are opened.
class open_counter {
public:
  explicit open_counter(const std::vector<fs::path>& folders)
      : fd_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    for (auto& x : folders)
      EXPECT_GE(::inotify_add_watch(fd_, x.c_str(), IN_OPEN), 0);
  }
  open_counter(const open_counter&) = delete;
  open_counter& operator=(const open_counter&) = delete;
  ~open_counter() {
    ::close(fd_);
  }
  /// By name of the file, since the last question.
  std::map<std::string, int> take() const {
    std::map<std::string, int> y;
    alignas(inotify_event) char block[16'384];
    ssize_t n;
    while ((n = ::read(fd_, block, sizeof block)) > 0)
      for (ssize_t i = 0; i < n;) {
        auto e = reinterpret_cast<inotify_event*>(block + i);
        i += static_cast<ssize_t>(sizeof *e + e->len);
        if (e->len > 0)
          ++y[e->name];
      }
    return y;
  }

private:
  int fd_;
};

const char failure[] = "2026-11-22 13:36:58,877 - freqtrade - ERROR - Fatal "
                       "exception!\nTraceback (most recent call last):\n"
                       "ValueError: boom\n";

TEST_F(history, what_runs_is_adopted_without_a_look_at_what_ended) {
  std::vector<fs::path> folders;
  for (int i = 0; i < 30; ++i) {
    auto spec = shell(name(i), "exit 0");
    past(spec, std::chrono::hours{1});
    folders.push_back(slot(spec).folder(spec.launch));
  }
  auto spec = shell("one", "exec sleep 60");
  {
    harness h{state_, 1};
    ASSERT_TRUE(h.start(spec));
    ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  }
  open_counter opened{folders};
  harness h{state_, 2};
  h.supervised.open();
  EXPECT_TRUE(opened.take().empty());
  ASSERT_TRUE(h.until_state(spec.id, process_state::running));
  EXPECT_TRUE(opened.take().empty());
  h.stop(spec);
  ASSERT_TRUE(h.until_state(spec.id, process_state::stopped));
}

TEST_F(history, of_what_ended_only_the_newest_is_read_whole) {
  std::vector<fs::path> folders;
  for (int i = 0; i < 30; ++i) {
    auto spec = shell(name(i), "exit 0");
    past(spec, std::chrono::hours{1000});
    folders.push_back(slot(spec).folder(spec.launch));
  }
  open_counter opened{folders};
  harness h{state_};
  h.supervised.open();
  auto n = opened.take();
  EXPECT_EQ(h.status[shell("", "").id].launch, name(29));
  EXPECT_EQ(n["launch.json"], 31) << "each for its place, and the newest";
  EXPECT_LE(n["exit"], 3);
  EXPECT_LE(n["out.log"], 3);
  ASSERT_TRUE(h.start(shell("two", "exit 0")));
  n = opened.take();
  EXPECT_EQ(n["launch.json"], 0) << "places are known by now";
}

TEST_F(history, garbage_waits_and_is_taken_away_little_by_little) {
  for (int i = 0; i < 40; ++i)
    past(shell(name(i), "exit 0"), std::chrono::hours{1000});
  past(shell("other", "exit 0", process_kind::hyperopt),
       std::chrono::hours{1000});
  auto s = slot(shell("", ""));
  harness h{state_};
  h.supervised.open();
  EXPECT_EQ(s.launches().size(), 40u) << "not while others wait to be adopted";
  auto now = shim::boottime_ms();
  auto due = h.supervised.on_time(now);
  EXPECT_GT(due, now + 5000);
  std::vector<size_t> left;
  for (int i = 0; i < 20 && due >= 0; ++i) {
    due = h.supervised.on_time(due);
    left.push_back(s.launches().size());
  }
  EXPECT_EQ(left.back(), 20u);
  EXPECT_EQ(due, -1) << "nothing is left to wake for";
  for (size_t i = 1; i < left.size(); ++i)
    EXPECT_LE(left[i - 1] - left[i], 8u);
  EXPECT_FALSE(s.knows(name(19)));
  EXPECT_TRUE(s.knows(name(20)));
}

TEST_F(history, garbage_is_looked_for_after_an_end_but_not_after_each) {
  for (int i = 0; i < 21; ++i)
    past(shell(name(i), "exit 0"), std::chrono::hours{1000});
  harness h{state_}; // not opened, so that nothing is planned yet
  auto s = slot(shell("", ""));
  auto one = shell("one", "exit 0");
  ASSERT_TRUE(h.start(one));
  ASSERT_TRUE(h.until_state(one.id, process_state::completed));
  EXPECT_TRUE(h.until([&] { return !s.knows(name(0)); }, 10'000));
  EXPECT_FALSE(s.knows(name(1)));
  EXPECT_TRUE(s.knows(name(2)));
  auto two = shell("two", "exit 0");
  ASSERT_TRUE(h.start(two));
  ASSERT_TRUE(h.until([&] { return h.status[two.id].launch == "two"; }));
  ASSERT_TRUE(h.until_state(two.id, process_state::completed));
  auto now = shim::boottime_ms();
  EXPECT_GT(h.supervised.on_time(now), now + 1'800'000);
}

TEST_F(history, a_launch_that_has_ended_is_judged_once) {
  auto spec = shell("bad", "exit 0");
  past(spec, std::chrono::hours{1}, failure);
  past(shell("newer", "exit 0"), std::chrono::hours{1});
  harness h{state_};
  h.supervised.open();
  auto ask = [&] {
    auto x = h.supervised.launches({spec.id, "", 20});
    EXPECT_TRUE(x);
    EXPECT_TRUE(h.supervised.go_on(*x));
    return x->found;
  };
  auto first = ask();
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].launch, "newer");
  EXPECT_EQ(first[1].launch, "bad");
  EXPECT_EQ(first[1].state, process_state::failed);
  EXPECT_EQ(first[1].error, "ValueError: boom");
  open_counter opened{{slot(spec).folder("bad")}};
  EXPECT_EQ(ask(), first);
  auto n = opened.take();
  EXPECT_EQ(n["out.log"], 0);
  EXPECT_EQ(n["exit"], 1) << "the counter counts";
}

TEST_F(history, an_id_that_is_used_again_is_judged_anew) {
  auto spec = shell("bad", "exit 0");
  past(spec, std::chrono::hours{1}, failure);
  past(shell("newer", "exit 0"), std::chrono::hours{1});
  harness h{state_};
  h.supervised.open();
  auto ask = [&](const std::string& launch) {
    auto x = h.supervised.launches({spec.id, launch, 20});
    EXPECT_TRUE(x && h.supervised.go_on(*x) && x->found.size() == 1);
    return x->found.at(0).state;
  };
  EXPECT_EQ(ask("bad"), process_state::failed);
  fs::remove_all(slot(spec).folder("bad"));
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until_state(spec.id, process_state::completed));
  auto third = shell("third", "exit 0");
  ASSERT_TRUE(h.start(third));
  ASSERT_TRUE(h.until([&] { return h.status[spec.id].launch == "third"; }));
  EXPECT_EQ(ask("bad"), process_state::completed);
}

TEST_F(history, a_long_list_takes_turns) {
  for (int i = 0; i < 10; ++i)
    past(shell(name(i), "exit 0"), std::chrono::hours{1}, failure);
  harness h{state_};
  h.supervised.open();
  auto x = h.supervised.launches({shell("", "").id, "", 8});
  ASSERT_TRUE(x);
  EXPECT_FALSE(h.supervised.go_on(*x));
  EXPECT_LE(x->found.size(), 5u);
  int turns = 1;
  for (; turns < 10 && !h.supervised.go_on(*x); ++turns) {
  }
  EXPECT_LT(turns, 10);
  ASSERT_EQ(x->found.size(), 8u);
  for (int i = 0; i < 8; ++i)
    EXPECT_EQ(x->found[i].launch, name(9 - i));
}

} // namespace
} // namespace ftm::test
