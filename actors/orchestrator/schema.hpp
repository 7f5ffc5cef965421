#pragma once

#include <string_view>
#include <vector>

namespace ftm {

/// The orchestrator's tables, version by version; see
/// storage::database::open. Times are UTC nanoseconds.
const std::vector<std::string_view>& orchestrator_schema();

} // namespace ftm
