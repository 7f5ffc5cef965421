#pragma once

#include <string>
#include <string_view>

namespace ftm {

/// A strategy's name as a folder: bytes outside [A-Za-z0-9_-] percent-encoded.
std::string slot_name(std::string_view strategy);

/// The inverse of slot_name; bytes that are no valid escape stay as they are.
std::string strategy_of_slot(std::string_view slot);

/// A strategy's name inside run and launch ids: itself if it is 1–31 of
/// [A-Za-z0-9_-], else 16 hexadecimal digits of its SHA-256.
std::string name_in_ids(std::string_view strategy);

/// Whether `x` may name a launch or a run: 1–`longest` of [A-Za-z0-9._-], not
/// beginning with a dot.
bool is_id(std::string_view x, size_t longest = 80);

} // namespace ftm
