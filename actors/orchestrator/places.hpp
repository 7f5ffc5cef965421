#pragma once

#include "shared/config/places.hpp"

namespace ftm {

using config::places_of;
using config::strategy_places;

/// The .py below `folder` that defines the class `name`; empty if none does.
/// The first in order of paths, should there be several.
std::filesystem::path find_strategy(const std::filesystem::path& folder,
                                    const std::string& name);

/// Whether Python source defines the class at its outermost level.
bool defines_class(std::string_view source, std::string_view name);

} // namespace ftm
