#pragma once

#include <iosfwd>
#include <string>

namespace ftm {

struct evaluate_options {
  std::string file;
  std::string criteria; ///< as in "max_drawdown <= 2; profit_total_pct desc"
  bool json = false;
};

/// `ftmanager evaluate`: judges the epochs of a .fthypt file without any
/// server. Exit code: 0 there is a winner, 3 there is none, 1 the output cannot
/// be written, 2 bad criteria or file (for both a sentence on stderr).
int evaluate_command(const evaluate_options& x);

/// As above, to any streams.
int evaluate_command(const evaluate_options& x, std::ostream& out,
                     std::ostream& err);

} // namespace ftm
