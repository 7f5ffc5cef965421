#pragma once

#include <cstddef>
#include <string_view>

namespace ftm {

/// Levels of arrays and objects that a line may have; freqtrade writes 6.
inline constexpr size_t deepest_line = 64;

/// Whether all of a line is JSON as Python's json module reads it (bare NaN,
/// Infinity and -Infinity too), in UTF-8, and not nested too deep. The line
/// parser skips most of a line unseen; nothing may be judged, shown or exported
/// for good before this was asked. Constant memory.
bool is_readable(std::string_view line);

} // namespace ftm
