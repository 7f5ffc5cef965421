#pragma once

#include "shared/protocol/processes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The words of config.yaml as values. Pure; nothing means "no such value".
namespace ftm::config {

/// yes, no, on, off, true, false as YAML 1.1 has them; also 1 and 0.
std::optional<bool> to_bool(const std::string& x);

/// A whole number as YAML 1.1 writes it: sign, underscores, 0x, 0b and a
/// leading 0 for octal.
std::optional<int64_t> to_integer(std::string x);

/// A finite number, whole or not.
std::optional<double> to_number(std::string x);

/// A duration: a number of `unit`, or numbers with ms, s, m, h or d ("1h30m").
std::optional<std::chrono::milliseconds>
to_duration(std::string_view x, std::chrono::milliseconds unit);

/// A candle's length as freqtrade writes it: "5m", "1h", "1d".
bool is_timeframe(std::string_view x);

/// "INT:main:20000,TERM:group:10000,KILL:tree:0": signal, target, patience in
/// milliseconds. Nothing, with a sentence in `error`, if it is none.
std::optional<std::vector<stop_step>> to_ladder(std::string_view x,
                                                std::string& error);

/// Separated by white space or commas.
std::vector<std::string> to_list(std::string_view x);

std::string lower(std::string x);

} // namespace ftm::config
