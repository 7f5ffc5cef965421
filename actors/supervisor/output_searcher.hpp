#pragma once

#include "shared/protocol/processes.hpp"

#include <atomic>
#include <filesystem>

namespace ftm {

/// How much one search may do before it says where to go on.
struct search_bounds {
  uint64_t bytes = uint64_t{2} << 30;
  milliseconds time{2000};
  size_t block = size_t{1} << 20; ///< bytes read at once
};

/// Bytes of a line that a match shows, and of what it tells stands before.
constexpr size_t match_line = 4096;

/// The launch and offset of `q` are those to look at: a line begins at
/// `q.offset`. Lines end with LF or CR. Of several places in a line the first
/// counts whose text is not redacted: what is redacted cannot be searched for
/// either. Reads in blocks, skips holes, ends early when `cancelled`.
output_matches search_output(const std::filesystem::path& log,
                             const output_search& q,
                             const std::atomic<bool>& cancelled,
                             const search_bounds& bounds = {});

} // namespace ftm
