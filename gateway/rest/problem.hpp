#pragma once

#include "gateway/rest/exchange.hpp"
#include "shared/json/bodies.hpp"

#include <caf/error.hpp>

namespace ftm {

/// What a handler throws when the question cannot be answered. The router
/// catches it; it becomes an RFC 9457 document.
struct problem {
  int status = 400;
  std::string detail;            ///< a sentence
  std::vector<bad_field> errors; ///< each bad field
  json more = json::object();    ///< further members, e.g. the other launch
};

/// The reason phrase of a status.
const char* title_of(int status);

rest_reply reply_of(const problem& x);

/// What an owner's error means to a client.
problem problem_of(const caf::error& x);

rest_reply ok(const json& x);

/// 202: begun. `location` is below /api/v1.
rest_reply begun(const std::string& location, const json& x);

/// The value, or throws what is wrong with the body.
template <class T>
T right(body<T> x) {
  if (!x)
    throw problem{400,
                  "The request says something that cannot be understood.",
                  std::move(x.problems),
                  {}};
  return std::move(x.value);
}

} // namespace ftm
