#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ftm {

/// Held by whoever serves a state folder, for as long as its process lives: an
/// OFD lock on `<state>/serve.lock`, which names its holder.
class serve_lock {
public:
  explicit serve_lock(const std::filesystem::path& state_dir);
  serve_lock(const serve_lock&) = delete;
  serve_lock& operator=(const serve_lock&) = delete;
  ~serve_lock();

  /// Who has it, if not we: a phrase such as "ftmanager serve, pid 4711".
  const std::string& holder() const {
    return holder_;
  }

private:
  int fd_ = -1;
  std::string holder_;
};

/// A process as nobody can mistake it: pids are used again, start times not.
struct process_identity {
  std::string part;
  pid_t pid = 0;
  uint64_t start_ticks = 0; ///< field 22 of /proc/PID/stat
};

/// Start time of a process in clock ticks since boot; 0 if there is none.
uint64_t start_ticks_of(pid_t pid);

/// Writes down which processes the warden started, so that the next one finds
/// them if this one is killed. Durable when it returns; "" or, in a sentence,
/// why it could not be written: then what was written before still is there.
std::string record_parts(const std::filesystem::path& state_dir,
                         const std::vector<process_identity>& parts);

/// Ends the parts that a killed warden left behind, and waits until they are
/// gone: there are never two of one.
void replace_leftovers(const std::filesystem::path& state_dir);

} // namespace ftm
