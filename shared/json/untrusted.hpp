#pragma once

#include "shared/json/values.hpp"

#include <optional>
#include <string_view>

namespace ftm {

/// As deep as a body or a message of ours may be nested; the deepest of the
/// contract has four levels. What is deeper would cost stack wherever it is
/// walked through.
inline constexpr size_t deepest_json = 32;

/// Whether brackets are nested deeper than `most` levels. Looks at nothing
/// else: the text need not be JSON.
bool nested_deeper(std::string_view x, size_t most);

/// Parses what came from outside; nothing if it is no JSON or nested too deep.
std::optional<json> parse_untrusted(std::string_view x);

/// What stands there, short enough for a sentence: "an array", "an object", or
/// the value itself, cut after about 80 bytes.
std::string shown(const json& x);

} // namespace ftm
