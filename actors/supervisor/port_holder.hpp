#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace ftm {

/// Who listens on a TCP port.
struct port_holder {
  enum class kind {
    nobody,
    hidden, ///< of another user, or in another namespace
    known
  };
  kind who = kind::nobody;
  uid_t uid = 0;      ///< of its socket
  uint64_t inode = 0; ///< of its socket
  pid_t pid = 0;
  std::string command; ///< redacted

  /// "process 123 (freqtrade trade)", or what else is known of it.
  std::string name() const;
};

/// Looks into /proc, at the process `likely` before all others. `address` is
/// numeric; who listens on all addresses has that one, too.
port_holder holder_of(const std::string& address, uint16_t port,
                      pid_t likely = 0);

/// Whether `x` is `ancestor` or descends from it.
bool descends_from(pid_t x, pid_t ancestor);

} // namespace ftm
