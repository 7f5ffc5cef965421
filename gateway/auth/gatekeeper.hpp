#pragma once

#include "gateway/auth/login_brake.hpp"
#include "gateway/auth/roles.hpp"

#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace ftm {

/// Knows the token and the sessions that were traded for it. Sessions live in
/// memory and only as hashes: a core dump lets nobody in. All members may be
/// called by any thread.
class gatekeeper {
public:
  using time_point = login_brake::time_point;

  static constexpr std::chrono::hours session_idle{24 * 7};
  static constexpr size_t most_sessions = 1024;

  /// With `login` false everybody is an admin: for loopback only.
  gatekeeper(std::string_view token, bool login);

  struct verdict {
    std::optional<identity> who;
    std::chrono::seconds retry_after{0}; ///< > 0: not even looked at
  };

  /// A tool's token, from `source` (an address).
  verdict by_token(std::string_view token, const std::string& source,
                   time_point now);
  /// A browser's session.
  std::optional<identity> by_session(std::string_view id, time_point now);

  struct login_result {
    std::optional<std::string> session; ///< the cookie's value
    std::chrono::seconds retry_after{0};
  };

  /// Trades a token for a session.
  login_result login(std::string_view token, const std::string& source,
                     time_point now);
  void logout(std::string_view id);

  bool login_needed() const {
    return login_;
  }

private:
  struct session {
    identity who;
    time_point last;
  };

  verdict check(std::string_view token, const std::string& source,
                time_point now);

  const std::string token_hash_;
  const bool login_;
  std::mutex mutex_;
  login_brake brake_;
  std::unordered_map<std::string, session> sessions_; ///< by hash of the id
};

/// The session cookie's name; it holds the port, since browsers share cookies
/// between the ports of a host.
std::string session_cookie_name(uint16_t port);

} // namespace ftm
