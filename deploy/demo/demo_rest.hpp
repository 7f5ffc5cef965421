#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace ftm::demo {

/// A bot's config with a REST of its own: on the loopback, on a port that is
/// free now and not in `taken` (which it joins), with a random password.
std::string with_rest(std::string_view config, std::set<uint16_t>& taken);

} // namespace ftm::demo
