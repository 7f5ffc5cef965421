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

/// What the wall's clock showed when a result was named, as its name tells;
/// nothing if it tells none.
std::optional<std::chrono::local_seconds> time_in_name(std::string_view file);

/// The earliest that the name of a file made between `from` and `upto` can
/// tell, even if clocks are put back meanwhile.
std::chrono::local_seconds
earliest_in_name(std::chrono::system_clock::time_point from,
                 std::chrono::system_clock::time_point upto);

/// What the wall's clock shows at `x`.
std::chrono::local_seconds local_time(std::chrono::system_clock::time_point x);

/// Whether `x` may be asked for as a result: a bare name, no path.
bool is_bare_name(std::string_view x);

} // namespace ftm
