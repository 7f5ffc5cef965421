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

} // namespace ftm
