#pragma once

#include <string>

namespace ftm {

struct init_options {
  std::string folder;                 ///< freqtrade's
  std::string output = "config.yaml"; ///< "-" = standard output
  bool force = false;                 ///< replaces an existing file
};

/// `ftmanager init`: looks through a freqtrade folder and writes a commented
/// config.yaml for it. Returns 0, or 1 with a sentence on standard error if
/// the folder is none, the file exists, or it cannot be written.
int init_command(const init_options& x);

} // namespace ftm
