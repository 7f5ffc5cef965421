#pragma once

#include "deploy/demo/sim_settings.hpp"

namespace ftm::sim {

/// What every subcommand may be told to do before its work: ignore signals,
/// leave orphans, flood, write odd bytes, hang, fail. Throws system_exit.
void misbehave(const sim_settings& sim);

/// Ends as a crash does: traceback, then `crash_exit` (1): negative = a signal.
[[noreturn]] void crash(const sim_settings& sim);

/// What freqtrade's logger writes for an exception of the main function.
void log_traceback(std::string_view where, std::string_view what);

} // namespace ftm::sim
