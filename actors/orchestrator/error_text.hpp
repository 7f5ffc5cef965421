#pragma once

#include "shared/protocol/errors.hpp"

namespace ftm {

/// The sentence of an error of ours; `otherwise` for CAF's own.
inline std::string sentence_of(const caf::error& x,
                               const std::string& otherwise) {
  auto& y = x.context();
  return y.size() == 1 && y.match_element<std::string>(0)
             ? y.get_as<std::string>(0)
             : otherwise;
}

} // namespace ftm
