#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ftm {

/// The whole record of one line of a .fthypt file as strict JSON, in the
/// file's own order: without `results_metrics.trades`, non-finite numbers as
/// null and named in a last member, `"nonfinite": {"loss": "NaN",
/// "results_metrics.sortino": "-Infinity"}`. Nothing if the line is no readable
/// object.
std::optional<std::string> record_json(std::string_view line);

} // namespace ftm
