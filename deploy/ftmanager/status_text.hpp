#pragma once

#include <nlohmann/json.hpp>

#include <chrono>
#include <string>

namespace ftm {

/// The snapshot of GET state as people read it, in aligned lines: for each
/// strategy its trade, what else ran, its cycle and its next run; then the
/// parts that are not ready. `zone` is the reader's.
std::string status_text(const nlohmann::json& data,
                        std::chrono::system_clock::time_point now,
                        const std::string& zone);

} // namespace ftm
