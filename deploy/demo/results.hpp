#pragma once

#include "deploy/demo/session.hpp"

namespace ftm::sim {

/// The name in hyperopt_results/.last_result.json, or the argument of
/// `--hyperopt-filename`. Throws operational_error on an absolute one.
std::filesystem::path results_file(const session& s);

/// Lines of a .fthypt file as freqtrade reads them: all or none. Throws
/// system_exit{1} after its traceback if one is not whole; they are parsed when
/// they are needed.
std::vector<std::string> read_results(const std::filesystem::path& file,
                                      const std::string& command);

/// Writes a strategy's params file from an epoch's line, as hyperopt and
/// hyperopt-show do, and says so in the log.
void export_params(const session& s, const json& line);

} // namespace ftm::sim
