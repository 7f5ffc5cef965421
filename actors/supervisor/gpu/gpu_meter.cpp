#include "actors/supervisor/gpu/gpu_meter.hpp"

#include "actors/supervisor/gpu/gpu_reader.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace ftm {

namespace {

/// Nothing runs for so long: the driver is let go, so that the card can rest.
constexpr std::chrono::seconds rest_after{60};
constexpr std::chrono::seconds longest_goodbye{1};

} // namespace

struct gpu_meter::shared {
  std::unique_ptr<nvml::library> nvml;
  std::mutex mutex; // of what follows
  std::condition_variable news;
  bool asked = true;
  bool ending = false;
  bool ended = false; ///< the thread is, or is about to be
  bool broken = false;
  std::shared_ptr<const gpu_figures> figures;

  void work() {
    std::unique_lock lock{mutex};
    while (!ending && !broken) {
      news.wait(lock, [this] { return asked || ending; });
      if (!ending)
        serve(lock);
    }
    ended = true;
    news.notify_all();
  }

  /// From the first question to a long silence.
  void serve(std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    auto reader = std::make_unique<gpu_reader>(*nvml);
    auto good = reader->open();
    lock.lock();
    broken = !good;
    while (!ending && !broken && asked) {
      asked = false;
      lock.unlock();
      auto y = std::make_shared<const gpu_figures>(reader->read());
      lock.lock();
      figures = std::move(y);
      news.wait_for(lock, rest_after, [this] { return asked || ending; });
    }
    figures.reset();
    lock.unlock();
    reader.reset(); // lets the driver go
    lock.lock();
  }
};

gpu_meter::gpu_meter(std::string library) : library_(std::move(library)) {}

gpu_meter::~gpu_meter() {
  if (!shared_ || !shared_->nvml)
    return;
  std::unique_lock lock{shared_->mutex};
  shared_->ending = true;
  shared_->news.notify_all();
  // A driver that hangs must not keep us from ending.
  shared_->news.wait_for(lock, longest_goodbye,
                         [this] { return shared_->ended; });
}

bool gpu_meter::works() const {
  if (!shared_)
    return true; // nobody has looked
  if (!shared_->nvml)
    return false;
  std::lock_guard guard{shared_->mutex};
  return !shared_->broken;
}

std::shared_ptr<const gpu_figures> gpu_meter::look() {
  if (!shared_) {
    shared_ = std::make_shared<shared>();
    shared_->nvml = nvml::load(library_);
    if (shared_->nvml)
      std::thread{[x = shared_] { x->work(); }}.detach();
  }
  if (!shared_->nvml)
    return nullptr;
  std::lock_guard guard{shared_->mutex};
  if (!shared_->broken && !shared_->asked) {
    shared_->asked = true;
    shared_->news.notify_all();
  }
  return shared_->figures;
}

} // namespace ftm
