#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ftm::shim {

/// What the shim must know to start a process. launch.json says it all, but is
/// the supervisor's: the shim has no JSON library, and gets it as a sequence of
/// `key=value` that each end with a NUL byte, on an inherited descriptor.
/// Keys: generation, slot, folder, cgroup, log_limit, file_limit, nice,
/// io_class, io_level, oom_score_adj, arg and env (repeated). Unknown keys are
/// ignored.
struct spec {
  uint64_t generation = 0; ///< of the supervisor that asks
  std::string slot;        ///< absolute path of the slot: the mark FTM_SLOT
  std::string folder;      ///< the command's cwd
  std::string cgroup;      ///< the launch's own cgroup; "" = none
  uint64_t log_limit = 0;  ///< bytes kept of out.log; 0 = all
  uint64_t file_limit = 0; ///< descriptors the command may open; 0 = as we
  int nice = 0;            ///< of main; all zero = as we
  int io_class = 0;
  int io_level = 0;
  int oom_score_adj = 0;
  std::vector<std::string> command;
  std::vector<std::string> environment; ///< NAME=value
};

/// Reads the sequence; a last entry without its NUL byte is not taken.
spec parse_spec(std::string_view x);

} // namespace ftm::shim
