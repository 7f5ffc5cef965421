#pragma once

#include "gateway/auth/roles.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ftm {

/// What a session cookie says.
struct session {
  std::string id; ///< 32 hexadecimal digits
  std::chrono::sys_seconds ends;
  identity who;
  bool operator==(const session&) const = default;
};

/// Writes session cookies and knows its own again, in any process that has the
/// same token: `id.end.role.seal`, where the seal is an HMAC-SHA-256 of what
/// stands before it. Another token makes all of them worthless.
class session_seal {
public:
  explicit session_seal(std::string_view token);

  std::string close(const session& x) const;

  /// Nothing unless every byte is as `close` made it. Says nothing about time.
  std::optional<session> open(std::string_view cookie) const;

private:
  std::string mac(std::string_view x) const;

  const std::string key_;
};

/// Whether two texts are the same, in a time that tells nothing about where
/// they differ.
bool same_secret(std::string_view x, std::string_view y);

} // namespace ftm
