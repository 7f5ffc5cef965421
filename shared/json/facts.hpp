#pragma once

#include "shared/json/values.hpp"
#include "shared/protocol/facts.hpp"

namespace ftm {

/// "part", "process", "stats", "hyperopt", "strategy", "schedule", "run" or
/// "line".
const char* type_of(const fact_body& x);

json to_json(const part_status& x);

/// `at` is the fact's.
json to_json(const log_line& x, timestamp at);

/// The shape of a fact's body: an event's `data`.
json fact_to_json(const fact& x);

enum class snapshot_of : uint8_t {
  all,           ///< GET state
  all_but_lines, ///< topic state
  lines          ///< topic log
};

/// An array of shapes for each type; a process has the stats of the same page.
json snapshot_data(const fact_page& x, snapshot_of what);

/// `{epoch, offset, data}` as GET state answers it.
json snapshot_to_json(const fact_page& x);

} // namespace ftm
