#pragma once

#include "actors/hyperopt_monitor/readable.hpp"
#include "shared/util/text.hpp"

#include <simdjson.h>

#include <cstdlib>
#include <limits>
#include <string>

namespace ftm {

/// A number as Python's json module writes it: NaN, Infinity and -Infinity come
/// bare, which is no JSON; null is NaN; 1e400 is Infinity. False if the value
/// is none of these. Only for files that read with simdjson.
inline bool python_number(simdjson::ondemand::value& x, double& y) {
  constexpr auto infinity = std::numeric_limits<double>::infinity();
  if (x.get_double().get(y) == simdjson::SUCCESS)
    return true;
  auto token = trim(x.raw_json_token());
  if (token == "NaN" || token == "null")
    y = std::numeric_limits<double>::quiet_NaN();
  else if (token == "Infinity")
    y = infinity;
  else if (token == "-Infinity")
    y = -infinity;
  else if (token.find_first_not_of("0123456789+-.eE") == token.npos
           && is_readable(token))
    y = std::strtod(std::string{token}.c_str(), nullptr); // too large
  else
    return false;
  return true;
}

} // namespace ftm
