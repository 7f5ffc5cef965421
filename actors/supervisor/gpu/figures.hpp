#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <sys/types.h>

namespace ftm {

/// What something uses of all GPUs; none = nothing, or nobody tells.
struct gpu_use {
  std::optional<double> pct;            ///< of one GPU, summed over GPUs
  std::optional<uint64_t> memory_bytes; ///< summed over GPUs
  bool operator==(const gpu_use&) const = default;
};

/// By process, ours and others.
using gpu_figures = std::map<pid_t, gpu_use>;

} // namespace ftm
