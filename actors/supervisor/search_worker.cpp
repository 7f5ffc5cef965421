#include "actors/supervisor/search_worker.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace ftm {

search_worker::search_worker(std::function<void()> done, search_bounds bounds)
    : done_(std::move(done)), bounds_(bounds) {}

search_worker::~search_worker() {
  {
    std::lock_guard guard{mutex_};
    ending_ = true;
  }
  news_.notify_one();
  if (thread_.joinable())
    thread_.join();
}

uint64_t search_worker::ask(std::filesystem::path log, output_search q) {
  uint64_t y = 0;
  {
    std::lock_guard guard{mutex_};
    if (waiting_.size() >= most_waiting)
      return 0;
    y = ++tickets_;
    waiting_.push_back({y, std::move(log), std::move(q)});
  }
  if (!thread_.joinable())
    thread_ = std::thread{[this] { work(); }};
  news_.notify_one();
  return y;
}

std::vector<search_worker::answer> search_worker::take() {
  std::lock_guard guard{mutex_};
  return std::exchange(answers_, {});
}

void search_worker::work() {
  // Of this thread only: Linux keeps it for each.
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10);
  std::unique_lock lock{mutex_};
  for (;;) {
    news_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (ending_)
      return;
    auto& q = waiting_.front(); // counts as waiting until it is answered
    lock.unlock();
    auto y = search_output(q.log, q.search, ending_, bounds_);
    lock.lock();
    answers_.push_back({q.ticket, std::move(y)});
    waiting_.pop_front();
    if (ending_)
      return;
    lock.unlock();
    done_();
    lock.lock();
  }
}

} // namespace ftm
