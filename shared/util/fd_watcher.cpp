#include "shared/util/fd_watcher.hpp"

#include <cerrno>
#include <map>
#include <mutex>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace ftm {

struct fd_watcher::impl {
  int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  int wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  std::mutex mutex; // held while a callback runs: `remove` waits for it
  std::map<int, std::function<void()>> watched;
  std::thread thread;

  impl() {
    if (epoll < 0 || wake < 0)
      throw std::system_error(errno, std::generic_category(), "fd_watcher");
    epoll_event e{};
    e.events = EPOLLIN;
    e.data.fd = wake;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &e);
    thread = std::thread([this] { run(); });
  }

  ~impl() {
    uint64_t one = 1;
    while (::write(wake, &one, sizeof one) < 0 && errno == EINTR) {
    }
    thread.join();
    ::close(wake);
    ::close(epoll);
  }

  void run() {
    for (;;) {
      epoll_event events[32];
      auto n = ::epoll_wait(epoll, events, 32, -1);
      if (n < 0 && errno != EINTR)
        return;
      for (int i = 0; i < n; ++i) {
        if (events[i].data.fd == wake)
          return;
        std::lock_guard guard{mutex};
        if (auto x = watched.find(events[i].data.fd); x != watched.end())
          x->second();
      }
    }
  }

  void arm(int fd, int operation) {
    epoll_event e{};
    e.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT;
    e.data.fd = fd;
    ::epoll_ctl(epoll, operation, fd, &e);
  }
};

fd_watcher::fd_watcher() : impl_(std::make_unique<impl>()) {}

fd_watcher::~fd_watcher() = default;

void fd_watcher::add(int fd, std::function<void()> on_readable) {
  std::lock_guard guard{impl_->mutex};
  auto known = impl_->watched.contains(fd);
  impl_->watched[fd] = std::move(on_readable);
  impl_->arm(fd, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD);
}

void fd_watcher::rearm(int fd) {
  std::lock_guard guard{impl_->mutex};
  if (impl_->watched.contains(fd))
    impl_->arm(fd, EPOLL_CTL_MOD);
}

void fd_watcher::remove(int fd) {
  std::lock_guard guard{impl_->mutex};
  if (impl_->watched.erase(fd) > 0)
    ::epoll_ctl(impl_->epoll, EPOLL_CTL_DEL, fd, nullptr);
}

} // namespace ftm
