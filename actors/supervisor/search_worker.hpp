#pragma once

#include "actors/supervisor/output_searcher.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace ftm {

/// Searches out.logs one after the other in a thread of its own, which begins
/// with the first question, sleeps between them and yields to everybody else.
/// All members but the callback run in the owner's thread.
class search_worker {
public:
  static constexpr size_t most_waiting = 4;

  /// A question that was answered.
  struct answer {
    uint64_t ticket = 0;
    output_matches matches;
  };

  /// `done` is called in the worker's thread when there is something to take.
  explicit search_worker(std::function<void()> done, search_bounds bounds = {});
  /// Cancels what is searched, and waits until it has been (milliseconds).
  ~search_worker();
  search_worker(const search_worker&) = delete;
  search_worker& operator=(const search_worker&) = delete;

  /// Returns the ticket of the question, which is resolved; 0 if too many wait.
  uint64_t ask(std::filesystem::path log, output_search q);
  std::vector<answer> take();

private:
  struct question {
    uint64_t ticket = 0;
    std::filesystem::path log;
    output_search search;
  };

  void work();

  std::function<void()> done_;
  search_bounds bounds_;
  std::mutex mutex_; // of what follows, but for the thread
  std::condition_variable news_;
  std::deque<question> waiting_;
  std::vector<answer> answers_;
  uint64_t tickets_ = 0;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

} // namespace ftm
