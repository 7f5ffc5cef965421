#pragma once

#include "shared/link/link.hpp"

#include <caf/actor_system.hpp>

#include <filesystem>

namespace ftm {

/// The version of the messages: processes that speak different ones use
/// different folders, and so never meet.
constexpr int protocol_version = 4;

/// `<state>/link/<protocol version>`, made 0700 if it is not there.
caf::expected<std::filesystem::path>
link_folder(const std::filesystem::path& state_dir);

/// Lets peers reach `whom` at `<folder>/<part>.sock` by CAF's BASP. Only
/// processes of our own user, or root, are let in (SO_PEERCRED). The socket is
/// bound through /proc/self/fd, so that a deep folder does no harm.
caf::error publish_at(caf::actor_system& system, const caf::actor& whom,
                      const std::filesystem::path& folder,
                      const std::string& part);

/// Connects to what `publish_at` published; never blocks.
connector over_unix_socket(std::filesystem::path folder, std::string part);

} // namespace ftm
