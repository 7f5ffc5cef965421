#pragma once

#include "shared/protocol/base.hpp"

#include <filesystem>
#include <string>

namespace ftm {

/// What the supervisor is told at its start; it needs no config.
struct supervisor_options {
  std::filesystem::path state_dir; ///< holds run folders and its lock
  std::filesystem::path shim;      ///< the executable ftm-shim
  milliseconds stats_interval{2000};
  std::string gpu_library = "libnvidia-ml.so.1"; ///< tests have their own
  uint64_t file_limit = 0;        ///< of descriptors for freqtrade; 0 = our own
  std::filesystem::path cgroup{}; ///< delegated to us; "" = none
};

} // namespace ftm
