#pragma once

#include "shared/protocol/base.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace ftm {

/// The version that says "there is no params file".
inline const std::string no_params = "none";

/// What stands in a strategy's params file; none = there is no such file.
using params_content = std::optional<std::string>;

/// SHA-256 of the content, or `no_params`.
std::string version_of(const params_content& x);

/// Why the file does not hold the epoch's params: "" = it does. `record` is the
/// epoch as the monitor tells it (params_details by space, else params_dict);
/// every param of it must stand in the file with an equal value. freqtrade adds
/// params_not_optimized, so the file may hold more.
std::string params_mismatch(const params_content& file,
                            const std::string& record,
                            const std::string& strategy_name);

/// Whether freqtrade wrote this content, and not before `from`: its own stamp
/// `export_time` says so. A person's edit keeps an older stamp or has none.
bool exported_since(const params_content& file, timestamp from);

/// Reads the file; a missing one is an answer, an unreadable one sets `error`.
params_content read_params(const std::filesystem::path& file,
                           std::string& error);

/// Makes the file hold exactly this, or removes it. A file that exists keeps
/// its permissions and a link stays a link. Returns "" or why it failed.
std::string write_params(const std::filesystem::path& file,
                         const params_content& x);

} // namespace ftm
