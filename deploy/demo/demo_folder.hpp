#pragma once

#include <filesystem>
#include <system_error>

namespace ftm {

/// Makes a folder to try FreqTrade Manager with: two freqtrade folders whose
/// `.venv/bin/freqtrade` is `sim_executable`, three strategies (two of them
/// share one user_data), their configs, the simulator's pace, and config.yaml.
///
/// Existing files are kept, so that what a person changed stays; a dead link to
/// the simulator is renewed. Returns what went wrong, if anything.
std::error_code write_demo(const std::filesystem::path& folder,
                           const std::filesystem::path& sim_executable);

} // namespace ftm
