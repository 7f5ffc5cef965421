#pragma once

#include "shared/protocol/processes.hpp"

namespace ftm {

/// Nothing of the process is left, and nothing will come back by itself.
bool has_ended(process_state x);

/// A process tree exists, or is about to again.
bool still_lives(process_state x);

/// Whether it lives and nobody has stopped it: what ends by itself is restarted
/// by its policy.
bool is_to_live(const process_status& x);

/// Whether `launch` is `asked`, or its relaunch by policy, `<asked>.rN`.
bool is_launch(const std::string& launch, const std::string& asked);

/// `R.trade.1` of `R.trade.1.r2`: naming it means all its relaunches too.
std::string first_of(const std::string& launch);

/// Why an ended launch did not do what it was for; "" = it did. `tail` is the
/// end of its output: freqtrade exits 0 when it was interrupted, or locked out
/// by another hyperopt.
std::string failure_of(const process_status& x, const std::string& tail);

/// Whether a failed hyperopt-show met a line that was only half written.
bool met_half_line(const std::string& tail);

/// Whether nothing of the launch ever ran: the supervisor died, or was full,
/// before its shim had begun.
bool never_ran(const process_status& x);

/// Whether the launch was ended by its time limit.
bool ran_out_of_time(const process_status& x);

} // namespace ftm
