#pragma once

#include "shared/protocol/epochs.hpp"

namespace ftm {

/// "max_drawdown <= 2", "profit_total_pct descending".
std::string shown(const criterion& x);

/// Which criterion removed the last epoch; "" = there is a winner.
std::string why_no_winner(const ranking& x);

/// The winner as a sentence.
std::string about_winner(const ranking& x);

} // namespace ftm
