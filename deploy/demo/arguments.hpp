#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ftm::sim {

/// One option of a subcommand, as freqtrade's argparse declares it.
struct option {
  std::string_view flags;   // "-c/--config", as error messages name it
  std::string_view metavar; // "" = a switch
  enum class arity { none, one, many } takes;
  std::string_view check; // "", "int", "positive", "nonzero" or "a,b,c"
};

/// A parsed command line.
struct arguments {
  std::string subcommand;
  /// By the longest flag without dashes: `config` -> {a, b}.
  std::map<std::string, std::vector<std::string>> values;

  bool has(const std::string& name) const;
  /// The last value given, or `otherwise`.
  std::string get(const std::string& name,
                  const std::string& otherwise = {}) const;
  std::vector<std::string> all(const std::string& name) const;
};

/// What parsing ended in: arguments, or text to print and a code to exit with.
struct parse_result {
  std::optional<arguments> args;
  std::string message;
  int exit_code = 0;
};

/// Parses like freqtrade 2023.2: unknown options give the program's usage and
/// exit 2, bad values the subcommand's.
parse_result parse_arguments(const std::vector<std::string>& words);

/// The options of a subcommand; empty if the simulator does not know it.
const std::vector<option>& options_of(std::string_view subcommand);

/// argparse's usage text of a subcommand, wrapped at 80 columns.
std::string usage_of(std::string_view subcommand);

} // namespace ftm::sim
