#include "gateway/auth/gatekeeper.hpp"

#include "shared/util/hash.hpp"

namespace ftm {

gatekeeper::gatekeeper(std::string_view token, bool login,
                       std::filesystem::path ended)
    : token_hash_(sha256_hex(token)), seal_(token), login_(login),
      ended_(std::move(ended)) {}

gatekeeper::verdict gatekeeper::by_token(std::string_view token,
                                         const std::string& source,
                                         time_point now) {
  verdict y;
  if (same_secret(sha256_hex(token), token_hash_)) {
    y.who = identity{role::admin, "token"};
    return y;
  }
  std::lock_guard guard{mutex_};
  y.retry_after = brake_.wait_for(source, now);
  if (y.retry_after.count() == 0)
    brake_.wrong(source, now);
  return y;
}

std::optional<session> gatekeeper::valid(std::string_view cookie,
                                         wall_time now) const {
  auto x = seal_.open(cookie);
  if (!x || x->ends <= now || ended_.contains(x->id))
    return std::nullopt;
  return x;
}

std::optional<identity> gatekeeper::by_session(std::string_view cookie,
                                               wall_time now) {
  std::lock_guard guard{mutex_};
  auto x = valid(cookie, now);
  return x ? std::optional{x->who} : std::nullopt;
}

gatekeeper::login_result gatekeeper::login(std::string_view token,
                                           const std::string& source,
                                           time_point now, wall_time wall) {
  auto x = by_token(token, source, now);
  login_result y;
  y.retry_after = x.retry_after;
  if (x.who)
    y.session = seal_.close({random_hex(16), wall + session_lasts, *x.who});
  return y;
}

std::error_code gatekeeper::logout(std::string_view cookie, wall_time now) {
  std::lock_guard guard{mutex_};
  auto x = valid(cookie, now);
  return x ? ended_.add(x->id, x->ends, now) : std::error_code{};
}

std::string session_cookie_name(uint16_t port) {
  return "ftm_session_" + std::to_string(port);
}

} // namespace ftm
