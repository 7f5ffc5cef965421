#include "deploy/demo/interrupts.hpp"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace ftm::sim {

namespace {

// A handler may touch nothing else than such objects.
int pipe_fds[2] = {-1, -1};
volatile std::sig_atomic_t pending = 0;

void on_signal(int) {
  auto saved = errno;
  pending = 1;
  char x = 1;
  [[maybe_unused]] auto n = ::write(pipe_fds[1], &x, 1);
  errno = saved;
}

void watch(int signal) {
  struct sigaction sa {};
  if (::sigaction(signal, nullptr, &sa) == 0 && sa.sa_handler == SIG_IGN)
    return;
  sa = {};
  sa.sa_handler = on_signal;
  sa.sa_flags = SA_RESTART;
  ::sigaction(signal, &sa, nullptr);
}

} // namespace

void watch_sigint() {
  if (::pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK) != 0)
    std::abort();
  ::signal(SIGPIPE, SIG_IGN);
  watch(SIGINT);
}

void watch_sigterm() {
  watch(SIGTERM);
}

void ignore_signal(int signal) {
  ::signal(signal, SIG_IGN);
}

void check_interrupt() {
  if (!pending)
    return;
  pending = 0;
  char drain[64];
  while (::read(pipe_fds[0], drain, sizeof drain) > 0) {
  }
  throw keyboard_interrupt{};
}

void pause_ms(std::int64_t ms) {
  using namespace std::chrono;
  auto end = steady_clock::now() + milliseconds(ms);
  for (;;) {
    check_interrupt();
    auto left = ceil<milliseconds>(end - steady_clock::now()).count();
    if (left <= 0)
      return;
    pollfd fd{pipe_fds[0], POLLIN, 0};
    constexpr std::int64_t longest = 3'600'000;
    ::poll(&fd, 1, static_cast<int>(left < longest ? left : longest));
  }
}

void pause_deaf_ms(std::int64_t ms) {
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
}

void die_by(int signal) {
  ::signal(signal, SIG_DFL);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  ::sigprocmask(SIG_UNBLOCK, &one, nullptr);
  ::raise(signal);
  std::_Exit(128 + signal);
}

} // namespace ftm::sim
