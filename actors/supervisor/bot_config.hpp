#pragma once

#include "shared/protocol/processes.hpp"

namespace ftm {

/// freqtrade's JSON allows comments and trailing commas: without the latter.
std::string without_trailing_commas(const std::string& x);

/// Whether that trade command uses real money: `dry_run` of its configs
/// (true if absent, as freqtrade has it), FREQTRADE__DRY_RUN, `--dry-run`.
/// Nothing if a config cannot be read.
std::optional<bool> uses_real_money(const process_spec& x);

} // namespace ftm
