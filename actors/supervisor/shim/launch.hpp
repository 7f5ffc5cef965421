#pragma once

#include "actors/supervisor/shim/record.hpp"
#include "actors/supervisor/shim/spec.hpp"

#include <string>

namespace ftm::shim {

/// The folders and locks of a launch, all CLOEXEC.
struct place {
  std::string launch;
  int folder = -1;    ///< of the launch
  int slot = -1;      ///< its parent
  int shim_lock = -1; ///< out.log, byte 1
  int slot_lock = -1; ///< lock, byte 0
};

/// Opens the folders and takes both locks. "" or why not, as it is told on the
/// status pipe: `busy ID` or `error storage TEXT`.
std::string occupy(place& x, const char* folder);

/// The launch beside `x` that is still alive although it has no shim; "" if
/// there is none. Needs the slot lock.
std::string living_sibling(const place& x);

/// Main between fork and exec.
struct child {
  identity id;
  int gate = -1;   ///< one byte lets it exec; EOF makes it exit
  int failed = -1; ///< EOF = it runs the command; else `ERRNO WHAT`
};

/// Forks main, which holds the tree lock by its output and waits at the gate;
/// 0 or errno.
int fork_main(const place& x, const spec& s, child& y);

} // namespace ftm::shim
