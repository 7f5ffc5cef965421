#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace ftm {

/// Where the manager's own token lies: `<state>/token`.
std::filesystem::path token_path(const std::filesystem::path& state_dir);

/// The token: 64 hexadecimal digits. Made (file 0600, folder 0700) if there is
/// none. Nothing if it can neither be read nor made; `why` then is a sentence.
std::optional<std::string>
load_or_make_token(const std::filesystem::path& state_dir, std::string& why);

/// Only reads it; for tools of the same user.
std::optional<std::string> load_token(const std::filesystem::path& state_dir);

} // namespace ftm
