#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace ftm::config {

/// The name of a network file system by its statfs type, "" if it is none: its
/// locks and its fsync cannot be trusted.
std::string network_file_system(uint64_t type);

/// What is wrong with a place for the manager's state.
struct state_folder_report {
  std::string network;       ///< the file system's name; "" = a local one
  bool punches_holes = true; ///< or that could not be tried
};

/// Looks at the folder, or where it will be made. Leaves nothing behind.
state_folder_report look_at_state_folder(const std::filesystem::path& x);

} // namespace ftm::config
