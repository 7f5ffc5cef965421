#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace ftm {

/// Milliseconds since boot, suspended time included (CLOCK_BOOTTIME): what
/// deadlines and durations that outlive a process are measured in.
int64_t boottime_ms();

/// The kernel's random id of this boot; "" if /proc does not tell.
std::string boot_id();

/// RFC 3339 with milliseconds and the machine's own offset,
/// "2026-11-23T10:00:00.123+01:00".
std::string to_rfc3339(std::chrono::system_clock::time_point x);

/// The inverse; any offset, any number of fraction digits, "Z".
std::optional<std::chrono::system_clock::time_point>
from_rfc3339(const std::string& x);

} // namespace ftm
