#pragma once

#include <cstddef>
#include <string_view>

namespace ftm {

/// One file of the dashboard, inside of this program.
struct asset {
  std::string_view path; ///< "/index.html"
  std::string_view hash; ///< SHA-256 of the content, hexadecimal
  std::string_view body;
  std::string_view gzip; ///< "" = not worth it
};

struct asset_list {
  const asset* first = nullptr;
  size_t count = 0;
  const asset* begin() const {
    return first;
  }
  const asset* end() const {
    return first + count;
  }
};

/// All of them; empty if the dashboard was not built. The build makes this
/// function from a folder: see cmake/Embed.cmake.
asset_list assets();

} // namespace ftm
