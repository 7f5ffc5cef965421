#pragma once

#include "shared/protocol/epochs.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ftm {

/// A decision record as text to be stored. Doubles keep every bit, NaN and the
/// infinities included.
std::string encode_ranking(const ranking& x);

/// The inverse; nothing if `x` is none.
std::optional<ranking> decode_ranking(std::string_view x);

} // namespace ftm
