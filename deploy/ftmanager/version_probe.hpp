#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ftm {

/// An executable to be asked for its version, and where it runs.
struct version_question {
  std::filesystem::path executable, folder;
  bool operator==(const version_question&) const = default;
};

struct version_answer {
  std::optional<std::string> version;
  std::string why; ///< there is none
};

/// Runs `EXECUTABLE --version` of all at once, without a shell; what has not
/// ended by `limit` is killed with its process group. At most 64 KiB of its
/// output are read.
std::vector<version_answer>
ask_versions(const std::vector<version_question>& questions,
             std::chrono::milliseconds limit);

} // namespace ftm
