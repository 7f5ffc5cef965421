#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>

namespace ftm {

/// Sessions that were ended before their time, remembered in a file (0600) so
/// that a restart does not bring them back. What has run out by itself is
/// forgotten.
class ended_sessions {
public:
  /// Reads what an earlier one left; lines that make no sense are skipped. ""
  /// = remembers only as long as this process lives.
  explicit ended_sessions(std::filesystem::path file);

  bool contains(const std::string& id) const {
    return ends_.contains(id);
  }

  /// Remembers `id`, which would have run out at `end`, on disk when this
  /// returns; else why that could not be done.
  std::error_code add(const std::string& id, std::chrono::sys_seconds end,
                      std::chrono::sys_seconds now);

  size_t size() const {
    return ends_.size();
  }

private:
  const std::filesystem::path file_;
  std::map<std::string, std::chrono::sys_seconds> ends_; ///< by id
};

} // namespace ftm
