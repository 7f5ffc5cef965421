#pragma once

#include <cstdint>
#include <string>

namespace ftm {

/// What somebody may do; each role may do what the ones before it may.
enum class role : uint8_t {
  nobody,    ///< not logged in
  viewer,    ///< look at everything
  operator_, ///< start, stop, run, extract
  admin      ///< config, tokens
};

inline const char* to_string(role x) {
  switch (x) {
  case role::nobody:
    return "nobody";
  case role::viewer:
    return "viewer";
  case role::operator_:
    return "operator";
  case role::admin:
    return "admin";
  }
  return "?";
}

/// Nobody for names that are none of to_string's.
inline role role_of(const std::string& x) {
  for (auto y : {role::viewer, role::operator_, role::admin})
    if (x == to_string(y))
      return y;
  return role::nobody;
}

/// Who asks.
struct identity {
  role what = role::nobody;
  std::string name;
  bool operator==(const identity&) const = default;
};

} // namespace ftm
