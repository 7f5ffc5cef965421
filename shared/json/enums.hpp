#pragma once

#include "shared/protocol/facts.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ftm {

/// Every name of an enum, as `to_string` gives them, in order of its values.
template <class Enum>
std::vector<std::string> names_of() {
  std::vector<std::string> y;
  for (uint8_t i = 0; i < 64; ++i) {
    std::string name = to_string(static_cast<Enum>(i));
    if (name == "?")
      break;
    y.push_back(std::move(name));
  }
  return y;
}

/// The value whose `to_string` is `x`: step_kind, process_kind, comparison,
/// log_level, run_state … Nothing if there is none.
template <class Enum>
std::optional<Enum> from_string(std::string_view x) {
  for (uint8_t i = 0; i < 64; ++i) {
    std::string_view name = to_string(static_cast<Enum>(i));
    if (name == "?")
      break;
    if (name == x)
      return static_cast<Enum>(i);
  }
  return {};
}

/// sorting as config.yaml and the public contract write it: "", "asc", "desc".
const char* sort_name(sorting x);

/// The inverse.
std::optional<sorting> sorting_from(std::string_view x);

} // namespace ftm
