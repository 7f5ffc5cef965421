#pragma once

#include "shared/protocol/processes.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <sys/types.h>

namespace ftm {

/// What the shim said on its status pipe.
struct shim_report {
  enum class what { pending, started, busy, ended, failed, silent };
  what kind = what::pending;
  int32_t pid = 0;      ///< started: of main
  std::string text;     ///< busy: the launch; failed: why
  bool storage = false; ///< failed: nothing could be written down
};

/// Reads one line of the status pipe.
shim_report parse_report(const std::string& line);

/// A shim that was spawned and has not reported yet. Its report arrives on
/// `fd`, which is non-blocking.
class shim_launch {
public:
  shim_launch(int fd, pid_t first) : fd_(fd), first_(first) {}
  shim_launch(const shim_launch&) = delete;
  shim_launch& operator=(const shim_launch&) = delete;
  ~shim_launch();

  int fd() const {
    return fd_;
  }

  /// `pending` until the line or the pipe's end is there.
  shim_report read();

private:
  int fd_;
  pid_t first_; ///< first half of the double fork, ours to reap
};

struct shim_order {
  std::filesystem::path shim;   ///< the executable
  std::filesystem::path folder; ///< of the launch
  uint64_t generation = 0;
  bool adopt = false;
  process_spec spec;       ///< its environment is the whole one
  uint64_t file_limit = 0; ///< see supervisor_options
  std::string cgroup{};    ///< of the launch; "" = none
};

/// Spawns ftm-shim (setsid, signals restored, all descriptors closed). Returns
/// at once; nothing with errno in `error` if it cannot be executed.
std::unique_ptr<shim_launch> spawn_shim(const shim_order& x, int& error);

/// The stop ladder as the shim reads it, "INT:main:20000,…".
std::string ladder_text(const std::vector<stop_step>& x);

/// What a child of ours gets: PATH, HOME, LANG, TZ, USER … of this process,
/// what freqtrade's output needs (freqtrade-facts: console), then `added`.
std::map<std::string, std::string>
child_environment(const std::map<std::string, std::string>& added);

} // namespace ftm
