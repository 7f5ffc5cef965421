#pragma once

#include "shared/json/values.hpp"
#include "shared/protocol/runs.hpp"

namespace ftm {

/// The shape "run"; `step` names the one that runs or waits.
json to_json(const run_status& x);

json to_json(const step_status& x);

/// `{version, at, live, run|null, origin{file, line, version}, params|null}`;
/// `text` instead of params if the kept file is no JSON.
json to_json(const params_version& x);

} // namespace ftm
