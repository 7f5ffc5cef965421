#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace ftm::shim {

enum class target { main, group, tree };

const char* name_of(target x);

/// One rung of a stop ladder.
struct rung {
  int signal = 0;
  target to = target::main;
  int64_t wait_ms = 0; ///< before the next rung
  bool operator==(const rung&) const = default;
};

/// Reads "INT:main:20000,TERM:group:10000,KILL:tree:0"; signals by name or
/// number. False if any rung is wrong.
bool parse_ladder(std::string_view x, std::vector<rung>& y);

/// Which rung is due when. Always ends with SIGKILL to the tree. No I/O, no
/// clock: times are milliseconds of any clock that only goes forward.
class ladder {
public:
  /// Returns false, and changes nothing, if it has begun already.
  bool begin(std::vector<rung> x);

  /// Begins, if need be, and makes the last rung due.
  void jump_to_last();

  bool begun() const {
    return !rungs_.empty();
  }

  /// The rung that is due at `now`, once; or nullptr.
  const rung* due(int64_t now);

  /// When the next rung is due; -1 = never, 0 = at once.
  int64_t next_due() const;

  /// The rung that was due last, counted from 0; -1 = none yet.
  int current() const {
    return current_;
  }

private:
  std::vector<rung> rungs_;
  int current_ = -1;
  int64_t next_ = 0;
};

} // namespace ftm::shim
