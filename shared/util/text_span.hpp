#pragma once

#include <cstddef>
#include <string_view>

namespace ftm {

/// Some bytes of a text.
struct text_span {
  size_t begin = 0;
  size_t end = 0;
};

/// Whether the quote at `i` is one that has `backslashes` before it: those of
/// JSON within a text have one, and what they hold has three.
inline bool is_quote_of(std::string_view x, size_t i, size_t backslashes) {
  size_t n = 0;
  while (n < i && x[i - n - 1] == '\\')
    ++n;
  return backslashes == 0 ? n % 2 == 0 : n == backslashes;
}

} // namespace ftm
