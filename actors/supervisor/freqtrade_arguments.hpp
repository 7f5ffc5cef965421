#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ftm {

/// What a command line of freqtrade asks for. Paths are as they were written.
struct freqtrade_arguments {
  std::string subcommand;
  std::string strategy; ///< "" = not named; the config may name it
  std::vector<std::string> configs;
  std::string user_data; ///< "" = not named
  bool operator==(const freqtrade_arguments&) const = default;
};

/// Reads `freqtrade trade -sA`, `python -m freqtrade trade …`, and what else
/// Python's argparse takes for the same: `-s A`, `-vs A`, `-s=A`, `--strategy
/// A`, `--strategy=A`. `program` is a further name of freqtrade. Nothing if it
/// is no freqtrade, or has no subcommand.
std::optional<freqtrade_arguments>
parse_freqtrade(const std::vector<std::string>& command,
                const std::string& program);

} // namespace ftm
