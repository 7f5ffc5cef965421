#pragma once

#include "shared/protocol/processes.hpp"

#include <filesystem>

namespace ftm {

constexpr uint32_t most_output = 262'144; ///< bytes in one answer

/// Size of a launch's out.log; 0 if there is none.
uint64_t output_size(const std::filesystem::path& log);

/// Where `offset` begins: negative ones count from the end of `size` bytes.
uint64_t absolute_offset(int64_t offset, uint64_t size);

/// Bytes from `offset` on, at most `limit` and 256 KiB. Starts later if older
/// bytes were punched away. `over`: nothing will be written any more.
output_chunk read_output(const std::filesystem::path& log,
                         const std::string& launch, uint64_t offset,
                         uint32_t limit, bool over);

} // namespace ftm
