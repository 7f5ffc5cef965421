#pragma once

#include <cstdint>

namespace ftm {

/// How many descriptors this process may have open: the soft limit.
uint64_t file_limit();

/// Raises it to the hard limit. Returns what it was before, which is what
/// programs that are started from here should get: some still use select().
uint64_t raise_file_limit();

} // namespace ftm
