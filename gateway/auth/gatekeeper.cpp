#include "gateway/auth/gatekeeper.hpp"

#include "shared/util/hash.hpp"

#include <algorithm>
#include <openssl/crypto.h>

namespace ftm {

namespace {

/// In a time that tells nothing about where they differ.
bool same(const std::string& x, const std::string& y) {
  return x.size() == y.size()
         && CRYPTO_memcmp(x.data(), y.data(), x.size()) == 0;
}

} // namespace

gatekeeper::gatekeeper(std::string_view token, bool login)
    : token_hash_(sha256_hex(token)), login_(login) {}

gatekeeper::verdict gatekeeper::check(std::string_view token,
                                      const std::string& source,
                                      time_point now) {
  verdict y;
  y.retry_after = brake_.wait_for(source, now);
  if (y.retry_after.count() > 0)
    return y;
  if (same(sha256_hex(token), token_hash_)) {
    brake_.right(source);
    y.who = identity{role::admin, "token"};
  } else {
    brake_.wrong(source, now);
  }
  return y;
}

gatekeeper::verdict gatekeeper::by_token(std::string_view token,
                                         const std::string& source,
                                         time_point now) {
  std::lock_guard guard{mutex_};
  return check(token, source, now);
}

std::optional<identity> gatekeeper::by_session(std::string_view id,
                                               time_point now) {
  auto key = sha256_hex(id);
  std::lock_guard guard{mutex_};
  auto i = sessions_.find(key);
  if (i == sessions_.end())
    return std::nullopt;
  if (now - i->second.last > session_idle) {
    sessions_.erase(i);
    return std::nullopt;
  }
  i->second.last = now;
  return i->second.who;
}

gatekeeper::login_result gatekeeper::login(std::string_view token,
                                           const std::string& source,
                                           time_point now) {
  std::lock_guard guard{mutex_};
  auto x = check(token, source, now);
  login_result y;
  y.retry_after = x.retry_after;
  if (!x.who)
    return y;
  if (sessions_.size() >= most_sessions)
    sessions_.erase(std::min_element(
        sessions_.begin(), sessions_.end(),
        [](auto& a, auto& b) { return a.second.last < b.second.last; }));
  y.session = random_hex(32);
  sessions_.emplace(sha256_hex(*y.session), session{*x.who, now});
  return y;
}

void gatekeeper::logout(std::string_view id) {
  auto key = sha256_hex(id);
  std::lock_guard guard{mutex_};
  sessions_.erase(key);
}

std::string session_cookie_name(uint16_t port) {
  return "ftm_session_" + std::to_string(port);
}

} // namespace ftm
