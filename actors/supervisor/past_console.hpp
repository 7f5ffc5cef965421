#pragma once

#include "actors/supervisor/console_scanner.hpp"

#include <filesystem>

namespace ftm {

/// What the console of a launch that is over has said, by the begin of its log,
/// which says whether it became ready, and by the end.
console_findings scan_log(const std::filesystem::path& log);

} // namespace ftm
