#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>

namespace ftm {

/// Where a sign of life of trade comes from.
enum class life_source : uint8_t {
  heartbeat,   ///< a line of its console
  last_process ///< its REST says that the loop has run again
};

/// When trade was seen to be alive, and whether it has been silent for too
/// long. A source counts only after its signs were seen to recur, or are known
/// to, since a bot may be told to give none. No I/O, no clock; ms.
class life_signs {
public:
  void sign(life_source x, int64_t now);

  /// Its signs have recurred before we came, in such intervals as far as they
  /// are known. One that is too long for `patience` is none of its loop's.
  void recall(life_source x, const std::deque<int64_t>& intervals,
              int64_t patience);

  /// It cannot be seen any longer: it says nothing from now on.
  void forget(life_source x);

  /// What it does now is something else: waiting begins anew, and the pause up
  /// to the next sign is no interval of its loop.
  void begin_anew(int64_t now);

  /// How long it has been silent, if that is too long for every source that
  /// counts: longer than `patience` and than three of its usual intervals.
  std::optional<int64_t> silence(int64_t now, int64_t patience) const;

  /// When `silence` may first say so; -1 = never without a new sign.
  int64_t due(int64_t patience) const;

private:
  struct track {
    std::optional<int64_t> last;   ///< sign since it began anew
    int64_t since = 0;             ///< it is silent
    bool recurred = false;         ///< before we came
    std::deque<int64_t> intervals; ///< the newest

    void add(int64_t interval);
    bool counts() const {
      return recurred || !intervals.empty();
    }
    int64_t limit(int64_t patience) const;
  };
  std::map<life_source, track> tracks_;
};

} // namespace ftm
