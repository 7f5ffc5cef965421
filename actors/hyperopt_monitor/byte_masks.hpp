#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ftm {

/// Where a block of 64 bytes has the characters that make JSON's structure: bit
/// i is byte i.
struct byte_masks {
  uint64_t quote;
  uint64_t backslash;
  uint64_t open;  ///< [ or {
  uint64_t close; ///< ] or }
};

/// Bytes of a block.
inline constexpr size_t masked_block = 64;

/// Fills `y` for `blocks` blocks from `x` on, with the widest instructions that
/// this processor has.
void find_structure(const char* x, size_t blocks, byte_masks* y);

/// Every way that this processor has to do it, the quickest first.
using structure_finder = void (*)(const char* x, size_t blocks, byte_masks* y);
const std::vector<structure_finder>& structure_finders();

} // namespace ftm
