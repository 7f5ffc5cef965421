#pragma once

#include "shared/protocol/processes.hpp"

namespace ftm {

/// A process as /proc shows it.
struct seen_process {
  int32_t pid = 0;
  std::vector<std::string> command;
  std::string folder; ///< its cwd
  std::string slot;   ///< its mark FTM_SLOT; "" = nobody of ours started it
  std::string launch; ///< its mark FTM_LAUNCH
};

/// Whether `x` is freqtrade with the subcommand and strategy of `spec`, in its
/// folder or with one of its configs. A strategy that the command does not
/// name is looked for in the config; where that names none either, the same
/// config is the same work. Reads both processes' configs.
bool is_same_work(const seen_process& x, const process_spec& spec);

/// A process that does the work of `spec`, which must be trade or hyperopt:
/// one that a person started in a terminal, or that an earlier launch left
/// behind. Call it only when no launch of that process is alive.
std::optional<seen_process> find_foreign(const process_spec& spec);

/// A sentence that names it, for who wanted to start `spec` in slot `slot`.
std::string name_foreign(const seen_process& x, const std::string& slot);

} // namespace ftm
