#pragma once

#include "actors/supervisor/shim/process_table.hpp"

#include <chrono>
#include <map>
#include <optional>

namespace ftm {

/// Bytes that a process, and its children that ended and that it waited for,
/// have moved from and to disks.
struct io_bytes {
  uint64_t read = 0;
  uint64_t written = 0;
};

/// What one process uses beyond its line of the process table. None = we may
/// not look, or it is no more.
struct process_figures {
  std::optional<io_bytes> io;
  std::optional<uint32_t> open_files;
  std::optional<uint64_t> pss_bytes;
};

/// Reads the text of /proc/PID/io.
std::optional<io_bytes> parse_io(std::string_view x);

/// Reads the text of /proc/PID/smaps_rollup.
std::optional<uint64_t> parse_pss(std::string_view x);

/// Reads figures of processes look by look. PSS is expensive (the kernel walks
/// page tables): it is read when a process is new and every tenth look then,
/// for a few milliseconds in each look, and kept between.
class figure_reader {
public:
  static constexpr uint32_t looks_between = 10;
  static constexpr std::chrono::milliseconds longest_pss{5};

  /// A new look at all processes begins: forgets those that the look before
  /// has not seen.
  void begin();

  /// `brief`: only what of a process outlives it.
  process_figures read(const shim::process_entry& x, bool brief);

private:
  struct kept {
    std::optional<uint64_t> pss;
    uint32_t look = 0; ///< when it was read; 0 = never
    uint32_t seen = 0;
  };

  uint32_t look_ = 0;
  std::chrono::steady_clock::duration spent_{};
  std::map<shim::identity, kept> kept_;
};

} // namespace ftm
