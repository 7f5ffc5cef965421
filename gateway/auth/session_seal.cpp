#include "gateway/auth/session_seal.hpp"

#include "shared/util/hash.hpp"

#include <charconv>
#include <openssl/crypto.h>

namespace ftm {

namespace {

constexpr size_t id_size = 32;

bool is_hex(std::string_view x) {
  return x.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace

bool same_secret(std::string_view x, std::string_view y) {
  return x.size() == y.size()
         && CRYPTO_memcmp(x.data(), y.data(), x.size()) == 0;
}

session_seal::session_seal(std::string_view token)
    : key_(hmac_sha256_hex(token, "ftmanager session cookies, version 1")) {}

std::string session_seal::mac(std::string_view x) const {
  return hmac_sha256_hex(key_, x);
}

std::string session_seal::close(const session& x) const {
  auto y = x.id + "." + std::to_string(x.ends.time_since_epoch().count()) + "."
           + to_string(x.who.what);
  return y + "." + mac(y);
}

std::optional<session> session_seal::open(std::string_view cookie) const {
  auto dot = cookie.rfind('.');
  if (dot == std::string_view::npos || cookie.size() > 256)
    return std::nullopt;
  auto said = cookie.substr(0, dot);
  if (!same_secret(mac(said), cookie.substr(dot + 1)))
    return std::nullopt;
  // We wrote it, so it can only be whole; yet a version may have been another.
  auto first = said.find('.');
  auto last = said.rfind('.');
  if (first != id_size || last == first || !is_hex(said.substr(0, first)))
    return std::nullopt;
  auto end = said.substr(first + 1, last - first - 1);
  int64_t seconds = 0;
  if (auto [p, e] =
          std::from_chars(end.data(), end.data() + end.size(), seconds);
      e != std::errc{} || p != end.data() + end.size())
    return std::nullopt;
  session y;
  y.id = said.substr(0, first);
  y.ends = std::chrono::sys_seconds{std::chrono::seconds{seconds}};
  y.who = {role_of(std::string{said.substr(last + 1)}), "token"};
  if (y.who.what == role::nobody)
    return std::nullopt;
  return y;
}

} // namespace ftm
