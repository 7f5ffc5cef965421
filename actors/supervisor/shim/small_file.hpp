#pragma once

#include <cstddef>
#include <fcntl.h>
#include <string>
#include <string_view>

namespace ftm::shim {

/// At most `limit` bytes of a file; "" if it cannot be read.
std::string read_small_file(int folder, const char* name,
                            size_t limit = 65'536);

/// Writes all of `x`; 0 or errno.
int write_all(int fd, std::string_view x);

/// Temporary, fsync, rename, fsync of the folder; 0 or errno.
int write_small_file(int folder, const char* name, std::string_view x);

} // namespace ftm::shim
