#pragma once

#include <memory>
#include <string>

namespace ftm {

/// What is made once and shared by everybody who gets it.
using payload = std::shared_ptr<const std::string>;

inline payload make_payload(std::string x) {
  return std::make_shared<const std::string>(std::move(x));
}

} // namespace ftm
