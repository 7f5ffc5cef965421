#include "gateway/rest/problem.hpp"

#include "shared/protocol/errors.hpp"

#include <caf/sec.hpp>

namespace ftm {

const char* title_of(int status) {
  switch (status) {
  case 400:
    return "Bad Request";
  case 401:
    return "Unauthorized";
  case 403:
    return "Forbidden";
  case 404:
    return "Not Found";
  case 405:
    return "Method Not Allowed";
  case 409:
    return "Conflict";
  case 413:
    return "Payload Too Large";
  case 415:
    return "Unsupported Media Type";
  case 429:
    return "Too Many Requests";
  case 502:
    return "Bad Gateway";
  case 503:
    return "Service Unavailable";
  case 504:
    return "Gateway Timeout";
  case 507:
    return "Insufficient Storage";
  default:
    return "Internal Server Error";
  }
}

rest_reply reply_of(const problem& x) {
  json y = x.more.is_object() ? x.more : json::object();
  y["type"] = "about:blank";
  y["title"] = title_of(x.status);
  y["status"] = x.status;
  y["detail"] = text(x.detail);
  if (!x.errors.empty())
    y["errors"] = array_of(x.errors);
  rest_reply z{x.status, dump(y), "application/problem+json", {}};
  if (auto i = y.find("allow"); x.status == 405 && i != y.end())
    z.headers.emplace_back("Allow", i->get<std::string>());
  if (x.status == 503)
    z.headers.emplace_back("Retry-After", "1");
  return z;
}

problem problem_of(const caf::error& x) {
  problem y;
  switch (code_of(x)) {
  case ec::invalid:
    y.status = 400;
    break;
  case ec::not_found:
    y.status = 404;
    break;
  case ec::conflict:
  case ec::foreign_process:
    y.status = 409;
    break;
  case ec::unavailable:
    y.status = 503;
    break;
  case ec::spawn_failed:
    y.status = 502;
    break;
  case ec::storage:
    y.status = 507;
    break;
  case ec::internal:
    y.status = 500;
    break;
  case ec::none:
    if (x == caf::sec::request_timeout) {
      y.status = 504;
      y.detail = "The part that knows did not answer in time.";
    } else {
      y.status = 503;
      y.detail = "The part that knows is not there at the moment.";
    }
    return y;
  }
  // For programs: 409 alone does not say whether `force` would help.
  y.more["code"] = to_string(code_of(x));
  auto& words = x.context();
  y.detail = words.match_elements<std::string>()
                 ? words.get_as<std::string>(0)
                 : std::string{to_string(code_of(x))};
  return y;
}

rest_reply ok(const json& x) {
  return {200, dump(x), "application/json", {}};
}

rest_reply begun(const std::string& location, const json& x) {
  return {
      202, dump(x), "application/json", {{"Location", "/api/v1" + location}}};
}

} // namespace ftm
