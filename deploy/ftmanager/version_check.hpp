#pragma once

#include "shared/config/verify.hpp"

namespace ftm {

/// Asks every freqtrade that was found for its version, writes it into
/// `strategies`, and returns warnings about those that this manager does not
/// know. Takes seconds: freqtrade loads all it has before it answers.
std::vector<config_problem>
check_versions(std::vector<config::strategy_report>& strategies,
               const config::loaded& x);

} // namespace ftm
