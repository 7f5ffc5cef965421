#include "gateway/auth/hosts.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <charconv>

namespace ftm {

namespace {

bool is_ipv4(const std::string& x) {
  in_addr y{};
  return ::inet_pton(AF_INET, x.c_str(), &y) == 1;
}

bool is_ipv6(const std::string& x) {
  in6_addr y{};
  return ::inet_pton(AF_INET6, x.c_str(), &y) == 1;
}

std::string lower(std::string_view x) {
  std::string y(x);
  std::transform(y.begin(), y.end(), y.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return y;
}

bool name_char(unsigned char c) {
  return std::isalnum(c) || c == '-' || c == '.' || c == '_';
}

} // namespace

std::optional<authority> parse_authority(std::string_view x) {
  authority y;
  std::string_view rest;
  if (x.starts_with('[')) {
    auto end = x.find(']');
    if (end == std::string_view::npos)
      return std::nullopt;
    y.host = lower(x.substr(1, end - 1));
    y.bracketed = true;
    if (!is_ipv6(y.host))
      return std::nullopt;
    rest = x.substr(end + 1);
  } else {
    auto colon = std::min(x.find(':'), x.size());
    y.host = lower(x.substr(0, colon));
    if (y.host.ends_with('.'))
      y.host.pop_back();
    if (y.host.empty() || !std::all_of(y.host.begin(), y.host.end(), name_char))
      return std::nullopt;
    rest = x.substr(colon);
  }
  if (rest.empty())
    return y;
  if (rest.front() != ':')
    return std::nullopt;
  rest.remove_prefix(1);
  auto [p, e] = std::from_chars(rest.data(), rest.data() + rest.size(), y.port);
  if (e != std::errc{} || p != rest.data() + rest.size() || y.port == 0)
    return std::nullopt;
  return y;
}

bool is_loopback(std::string_view host) {
  auto x = lower(host);
  if (x == "localhost" || x.ends_with(".localhost"))
    return true;
  if (x.starts_with("127.") && is_ipv4(x))
    return true;
  in6_addr y{};
  return ::inet_pton(AF_INET6, x.c_str(), &y) == 1 && IN6_IS_ADDR_LOOPBACK(&y);
}

bool host_allowed(std::string_view host_header, const host_rules& rules) {
  auto x = parse_authority(host_header);
  if (!x)
    return false;
  if (is_loopback(x->host) || x->host == lower(rules.bound))
    return true;
  if (!is_loopback(rules.bound) && (x->bracketed || is_ipv4(x->host)))
    return true;
  return std::any_of(
      rules.allowed.begin(), rules.allowed.end(), [&](auto& name) {
        auto y = parse_authority(name);
        return y && y->host == x->host && (y->port == 0 || y->port == x->port);
      });
}

bool origin_allowed(std::string_view origin, std::string_view host_header) {
  uint16_t usual = 80;
  if (origin.starts_with("http://")) {
    origin.remove_prefix(7);
  } else if (origin.starts_with("https://")) {
    origin.remove_prefix(8);
    usual = 443;
  } else {
    return false;
  }
  auto x = parse_authority(origin);
  auto y = parse_authority(host_header);
  if (!x || !y)
    return false;
  // A proxy that ends TLS passes a Host without a port on.
  x->port = x->port ? x->port : usual;
  y->port = y->port ? y->port : usual;
  return *x == *y;
}

} // namespace ftm
