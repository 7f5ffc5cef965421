#pragma once

#include <string>
#include <string_view>

namespace ftm::sim {

/// Base64 without padding, with the alphabet of URLs, as tokens have it.
std::string base64_encoded(std::string_view x);

/// Takes both alphabets, with and without padding; stops at anything else.
std::string base64_decoded(std::string_view x);

} // namespace ftm::sim
