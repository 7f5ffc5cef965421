#pragma once

#include "shared/json/values.hpp"
#include "shared/protocol/settings.hpp"

namespace ftm {

json to_json(const strategy_status& x);

json to_json(const schedule_status& x);

/// `{fatal, line, key, found, expected}`.
json to_json(const config_problem& x);

json to_json(const config_report& x);

} // namespace ftm
