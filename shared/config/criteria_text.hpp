#pragma once

#include "shared/protocol/epochs.hpp"

#include <caf/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ftm::config {

/// Whether criteria may name it: a field of an epoch, or params.NAME.
bool is_judged(std::string_view field);

/// What an error says was expected: the nearest field, else all of them.
std::string expected_field(std::string_view found);

/// Reads criteria as people write them: "max_drawdown <= 2;
/// profit_total_pct >= 0 desc; trades desc". Each is a field with a comparison,
/// a sort (asc, desc), or both; empty ones are left out. Bounds are decimal:
/// digits, -, point, exponent. Else ec::invalid with
/// a sentence that says where (bytes, from 1) and what was expected.
caf::expected<std::vector<criterion>> parse_criteria(std::string_view x);

/// The inverse.
std::string to_text(const std::vector<criterion>& x);
std::string to_text(const criterion& x);

/// "<", "<=", ">", ">=", "=="; nothing for anything else.
std::optional<comparison> comparison_of(std::string_view x);

/// "asc", "ascending", "desc", "descending", "" and "none".
std::optional<sorting> sorting_of(std::string_view x);

} // namespace ftm::config
