#pragma once

namespace ftm::shim {

// Compiled into ftm-shim-faults only, which tests run in place of ftm-shim.
#ifdef FTM_FAULTS

/// Dies by SIGKILL if FTM_FAULT is `name`, stops if it is `name=stop`.
void fault_point(const char* name);

/// Whether FTM_FAULT is `name`: a call of the kernel shall fail.
bool fault_error(const char* name);

#else

inline void fault_point(const char*) {}

constexpr bool fault_error(const char*) {
  return false;
}

#endif

} // namespace ftm::shim
