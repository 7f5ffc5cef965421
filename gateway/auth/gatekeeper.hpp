#pragma once

#include "gateway/auth/ended_sessions.hpp"
#include "gateway/auth/login_brake.hpp"
#include "gateway/auth/roles.hpp"
#include "gateway/auth/session_seal.hpp"

#include <mutex>
#include <optional>
#include <string_view>

namespace ftm {

/// Knows the token, and the sessions that were traded for it: a session's
/// cookie is sealed with a key that is made from the token, so it outlives this
/// process, and none outlives the token. Nothing that is kept lets anybody in.
/// All members may be called by any thread.
class gatekeeper {
public:
  using time_point = login_brake::time_point;
  /// Wall clock: sessions last longer than any process.
  using wall_time = std::chrono::sys_seconds;

  static constexpr std::chrono::hours session_lasts{24 * 7};

  /// With `login` false everybody is an admin: for loopback only. `ended` is
  /// the file that remembers logouts.
  gatekeeper(std::string_view token, bool login,
             std::filesystem::path ended = {});

  struct verdict {
    std::optional<identity> who;
    /// > 0: a wrong token, as were too many before it.
    std::chrono::seconds retry_after{0};
  };

  /// A tool's token, from `source` (an address). The right one always passes,
  /// whatever others from the same address did.
  verdict by_token(std::string_view token, const std::string& source,
                   time_point now);
  /// A browser's session.
  std::optional<identity> by_session(std::string_view cookie, wall_time now);

  struct login_result {
    std::optional<std::string> session; ///< the cookie's value
    std::chrono::seconds retry_after{0};
  };

  /// Trades a token for a session.
  login_result login(std::string_view token, const std::string& source,
                     time_point now, wall_time wall);
  /// Ends a session, for other processes and later ones too unless an error is
  /// returned. A cookie that is none is no error.
  std::error_code logout(std::string_view cookie, wall_time now);

  bool login_needed() const {
    return login_;
  }

private:
  std::optional<session> valid(std::string_view cookie, wall_time now) const;

  const std::string token_hash_;
  const session_seal seal_;
  const bool login_;
  std::mutex mutex_;
  login_brake brake_;
  ended_sessions ended_;
};

/// The session cookie's name; it holds the port, since browsers share cookies
/// between the ports of a host.
std::string session_cookie_name(uint16_t port);

} // namespace ftm
