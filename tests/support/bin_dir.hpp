#pragma once

#include <filesystem>

namespace ftm::test {

/// The folder of the built executables, where the tests lie as well.
inline std::filesystem::path bin_dir() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

} // namespace ftm::test
