#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace ftm {

/// The whole file, or nothing with `error` set.
std::optional<std::string> read_file(const std::filesystem::path& x,
                                     std::error_code& error);

/// As above, for callers to whom every reason for failing is the same.
std::optional<std::string> read_file(const std::filesystem::path& x);

/// A file that people write: regular, and no longer than `most` bytes. Else
/// nothing, with the reason in `why` ("it is a folder").
std::optional<std::string> read_text_file(const std::filesystem::path& x,
                                          std::string& why,
                                          size_t most = size_t{4} << 20);

/// Replaces `path` so that a reader, or a machine that lost its power, finds
/// the old content or the new one: temporary file, fsync, rename, fsync of the
/// folder. `mode` are the permissions of the new file.
std::error_code write_file_durably(const std::filesystem::path& path,
                                   std::string_view content, int mode = 0600);

/// Makes `path` and its parents; each new folder gets 0700.
std::error_code make_private_folder(const std::filesystem::path& path);

} // namespace ftm
