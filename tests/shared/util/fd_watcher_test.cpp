#include "shared/util/fd_watcher.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <semaphore>
#include <unistd.h>

using namespace ftm;
using namespace std::chrono_literals;

namespace {

struct pipe_pair {
  int ends[2] = {-1, -1};
  pipe_pair() {
    EXPECT_EQ(::pipe(ends), 0);
  }
  ~pipe_pair() {
    ::close(ends[0]);
    close_writer();
  }
  void write() const {
    EXPECT_EQ(::write(ends[1], "x", 1), 1);
  }
  void close_writer() {
    if (ends[1] >= 0)
      ::close(ends[1]);
    ends[1] = -1;
  }
};

constexpr auto long_enough = 5s; // a failure waits for it, success never does

} // namespace

TEST(fd_watcher, tells_once_until_it_is_rearmed) {
  fd_watcher watcher;
  pipe_pair a, b;
  std::counting_semaphore<> of_a{0}, of_b{0};
  watcher.add(a.ends[0], [&] { of_a.release(); });
  watcher.add(b.ends[0], [&] { of_b.release(); });
  a.write();
  ASSERT_TRUE(of_a.try_acquire_for(long_enough));
  a.write();
  b.write(); // told after anything that a could still have to tell
  ASSERT_TRUE(of_b.try_acquire_for(long_enough));
  EXPECT_FALSE(of_a.try_acquire());
  watcher.rearm(a.ends[0]);
  EXPECT_TRUE(of_a.try_acquire_for(long_enough));
  watcher.remove(a.ends[0]);
  watcher.remove(b.ends[0]);
}

TEST(fd_watcher, tells_of_a_hang_up) {
  fd_watcher watcher;
  pipe_pair a;
  std::counting_semaphore<> told{0};
  watcher.add(a.ends[0], [&] { told.release(); });
  a.close_writer();
  EXPECT_TRUE(told.try_acquire_for(long_enough));
  watcher.remove(a.ends[0]);
}

TEST(fd_watcher, never_calls_after_remove) {
  fd_watcher watcher;
  pipe_pair a, b;
  std::counting_semaphore<> of_a{0}, of_b{0};
  watcher.add(a.ends[0], [&] { of_a.release(); });
  watcher.add(b.ends[0], [&] { of_b.release(); });
  watcher.remove(a.ends[0]);
  watcher.remove(a.ends[0]);
  watcher.rearm(a.ends[0]);
  a.write();
  b.write();
  ASSERT_TRUE(of_b.try_acquire_for(long_enough));
  EXPECT_FALSE(of_a.try_acquire());
  watcher.remove(b.ends[0]);
}
