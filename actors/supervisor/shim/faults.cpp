#include "actors/supervisor/shim/faults.hpp"

#ifdef FTM_FAULTS

#include <csignal>
#include <cstdlib>
#include <string_view>

namespace ftm::shim {

namespace {

std::string_view wanted() {
  auto x = std::getenv("FTM_FAULT");
  return x == nullptr ? "" : x;
}

} // namespace

void fault_point(const char* name) {
  constexpr std::string_view stop = "=stop";
  auto x = wanted();
  if (x == name)
    ::raise(SIGKILL);
  if (x.ends_with(stop) && x.substr(0, x.size() - stop.size()) == name)
    ::raise(SIGSTOP);
}

bool fault_error(const char* name) {
  return wanted() == name;
}

} // namespace ftm::shim

#endif
