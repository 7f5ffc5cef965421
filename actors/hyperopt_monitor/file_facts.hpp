#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace ftm {

/// What the disk says about a file.
struct file_facts {
  using time_point = std::chrono::system_clock::time_point;

  std::string name;
  uint64_t inode = 0;
  uint64_t bytes = 0;
  time_point modified_at{};
  time_point created_at{}; ///< its birth; epoch if the disk keeps none
  bool regular = false;
};

std::optional<file_facts> facts_of(const std::filesystem::path& x,
                                   std::error_code& error);
std::optional<file_facts> facts_of(int fd, std::error_code& error);

/// The result files of one strategy in a folder, newest first: by the time in
/// their names, else by birth. A missing folder holds none; for any other error
/// the list is worth nothing.
std::vector<file_facts> list_results(const std::filesystem::path& folder,
                                     const std::string& strategy,
                                     std::error_code& error);

} // namespace ftm
