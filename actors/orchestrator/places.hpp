#pragma once

#include "shared/config/places.hpp"

namespace ftm {

using config::places_of;
using config::strategy_places;

/// The .py that defines the class `name` for freqtrade; empty if none does. A
/// folder's own files come before those below it, each in order of paths.
std::filesystem::path find_strategy(const strategy_places& where,
                                    const std::string& name);

/// Whether Python source defines the class at its outermost level.
bool defines_class(std::string_view source, std::string_view name);

} // namespace ftm
