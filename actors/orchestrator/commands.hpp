#pragma once

#include "shared/config/settings.hpp"

#include <chrono>

namespace ftm {

/// Today in the machine's own time zone: what timeranges count back from.
std::chrono::year_month_day local_date(timestamp now);

/// `today - start_days_ago` as YYYYMMDD, "-", then the end's date if
/// end_days_ago > 0.
std::string timerange(const config::timerange_settings& x,
                      std::chrono::year_month_day today);

/// Everything about a process of the strategy but its launch id, who asked and
/// for which run. `hyperopt_show` needs the file and line: see show_spec.
process_spec spec_of(const config::strategy_settings& x, process_kind kind,
                     std::chrono::year_month_day today);

/// The command that writes the params of one epoch beside the strategy. `file`
/// is a bare name; `line` is 1-based (freqtrade's -n counts lines, not
/// current_epoch).
process_spec show_spec(const config::strategy_settings& x,
                       const std::string& file, uint64_t line);

/// A command as a person would type it.
std::string shown(const std::vector<std::string>& command);

} // namespace ftm
