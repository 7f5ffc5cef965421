#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ftm {

/// Takes out of a line of a .fthypt file what no epoch asks for: what stands
/// inside the lists and objects of results_metrics (its trades are most of a
/// line) and inside every other list and object. What is left is valid JSON if
/// the line is, some kilobytes long, and its scalars are where they were.
/// Looks at 64 bytes at a time. Keeps its buffer from line to line. No I/O.
class line_squeezer {
public:
  /// Readable bytes that are behind what squeeze() returns.
  static constexpr size_t padding = 64;

  /// The squeezed line, valid until the next call; empty if brackets or strings
  /// do not end, or something follows the object.
  std::string_view squeeze(std::string_view line);

  /// Bytes of its buffer.
  size_t capacity() const {
    return kept_.capacity();
  }

private:
  std::string kept_;
};

} // namespace ftm
