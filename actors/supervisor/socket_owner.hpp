#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace ftm {

/// Whose a TCP socket of this machine is, as the kernel tells it.
struct socket_owner {
  uid_t uid = 0;
  uint64_t inode = 0;
  bool operator==(const socket_owner&) const = default;
};

/// The other end of a connected socket, or who listens there until it is
/// accepted; nothing if that is not on this machine, or if the kernel does not
/// tell. It costs microseconds, however many sockets there are.
std::optional<socket_owner> peer_of(int socket);

/// The socket that listens there, on all addresses included. `address` is
/// numeric.
std::optional<socket_owner> listener_of(const std::string& address,
                                        uint16_t port);

} // namespace ftm
