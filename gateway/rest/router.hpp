#pragma once

#include "gateway/rest/context.hpp"
#include "gateway/rest/problem.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace ftm {

/// Answers now or keeps the exchange and answers later; may throw `problem`.
using rest_handler = std::function<void(rest_context&, const exchange_ptr&)>;

struct route {
  std::string method;
  std::vector<std::string> pattern; ///< "strategies", "{s}", …
  role needed = role::viewer;
  rest_handler handler;
};

/// The table of everything that REST can do.
class router {
public:
  /// `pattern` is below /api/v1: "strategies/{s}/runs".
  void add(std::string method, std::string_view pattern, role needed,
           rest_handler handler);

  /// The route of a request, whose `names` are filled in; throws `problem`
  /// (404, 405, 401, 403, 415).
  const route& find(rest_request& x) const;

  const std::vector<route>& all() const {
    return routes_;
  }

private:
  std::vector<route> routes_;
};

/// Percent-decoded; nothing if an escape is broken. With `plus`, + is a space.
std::optional<std::string> url_decode(std::string_view x, bool plus = false);

/// Everything but what is unreserved in RFC 3986 is escaped.
std::string url_encode(std::string_view x);

/// Splits "a=1&b=2"; throws `problem` for a broken escape.
std::map<std::string, std::string> parse_query(std::string_view x);

/// Every route of the gateway.
router make_router();

} // namespace ftm
