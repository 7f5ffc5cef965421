#pragma once

#include "actors/supervisor/gpu/figures.hpp"

#include <memory>
#include <string>

namespace ftm {

/// What processes use of the GPUs, without ever waiting for the driver: a
/// thread of its own asks it. There is no thread where there is no driver, or
/// none that works.
class gpu_meter {
public:
  static constexpr auto usual_library = "libnvidia-ml.so.1";

  /// `library` is loaded at the first look.
  explicit gpu_meter(std::string library = usual_library);
  ~gpu_meter();
  gpu_meter(const gpu_meter&) = delete;
  gpu_meter& operator=(const gpu_meter&) = delete;

  /// The newest figures that are known, and asks for newer ones. Null: nothing
  /// is known (yet).
  std::shared_ptr<const gpu_figures> look();

  /// Whether figures may come.
  bool works() const;

private:
  struct shared;
  std::string library_;
  std::shared_ptr<shared> shared_; ///< with the thread, which may outlive us
};

/// What these processes use together.
template <class Pids>
gpu_use sum_of(const gpu_figures& x, const Pids& pids) {
  gpu_use y;
  for (auto pid : pids)
    if (auto i = x.find(pid); i != x.end()) {
      if (auto& pct = i->second.pct)
        y.pct = y.pct.value_or(0) + *pct;
      if (auto& bytes = i->second.memory_bytes)
        y.memory_bytes = y.memory_bytes.value_or(0) + *bytes;
    }
  return y;
}

} // namespace ftm
