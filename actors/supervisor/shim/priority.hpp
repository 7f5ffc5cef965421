#pragma once

#include "actors/supervisor/shim/spec.hpp"

namespace ftm::shim {

/// Lowers the priority of this process, and of all it will start, to what the
/// spec says; never raises it above the manager's. What the kernel refuses is
/// left as it is: a hyperopt at normal priority is better than none.
void yield_to_others(const spec& x);

} // namespace ftm::shim
