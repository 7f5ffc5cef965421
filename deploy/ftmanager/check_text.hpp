#pragma once

#include "shared/config/verify.hpp"

#include <string>
#include <vector>

namespace ftm {

/// What `ftmanager check` has found, for people: each strategy as it will run,
/// then the problems, one line each, grouped by strategy with errors first, and
/// their numbers at the very end. `file` is config.yaml as it was named;
/// `indices` are those of `strategies` in its list.
std::string check_text(const std::vector<config_problem>& problems,
                       const std::vector<config::strategy_report>& strategies,
                       const std::vector<size_t>& indices,
                       const std::string& file);

} // namespace ftm
