#pragma once

#include <string>

namespace ftm {

struct check_options {
  std::string config = "config.yaml"; ///< path
  bool json = false;
};

/// `ftmanager check`: prints every problem of a config file and of what it
/// names on the disk, what two bots should not share, and for each strategy its
/// executable and version, whether it trades for real and when it runs next.
/// Returns 0 if it can be served, 1 if it has problems (warnings are none).
int check_command(const check_options& x);

} // namespace ftm
