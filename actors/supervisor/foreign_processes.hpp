#pragma once

#include "shared/protocol/processes.hpp"

namespace ftm {

/// A process as /proc shows it.
struct seen_process {
  int32_t pid = 0;
  std::vector<std::string> command;
  std::string folder; ///< its cwd
};

/// Whether `x` is freqtrade with the subcommand, strategy and folder of
/// `spec`. One that names no strategy is taken for the same one if it has the
/// same config.
bool is_same_work(const seen_process& x, const process_spec& spec);

/// A process that does the work of `spec`, which must be trade or hyperopt,
/// and that does not carry the marks of `slot`; e.g. one that a person started
/// in a terminal.
std::optional<seen_process> find_foreign(const process_spec& spec,
                                         const std::string& slot);

} // namespace ftm
