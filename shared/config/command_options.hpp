#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ftm::config {

/// Those options of a freqtrade command that say what it runs with.
struct command_options {
  std::vector<std::string> configs; ///< the last one counts most
  std::string user_data_dir;        ///< "" = not said, as below
  std::string strategy_path;
  std::string db_url;
  bool dry_run = false;
};

/// Reads the words of a command as Python's argparse does: `--config FILE`,
/// `--config=FILE`, `--conf FILE`, `-c FILE`, `-cFILE`. Nothing, with a
/// sentence in `error`, if a word may be one of these options and may not:
/// better no answer than a wrong one about real money. Pure.
std::optional<command_options>
read_command_options(const std::vector<std::string>& words, std::string& error);

} // namespace ftm::config
