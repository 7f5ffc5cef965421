#pragma once

#include "deploy/demo/session.hpp"

namespace ftm::sim {

/// Writes a .fthypt file as freqtrade 2023.x does: for each line open(append),
/// writes of 65,536 bytes, the rest, the newline apart, close; then
/// .last_result.json is truncated and written anew.
class result_writer {
public:
  /// Nothing is created before the first line.
  result_writer(std::filesystem::path folder, const std::string& strategy);

  void append(std::string_view line);
  /// Half of the line only, then a stall, then the rest.
  void append_slowly(std::string_view line, std::int64_t stall_ms);
  /// An empty file.
  void touch();

  const std::filesystem::path& file() const {
    return file_;
  }

private:
  int open_file();
  void write_last_result();

  std::filesystem::path folder_;
  std::filesystem::path file_;
};

} // namespace ftm::sim
