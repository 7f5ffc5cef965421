#pragma once

#include "shared/config/settings.hpp"

namespace ftm::config {

/// What the disk says about one strategy.
struct strategy_report {
  std::string name;
  bool enabled = true;
  std::filesystem::path directory;
  std::filesystem::path executable;
  bool executable_found = false;
  std::optional<std::string> version; ///< of freqtrade; who asks it fills it in
  std::optional<bool> live; ///< trade with real money; nothing = not known
  bool scheduled = false;
  std::string rule;      ///< cron, or "every 6 hours"
  std::string time_zone; ///< IANA name
  std::vector<timestamp>
      next; ///< three firings, also if switched off; none for an interval
  std::vector<std::string> next_text; ///< the same in its time zone
};

struct verification {
  std::vector<strategy_report> strategies;
  std::vector<config_problem> problems; ///< sentences; in order of lines
};

/// Looks at what parse() could not: freqtrade's folders, executables and
/// configs, what strategies share, the state folder, and when schedules fire
/// after `now`. A problem of a strategy that is not enabled is a warning. Of
/// what parse() found wrong, the rest is looked at. Reads files, changes
/// nothing.
verification verify(const loaded& x, timestamp now);

} // namespace ftm::config
