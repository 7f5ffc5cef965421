#pragma once

#include <cstddef>
#include <memory>
#include <string>

/// What we use of NVIDIA's management library, which comes with the driver:
/// loaded while we run, so that nothing is needed where there is none. Written
/// from its documented ABI.
namespace ftm::nvml {

struct device_type;
using device = device_type*;

/// nvmlReturn_t
enum result : int {
  success = 0,
  not_supported = 3,
  no_permission = 4,
  not_found = 6,
  insufficient_size = 7,
  function_not_found = 13,
  gpu_is_lost = 15
};

/// nvmlProcessInfo_v2_t: what …RunningProcesses_v2 fills in, and _v3 of most
/// drivers.
struct process_info {
  unsigned pid;
  unsigned long long memory; ///< bytes; `no_value` = not told
  unsigned gpu_instance;
  unsigned compute_instance;
};
static_assert(sizeof(process_info) == 24);
static_assert(offsetof(process_info, memory) == 8);
static_assert(offsetof(process_info, compute_instance) == 20);

constexpr unsigned long long no_value = ~0ULL;

/// nvmlProcessUtilizationSample_t
struct utilization {
  unsigned pid;
  unsigned long long time; ///< µs
  unsigned sm;             ///< percent
  unsigned memory, encoder, decoder;
};
static_assert(sizeof(utilization) == 32);
static_assert(offsetof(utilization, time) == 8);
static_assert(offsetof(utilization, sm) == 16);

/// The loaded library. What an older driver lacks is null.
struct library {
  using list_processes = int (*)(device, unsigned*, process_info*);

  int (*init)() = nullptr;
  int (*shutdown)() = nullptr;
  int (*count)(unsigned*) = nullptr;
  int (*handle)(unsigned, device*) = nullptr;
  list_processes compute_processes = nullptr;
  list_processes graphics_processes = nullptr;
  int (*process_utilization)(device, utilization*, unsigned*,
                             unsigned long long) = nullptr;
};

/// Loads it, for good; nothing if it is not there or not what it should be.
std::unique_ptr<library> load(const std::string& path);

} // namespace ftm::nvml
