#include "gateway/rest/router.hpp"

#include "gateway/rest/resources.hpp"

#include <algorithm>

namespace ftm {

namespace {

std::vector<std::string> split(std::string_view x) {
  std::vector<std::string> y;
  while (!x.empty()) {
    auto end = std::min(x.find('/'), x.size());
    y.emplace_back(x.substr(0, end));
    x.remove_prefix(std::min(end + 1, x.size()));
  }
  return y;
}

bool is_name(const std::string& x) {
  return x.starts_with('{');
}

bool matches(const route& r, const std::vector<std::string>& path) {
  return r.pattern.size() == path.size()
         && std::equal(
             path.begin(), path.end(), r.pattern.begin(),
             [](auto& x, auto& y) { return is_name(y) ? !x.empty() : x == y; });
}

/// A JSON body is expected wherever there is one.
void check_type(const rest_request& x) {
  if (x.body.empty() || x.type.starts_with("application/json"))
    return;
  throw problem{415,
                "Expected a body of Content-Type application/json, found \""
                    + x.type + "\".",
                {},
                {}};
}

int digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

} // namespace

void router::add(std::string method, std::string_view pattern, role needed,
                 rest_handler handler) {
  routes_.push_back(
      {std::move(method), split(pattern), needed, std::move(handler)});
}

const route& router::find(rest_request& x) const {
  auto path = split(x.path.starts_with('/') ? std::string_view{x.path}.substr(1)
                                            : std::string_view{x.path});
  std::string allow;
  for (auto& r : routes_) {
    if (!matches(r, path))
      continue;
    if (r.method != x.method) {
      allow += (allow.empty() ? "" : ", ") + r.method;
      continue;
    }
    if (x.who.what < r.needed)
      throw x.who.what == role::nobody
          ? problem{401, "Log in first.", {}, {}}
          : problem{403,
                    std::string{"This needs the role "} + to_string(r.needed)
                        + "; you have the role " + to_string(x.who.what) + ".",
                    {},
                    {}};
    check_type(x);
    for (size_t i = 0; i < path.size(); ++i)
      if (is_name(r.pattern[i])) {
        auto name = r.pattern[i].substr(1, r.pattern[i].size() - 2);
        auto value = url_decode(path[i]);
        if (!value)
          throw problem{400, "The path holds a broken escape.", {}, {}};
        x.names[name] = *value;
      }
    return r;
  }
  if (!allow.empty())
    throw problem{405,
                  x.method + " is not possible here; " + allow + " is.",
                  {},
                  {{"allow", allow}}};
  throw problem{404, "There is no resource /api/v1" + x.path + ".", {}, {}};
}

std::optional<std::string> url_decode(std::string_view x, bool plus) {
  std::string y;
  for (size_t i = 0; i < x.size(); ++i) {
    if (x[i] == '+' && plus) {
      y += ' ';
    } else if (x[i] != '%') {
      y += x[i];
    } else {
      if (i + 2 >= x.size() || digit(x[i + 1]) < 0 || digit(x[i + 2]) < 0)
        return std::nullopt;
      y += static_cast<char>(digit(x[i + 1]) * 16 + digit(x[i + 2]));
      i += 2;
    }
  }
  return y;
}

std::string url_encode(std::string_view x) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string y;
  for (unsigned char c : x)
    if (std::isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      y += static_cast<char>(c);
    } else {
      y += '%';
      y += digits[c >> 4];
      y += digits[c & 15];
    }
  return y;
}

std::map<std::string, std::string> parse_query(std::string_view x) {
  std::map<std::string, std::string> y;
  while (!x.empty()) {
    auto end = std::min(x.find('&'), x.size());
    auto piece = x.substr(0, end);
    x.remove_prefix(std::min(end + 1, x.size()));
    if (piece.empty())
      continue;
    auto equals = std::min(piece.find('='), piece.size());
    auto key = url_decode(piece.substr(0, equals), true);
    auto value =
        url_decode(piece.substr(std::min(equals + 1, piece.size())), true);
    if (!key || !value)
      throw problem{400, "The query holds a broken escape.", {}, {}};
    y[*key] = *value;
  }
  return y;
}

router make_router() {
  router y;
  add_state(y);
  add_strategies(y);
  add_processes(y);
  add_output(y);
  add_runs(y);
  add_epochs(y);
  add_settings(y);
  add_session(y);
  return y;
}

} // namespace ftm
