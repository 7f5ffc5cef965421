#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ftm {

/// Whether freqtrade names a hyperopt result of exactly this strategy so:
/// strategy_<S>_<YYYY-mm-dd_HH-MM-SS>.fthypt, or strategy_<S>.fthypt (very old
/// versions). `strategy` is the value of --strategy.
bool is_result_of(std::string_view file, std::string_view strategy);

/// The local time that a result's name tells; nothing if it tells none.
std::optional<std::chrono::system_clock::time_point>
time_in_name(std::string_view file);

/// Whether `x` may be asked for as a result: a bare name, no path.
bool is_bare_name(std::string_view x);

} // namespace ftm
