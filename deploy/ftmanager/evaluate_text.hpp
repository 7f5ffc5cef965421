#pragma once

#include "shared/protocol/epochs.hpp"

#include <string>

namespace ftm {

/// What `ftmanager evaluate` found, for people: how many epochs each criterion
/// left, the winner and the next ones, and for each of them what it passed and
/// how good its neighbours are. `first_rejected` is the first line that is no
/// epoch, or 0.
std::string evaluate_text(const std::string& file, const ranking& x,
                          uint64_t first_rejected);

} // namespace ftm
