#pragma once

#include "actors/orchestrator/run_record.hpp"
#include "shared/config/settings.hpp"

namespace ftm {

/// Whether trade is up and does not trade: its config's initial_state, or a
/// person by its REST or Telegram, has it stopped.
bool is_suspended(const process_status& x);

/// In which state freqtrade comes up and comes back from a reload: "running",
/// "stopped" (what freqtrade does when its config does not say), "paused"; "" =
/// the config cannot be read. Reads the config's files.
std::string initial_state(const process_spec& trade);

/// The trade of a strategy, coming up in that state whatever its config says
/// (by freqtrade's FREQTRADE__INITIAL_STATE); "" = as its config says. So what
/// a person suspended stays suspended, and what traded trades again.
process_spec trade_spec(const config::strategy_settings& x,
                        std::chrono::year_month_day today,
                        const std::string& worker_state);

/// Why a reload would not leave trade doing what it does; "" = it would.
std::string why_no_reload(const process_status& x, const process_spec& trade);

/// Whether trade, which lives, may have loaded params that were written after
/// the run's first change.
bool may_have_new_params(const process_status& x, const run_memory& run);

} // namespace ftm
