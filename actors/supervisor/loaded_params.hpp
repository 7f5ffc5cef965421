#pragma once

#include "actors/supervisor/trade_console.hpp"

namespace ftm {

/// What of a params file (its text) trade has not taken over, by what its
/// console says; "" = nothing. A name that the console does not mention says
/// nothing: a strategy may have fewer parameters than its file.
std::string not_loaded(const std::string& params, const trade_console& x);

} // namespace ftm
