#pragma once

#include <iosfwd>
#include <optional>
#include <string>

namespace ftm {

struct epochs_options {
  std::string file;
  std::string format{};  ///< csv, jsonl, table; "" = table for people, else csv
  std::string columns{}; ///< line,sharpe,params.buy_rsi; "" = the usual ones
  std::string filter{};  ///< trades>=3;max_drawdown<=2
  std::string sort{};    ///< -sharpe,trades
  std::optional<std::string> limit{}; ///< rows, from 1; nothing = all
  std::string output{};               ///< a file; "" or "-" = standard output
};

/// `ftmanager epochs`: writes the epochs of a .fthypt file as a table, CSV or
/// JSON lines without any server. The first rows that were chosen or sorted are
/// what their whole lines say. Exit code: 0 done, 1 the output cannot be
/// written, 2 bad arguments or file, 3 no epoch is left; what is wrong is a
/// sentence on stderr.
int epochs_command(const epochs_options& x);

/// As above, to any streams. `people` read `out`.
int epochs_command(const epochs_options& x, bool people, std::ostream& out,
                   std::ostream& err);

} // namespace ftm
