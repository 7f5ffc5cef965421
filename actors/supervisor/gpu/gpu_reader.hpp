#pragma once

#include "actors/supervisor/gpu/figures.hpp"
#include "actors/supervisor/gpu/nvml.hpp"

#include <array>
#include <vector>

namespace ftm {

/// Asks NVML what each process uses. Blocks for milliseconds, at its start
/// sometimes for seconds. A question that was answered by an error is not asked
/// again for `pause` looks, or never if the error says so.
class gpu_reader {
public:
  static constexpr uint32_t pause = 30;

  explicit gpu_reader(const nvml::library& x) : nvml_(x) {}
  gpu_reader(const gpu_reader&) = delete;
  gpu_reader& operator=(const gpu_reader&) = delete;
  ~gpu_reader();

  /// Whether there are GPUs.
  bool open();
  gpu_figures read();

private:
  /// When something may be asked again.
  struct question {
    uint32_t due = 0;
    bool hopeless = false;
  };

  struct gpu {
    unsigned index = 0;
    nvml::device handle = nullptr;
    question compute, graphics, utilization;
    unsigned long long seen = 0; ///< the newest sample's time
  };

  using memory_by_process = std::map<pid_t, uint64_t>;

  bool may_ask(const question& x) const;
  void note(const gpu& x, question& q, int result, const char* what);
  void list(gpu& x, question& q, nvml::library::list_processes f,
            const char* what, memory_by_process& y);
  void read_utilization(gpu& x, gpu_figures& y);

  const nvml::library& nvml_;
  bool open_ = false;
  uint32_t looks_ = 0;
  std::vector<gpu> gpus_;
};

} // namespace ftm
