#pragma once

#include "shared/protocol/actors.hpp"

#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <functional>
#include <mutex>
#include <vector>

namespace ftm {

/// How other threads hand work to the gateway actor: they leave it here and
/// wake the actor with a tick; it does all that lies here, in order.
class inbox {
public:
  using work = std::function<void()>;

  explicit inbox(const gateway_actor& whom)
      : whom_(caf::actor_cast<caf::actor_addr>(whom)) {}

  /// Any thread. Work that comes after `close` is dropped.
  void post(work x) {
    {
      std::lock_guard guard{mutex_};
      if (closed_)
        return;
      work_.push_back(std::move(x));
      if (work_.size() > 1)
        return; // a tick is on its way
    }
    if (auto whom = caf::actor_cast<gateway_actor>(whom_))
      caf::anon_send(whom, atom::tick_v);
  }

  /// The actor's own thread.
  void work_off() {
    std::vector<work> todo;
    {
      std::lock_guard guard{mutex_};
      todo.swap(work_);
    }
    for (auto& x : todo)
      x();
  }

  void close() {
    std::vector<work> dropped;
    std::lock_guard guard{mutex_};
    closed_ = true;
    dropped.swap(work_);
  }

private:
  std::mutex mutex_;
  caf::actor_addr whom_; // weak: the actor owns us
  std::vector<work> work_;
  bool closed_ = false;
};

} // namespace ftm
