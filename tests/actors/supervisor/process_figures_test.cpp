#include "actors/supervisor/process_figures.hpp"
#include "actors/supervisor/tree_walk.hpp"
#include "tests/actors/supervisor/harness.hpp"

#include <sys/wait.h>
#include <thread>

namespace ftm::test {
namespace {

TEST(parse_io, takes_the_bytes_of_disks_only) {
  auto x = parse_io("rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 5\n"
                    "write_bytes: 6\ncancelled_write_bytes: 7\n");
  ASSERT_TRUE(x);
  EXPECT_EQ(x->read, 5U);
  EXPECT_EQ(x->written, 6U);
  EXPECT_FALSE(parse_io(""));
  EXPECT_FALSE(parse_io("read_bytes: x\nwrite_bytes: 6\n"));
}

TEST(parse_pss, is_in_bytes) {
  EXPECT_EQ(parse_pss("Rss:  8 kB\nPss:    12 kB\nPss_Anon: 3 kB\n"), 12'288U);
  EXPECT_FALSE(parse_pss("Pss_Anon: 3 kB\n"));
}

/// A child that lives until its pipe is closed.
class child {
public:
  explicit child(const std::string& text) {
    int fds[2];
    EXPECT_EQ(::pipe(fds), 0);
    pid = ::fork();
    if (pid == 0) {
      ::dup2(fds[0], 0);
      ::close(fds[0]);
      ::close(fds[1]);
      ::execl("/bin/sh", "sh", "-c", text.c_str(), nullptr);
      ::_exit(1);
    }
    ::close(fds[0]);
    stdin_ = fds[1];
  }
  child(const child&) = delete;
  child& operator=(const child&) = delete;
  ~child() {
    close();
    ::waitpid(pid, nullptr, 0);
  }
  void say(const std::string& x) const {
    EXPECT_EQ(::write(stdin_, x.data(), x.size()),
              static_cast<ssize_t>(x.size()));
  }
  void close() {
    if (stdin_ >= 0)
      ::close(std::exchange(stdin_, -1));
  }

  pid_t pid;

private:
  int stdin_;
};

shim::process_entry entry_of(pid_t x) {
  shim::process_entry y;
  EXPECT_TRUE(shim::read_process(x, y));
  return y;
}

/// Waits, boundedly, for another process to have done something.
template <class F>
bool soon(F done) {
  auto end = shim::boottime_ms() + 10'000;
  while (!done()) {
    if (shim::boottime_ms() > end)
      return false;
    std::this_thread::yield();
  }
  return true;
}

TEST(figure_reader, tells_files_and_memory_of_a_process) {
  figure_reader r;
  r.begin();
  auto me = entry_of(::getpid());
  auto x = r.read(me, false);
  ASSERT_TRUE(x.open_files);
  auto fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(*r.read(me, false).open_files, *x.open_files + 1);
  ::close(fd);
  ASSERT_TRUE(x.io);
  EXPECT_GT(x.pss_bytes.value_or(0), 100'000U);
  auto brief = r.read(me, true);
  EXPECT_FALSE(brief.open_files);
  EXPECT_FALSE(brief.pss_bytes);
  EXPECT_TRUE(brief.io);
  shim::process_entry none;
  none.id = {-1, 1};
  EXPECT_FALSE(r.read(none, false).pss_bytes);
}

TEST(figure_reader, keeps_the_expensive_figure_for_some_looks) {
  figure_reader r;
  r.begin();
  auto me = entry_of(::getpid());
  auto first = r.read(me, false).pss_bytes;
  std::vector<char> much(32U << 20, 'x');
  for (uint32_t i = 1; i < figure_reader::looks_between; ++i) {
    r.begin();
    EXPECT_EQ(r.read(me, false).pss_bytes, first) << i;
  }
  r.begin();
  EXPECT_GT(r.read(me, false).pss_bytes.value_or(0),
            first.value_or(0) + much.size() / 2);
}

// -- the walk -----------------------------------------------------------------

std::set<pid_t> pids_of(const process_tree& x) {
  std::set<pid_t> y;
  for (auto& e : x.members)
    if (!e.dead())
      y.insert(e.id.pid);
  return y;
}

TEST(tree_walk, sees_children_come_and_go_without_the_whole_table) {
  child c{"read x; sleep 100 & echo; read x; kill $!; wait; read x"};
  tree_walk w;
  tree_roots roots{shim::identity_of(c.pid), {}};
  auto look = [&] { return w.look({roots})[0]; };
  auto before = look(); // at the whole table
  EXPECT_EQ(pids_of(before), (std::set<pid_t>{c.pid}));
  EXPECT_FALSE(before.keeper);
  c.say("\n");
  EXPECT_TRUE(soon([&] { return pids_of(look()).size() == 2; }));
  c.say("\n");
  EXPECT_TRUE(soon([&] { return pids_of(look()).size() == 1; }));
  c.close();
  EXPECT_TRUE(soon([&] { return pids_of(look()).empty(); }));
}

TEST(tree_walk, agrees_with_the_whole_table) {
  child keeper{"sleep 100 & (sleep 100 & wait) & read x"};
  tree_roots roots{{}, shim::identity_of(keeper.pid)};
  tree_walk w;
  w.look({roots});
  std::set<pid_t> ours;
  EXPECT_TRUE(soon([&] {
    auto x = w.look({roots})[0];
    ours = pids_of(x);
    return ours.size() == 3 && x.keeper
           && ours == pids_of(tree_of(shim::read_process_table(), roots));
  }));
  for (auto x : ours)
    ::kill(x, SIGKILL);
}

TEST(tree_walk, a_reused_pid_is_another_process) {
  child c{"read x"};
  auto id = shim::identity_of(c.pid);
  tree_walk w;
  ++id.start;
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(w.look({{id, {}}})[0].members.empty());
}

// -- through the supervision --------------------------------------------------

TEST(supervision_stats, counts_once_what_children_wrote_that_have_ended) {
  temporary_folder t;
  auto file = (t.path() / "f").string();
  auto write = "dd if=/dev/zero of=" + file + " bs=64k count=16 conv=fsync; ";
  figure_reader r;
  r.begin();
  auto before = r.read(entry_of(::getpid()), true).io.value_or(io_bytes{});
  ASSERT_EQ(::system((write + "rm " + file).c_str()), 0);
  auto after = r.read(entry_of(::getpid()), true).io.value_or(io_bytes{});
  if (after.written < before.written + (1U << 20))
    GTEST_SKIP() << "writing there is not writing to a disk";
  harness h{t.path(), 1, milliseconds{5}};
  auto one = shell("one", write + write + write + "exec sleep 60");
  ASSERT_TRUE(h.start(one));
  constexpr uint64_t all = 3U << 20;
  ASSERT_TRUE(h.until([&] { return h.stats[one.id].write_bytes >= all; }));
  auto more = h.supervised.stats({one.id}).points.size() + 5;
  ASSERT_TRUE(h.until(
      [&] { return h.supervised.stats({one.id}).points.size() >= more; }));
  EXPECT_LT(h.stats[one.id].write_bytes, all + (1U << 19));
  h.stop(one);
  EXPECT_TRUE(h.until_state(one.id, process_state::stopped));
}

TEST(supervision_stats, keeps_a_history_beyond_the_launchs_end) {
  temporary_folder t;
  harness h{t.path(), 1, milliseconds{20}};
  auto one = shell("one", "dd if=/dev/zero of=" + (t.path() / "f").string()
                              + " bs=64k count=16 conv=fsync; exec sleep 60");
  ASSERT_TRUE(h.start(one));
  EXPECT_TRUE(h.supervised.stats({one.id}).launch == "one");
  ASSERT_TRUE(h.until([&] {
    return h.supervised.stats({one.id}).points.size() > 3
           && h.stats[one.id].pss_bytes && h.stats[one.id].open_files > 0
           && h.stats[one.id].processes == 1;
  }));
  EXPECT_FALSE(h.stats[one.id].gpu_pct);
  ASSERT_TRUE(h.stop(one));
  ASSERT_TRUE(h.until_state(one.id, process_state::stopped));
  auto y = h.supervised.stats({one.id});
  EXPECT_EQ(y.launch, "one");
  EXPECT_EQ(y.interval.count(), 20);
  EXPECT_GT(y.points.size(), 3U);
  EXPECT_GT(y.points.back().rss_bytes, 0U);
  auto two = shell("two", "exec sleep 60");
  ASSERT_TRUE(h.start(two));
  EXPECT_EQ(h.supervised.stats({one.id}).launch, "two");
  ASSERT_TRUE(
      h.until([&] { return !h.supervised.stats({one.id}).points.empty(); }));
  EXPECT_LT(h.supervised.stats({one.id}).points.size(), y.points.size());
  EXPECT_EQ(h.supervised.stats({{"No", {}}}).launch, "");
  h.stop(two);
  EXPECT_TRUE(h.until_state(two.id, process_state::stopped));
}

} // namespace
} // namespace ftm::test
