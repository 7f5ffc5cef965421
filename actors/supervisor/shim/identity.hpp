#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <sys/types.h>

/// What ftm-shim and the supervisor's OS edge have in common: plain C++, no
/// CAF, no JSON library, so that it can be linked into the small shim.
namespace ftm::shim {

/// A process, told from a later one with the same pid by its start ticks.
/// Holds within one boot and one pid namespace.
struct identity {
  pid_t pid = 0;
  uint64_t start = 0; ///< clock ticks since boot, /proc/PID/stat field 22
  auto operator<=>(const identity&) const = default;
};

/// Whether exactly that process runs; a zombie does not.
bool alive(const identity& x);

/// The identity of a pid now; start = 0 if there is no such process.
identity identity_of(pid_t x);

/// The kernel's random id of this boot.
std::string boot_id();

/// The inode of our pid namespace; 0 if /proc does not tell.
uint64_t pid_namespace();

/// A pidfd (CLOEXEC) of exactly that process, or -1.
int open_pidfd(const identity& x);

/// Signals exactly that process, followed by SIGCONT if `then_continue`, so
/// that a stopped one acts on it. False if it is gone.
bool send_signal(const identity& x, int signal, bool then_continue = false);

/// CLOCK_BOOTTIME in milliseconds.
int64_t boottime_ms();

/// UTC in nanoseconds.
int64_t wall_ns();

} // namespace ftm::shim
