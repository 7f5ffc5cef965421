// ftm-hostile-tree SEED MOST RECORD MASK ENDING: a process tree of random
// shape whose members do what they can to outlive a stop.
//
// At most MOST processes are ever made, and each lives for 30 s at most. Each
// appends its pid and start ticks to RECORD before it does anything else. MASK
// is of the traits that it may have. Main prints `ready`, then does ENDING:
// `stay`, or `exit:CODE:MILLISECONDS`.

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace {

enum trait : unsigned {
  own_session = 1,
  deaf = 2,        // to SIGTERM, SIGINT and SIGHUP
  mute = 4,        // without its standard streams
  nameless = 8,    // without its environment
  orphan = 16,     // forked twice
  hydra = 32,      // forks another one and dies, again and again
  stopped = 64,    // by SIGSTOP
  odd_name = 128,  // that /proc/PID/stat shows between parentheses
  reaper = 256,    // subreaper of what is below it
  undumpable = 512 // its /proc belongs to root
};

/// At the head of the record.
struct budget {
  std::atomic<uint32_t> made;
};

struct job {
  uint64_t seed;
  uint32_t most;
  const char* record;
  unsigned mask;
  const char* ending;
  unsigned depth;
};

uint64_t next(uint64_t& seed) { // splitmix64
  auto x = seed += 0x9e3779b97f4a7c15;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

budget* shared(const char* record) {
  auto fd = ::open(record, O_RDWR | O_CLOEXEC);
  auto y = fd < 0 ? MAP_FAILED
                  : ::mmap(nullptr, sizeof(budget), PROT_READ | PROT_WRITE,
                           MAP_SHARED, fd, 0);
  ::close(fd);
  if (y == MAP_FAILED)
    ::_exit(3);
  return static_cast<budget*>(y);
}

bool may_fork(const job& x) {
  auto b = shared(x.record);
  auto y = b->made.fetch_add(1) < x.most;
  ::munmap(b, sizeof(budget));
  return y;
}

/// Writes down who this is, so that it can be looked for afterwards.
void appear(const job& x) {
  ::alarm(30);
  char text[512] = {};
  auto stat = ::open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
  auto n = ::read(stat, text, sizeof text - 1);
  ::close(stat);
  if (n <= 0)
    ::_exit(3);
  auto p = std::strrchr(text, ')') + 2;
  for (int field = 3; field < 22; ++field)
    p = std::strchr(p, ' ') + 1;
  char line[64];
  auto size = std::snprintf(line, sizeof line, "%d %llu\n", ::getpid(),
                            std::strtoull(p, nullptr, 10));
  auto fd = ::open(x.record, O_WRONLY | O_APPEND | O_CLOEXEC);
  if (::write(fd, line, static_cast<size_t>(size)) != size)
    ::_exit(3);
  ::close(fd);
}

void sleep_ms(long x) {
  timespec t{x / 1000, x % 1000 * 1'000'000};
  ::nanosleep(&t, nullptr);
}

[[noreturn]] void live(job x);

[[noreturn]] void execute(const job& x) {
  auto word = [](auto n) { return std::to_string(n); };
  std::string words[] = {"tree",       word(x.seed), word(x.most), x.record,
                         word(x.mask), "stay",       word(x.depth)};
  char* argv[8] = {};
  for (int i = 0; i < 7; ++i)
    argv[i] = words[i].data();
  char* none[] = {nullptr};
  ::execve("/proc/self/exe", argv, none);
  ::_exit(3);
}

void grow(const job& x, uint64_t& seed) {
  if (x.depth > 5)
    return;
  auto children = next(seed) % (x.depth == 0 ? 8 : 4);
  for (uint64_t i = 0; i < children; ++i) {
    job child = x;
    child.seed = next(seed);
    child.depth = x.depth + 1;
    if (!may_fork(x))
      return;
    if (::fork() == 0)
      live(child);
  }
}

void become(unsigned traits) {
  if ((traits & own_session) != 0)
    ::setsid();
  if ((traits & deaf) != 0)
    for (auto s : {SIGTERM, SIGINT, SIGHUP})
      ::signal(s, SIG_IGN);
  if ((traits & odd_name) != 0)
    ::prctl(PR_SET_NAME, ") R 1 (\n");
  if ((traits & reaper) != 0)
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  if ((traits & undumpable) != 0)
    ::prctl(PR_SET_DUMPABLE, 0);
  if ((traits & mute) != 0)
    for (auto fd : {0, 1, 2})
      ::close(fd);
}

[[noreturn]] void live(job x) {
  auto seed = x.seed;
  auto traits = static_cast<unsigned>(next(seed) & next(seed)) & x.mask;
  appear(x);
  if ((traits & orphan) != 0 && may_fork(x)) {
    if (::fork() != 0)
      ::_exit(0);
    appear(x);
  }
  if ((traits & nameless) != 0 && x.depth < 100) {
    x.depth += 100; // once
    execute(x);
  }
  x.depth %= 100;
  become(traits);
  grow(x, seed);
  while ((traits & hydra) != 0 && may_fork(x)) {
    sleep_ms(2);
    if (::fork() != 0)
      ::_exit(0);
    appear(x);
  }
  if ((traits & stopped) != 0)
    ::raise(SIGSTOP);
  for (;;)
    ::pause();
}

[[noreturn]] void lead(const job& x) {
  auto seed = x.seed;
  appear(x);
  become(static_cast<unsigned>(next(seed)) & x.mask
         & (deaf | odd_name | reaper));
  grow(x, seed);
  if (::write(1, "ready\n", 6) != 6)
    ::_exit(3);
  int code = 0, ms = 0;
  if (std::sscanf(x.ending, "exit:%d:%d", &code, &ms) == 2) {
    sleep_ms(ms);
    ::_exit(code);
  }
  for (;;)
    ::pause();
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 6)
    return 2;
  job x{std::strtoull(argv[1], nullptr, 10),
        static_cast<uint32_t>(std::atoi(argv[2])),
        argv[3],
        static_cast<unsigned>(std::atoi(argv[4])),
        argv[5],
        argc > 6 ? static_cast<unsigned>(std::atoi(argv[6])) : 0};
  if (x.most > 200)
    return 2;
  if (argc > 6)
    live(x);
  lead(x);
}
