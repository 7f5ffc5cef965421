#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ftm::config {

/// The version in what `freqtrade --version` printed: "2023.2" of
/// "freqtrade 2023.2", also in the table that newer ones print. Nothing if
/// there is none.
std::optional<std::string> parse_freqtrade_version(std::string_view output);

/// Whether this manager knows the habits of that version: 2023.x and 2024.x.
bool is_known_freqtrade(std::string_view version);

} // namespace ftm::config
