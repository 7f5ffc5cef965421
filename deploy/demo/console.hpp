#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace ftm::sim {

using json = nlohmann::ordered_json;

/// The version that the simulator's habits were recorded from.
inline constexpr std::string_view version = "2023.2";

/// Writes one log line to stderr, as freqtrade's logging does:
/// `2026-11-22 13:21:14,250 - <logger> - <level> - <text>`.
void log(std::string_view logger, std::string_view level,
         std::string_view text);
void info(std::string_view logger, std::string_view text);
void warning(std::string_view logger, std::string_view text);

/// From now on nothing is logged (misbehaviour).
void silence();

/// Writes `text` and a newline to stdout, unbuffered, in one write where the
/// kernel allows it. Exits 1 when nobody reads any more, as Python does.
void print(std::string_view text);

/// Writes raw bytes to stderr, without a newline.
void raw_err(std::string_view bytes);

/// From now on all that is printed is also written to FOLDER/PID, for tests
/// that count every byte.
void record_output(const std::string& folder);

/// Ends that record with a NUL byte and `exit CODE`.
void record_exit(int code);

/// Writes all bytes to `fd`; false on an error.
bool write_all(int fd, std::string_view bytes);

/// printf into a string.
[[gnu::format(printf, 1, 2)]] std::string format(const char* pattern, ...);

/// Python's repr of a JSON value: `{'60': 0.01}`, `['buy']`, `True`, `None`.
std::string py_repr(const json& x);

/// Python's repr of a double: shortest that reads back, always with `.0` or an
/// exponent; `nan`, `inf`.
std::string py_repr(double x);

/// `%Y-%m-%d %H:%M:%S` of milliseconds since 1970, in UTC.
std::string utc_time(std::int64_t ms);

/// Wall clock, milliseconds since 1970.
std::int64_t now_ms();

/// `%Y-%m-%d_%H-%M-%S` of now in local time, as freqtrade names its files.
std::string file_stamp();

/// str(timedelta): `2 days, 20:48:00`, `14:47:00`.
std::string py_duration(std::int64_t seconds);

/// str(pandas.Timedelta): `0 days 07:32:00`.
std::string pandas_duration(std::int64_t seconds);

} // namespace ftm::sim
