#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ftm {

/// The host and port of a Host header or an origin.
struct authority {
  std::string host;       ///< lower case, without brackets and final dot
  uint16_t port = 0;      ///< 0 = not given
  bool bracketed = false; ///< an IPv6 literal
  bool operator==(const authority&) const = default;
};

/// Reads "name", "name:8080", "[::1]:8080"; nothing for anything else.
std::optional<authority> parse_authority(std::string_view x);

/// Whether `x` means this machine to itself: localhost, 127.0.0.0/8, ::1.
bool is_loopback(std::string_view host);

/// Which names the door answers to.
struct host_rules {
  std::string bound;                ///< what web.host says
  std::vector<std::string> allowed; ///< web.allowed_hosts: "name", "name:port"
};

/// Against DNS rebinding: whether a request with this Host header is meant for
/// us. A page of a stranger can make its own name point here, but neither
/// "localhost" nor an address; so these pass with any port (tunnels change
/// it), addresses only if we listen on more than loopback.
bool host_allowed(std::string_view host_header, const host_rules& rules);

/// Whether a page of this origin may talk to us: only the one that was loaded
/// from the very host and port that the request names. "null" may not.
bool origin_allowed(std::string_view origin, std::string_view host_header);

} // namespace ftm
