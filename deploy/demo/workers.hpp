#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace ftm::sim {

/// The processes that a hyperopt with several jobs has beside itself: two
/// resource trackers and a worker for each job, as joblib's loky starts them.
/// They hold stdout and stderr, stay in the parent's group, and outlive a
/// parent that was killed.
class worker_pool {
public:
  /// Starts them; none for one job.
  explicit worker_pool(int jobs);
  /// Ends them and waits until all are gone.
  ~worker_pool();
  worker_pool(const worker_pool&) = delete;
  worker_pool& operator=(const worker_pool&) = delete;

private:
  std::vector<pid_t> workers_;
  std::vector<pid_t> trackers_;
  // Closing them without a word tells that we were killed. The workers hold
  // the trackers' pipe as well: trackers live until the last user is gone.
  int control_ = -1;
  int tracked_ = -1;
};

/// What such a process does, when the simulator was started as one; returns
/// false if `words` (without argv[0]) are those of no worker.
bool run_as_worker(const std::vector<std::string>& words);

} // namespace ftm::sim
