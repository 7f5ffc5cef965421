#include "gateway/front_door/http_rules.hpp"

#include "shared/util/text.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

namespace ftm {

namespace {

bool same_word(std::string_view x, std::string_view y) {
  return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a))
           == std::tolower(static_cast<unsigned char>(b));
  });
}

/// Calls `f` with each trimmed piece until it returns true.
template <class F>
bool any_piece(std::string_view x, char between, F f) {
  while (!x.empty()) {
    auto end = std::min(x.find(between), x.size());
    if (f(trim(x.substr(0, end))))
      return true;
    x.remove_prefix(std::min(end + 1, x.size()));
  }
  return false;
}

} // namespace

bool known_method(std::string_view x) {
  constexpr std::string_view known[] = {"GET", "HEAD", "POST", "PATCH",
                                        "DELETE"};
  return std::find(std::begin(known), std::end(known), x) != std::end(known);
}

std::optional<std::string> cookie_value(std::string_view header,
                                        std::string_view name) {
  std::optional<std::string> y;
  any_piece(header, ';', [&](std::string_view x) {
    if (x.size() <= name.size() || !x.starts_with(name)
        || x[name.size()] != '=')
      return false;
    y = x.substr(name.size() + 1);
    return true;
  });
  return y;
}

std::optional<std::string> bearer_of(std::string_view authorization) {
  auto x = trim(authorization);
  if (x.size() < 8 || !same_word(x.substr(0, 7), "bearer "))
    return std::nullopt;
  return std::string{trim(x.substr(7))};
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
  return any_piece(if_none_match, ',', [&](std::string_view x) {
    if (x.starts_with("W/"))
      x.remove_prefix(2);
    return x == etag || x == "*";
  });
}

bool takes_gzip(std::string_view accept_encoding) {
  return any_piece(accept_encoding, ',', [](std::string_view x) {
    auto semicolon = std::min(x.find(';'), x.size());
    if (!same_word(trim(x.substr(0, semicolon)), "gzip"))
      return false;
    auto q = x.substr(semicolon);
    return q.find_first_of("123456789") != std::string_view::npos
           || q.find('0') == std::string_view::npos;
  });
}

bool clean_target(std::string_view target) {
  if (!target.starts_with('/') || target.starts_with("//"))
    return false;
  if (!std::all_of(target.begin(), target.end(), [](unsigned char c) {
        return c > 32 && c < 127 && c != '#' && c != '\\';
      }))
    return false;
  std::string path;
  for (auto x = path_of(target); !x.empty();) {
    if (x.size() >= 3 && x[0] == '%' && x[1] == '2'
        && std::tolower(static_cast<unsigned char>(x[2])) == 'e') {
      path += '.';
      x.remove_prefix(3);
    } else {
      path += x.front();
      x.remove_prefix(1);
    }
  }
  return !any_piece(path, '/',
                    [](std::string_view x) { return x == ".." || x == "."; });
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

std::string last_forwarded(std::string_view header) {
  auto comma = header.rfind(',');
  return std::string{trim(
      comma == std::string_view::npos ? header : header.substr(comma + 1))};
}

std::string problem_text(int status, std::string_view title,
                         std::string_view detail) {
  nlohmann::json y{{"type", "about:blank"},
                   {"title", title},
                   {"status", status},
                   {"detail", detail}};
  return y.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace ftm
