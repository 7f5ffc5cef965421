#pragma once

#include "shared/config/settings.hpp"
#include "shared/util/cron.hpp"

#include <optional>
#include <string>

namespace ftm {

/// When the cycle of a strategy begins: by the wall clock, or a number of
/// hours after its last run ended. No I/O, no clock, no actor.
struct schedule_rule {
  std::optional<cron_rule> cron; ///< none = by interval
  std::string cron_text;
  std::string time_zone; ///< of cron
  uint32_t interval_hours = 0;

  /// Two rules with the same text are the same rule.
  std::string to_text() const;
};

/// Nothing, with a sentence in `error`, if the cron text makes no sense.
std::optional<schedule_rule> rule_of(const config::schedule_settings& x,
                                     std::string& error);

/// What outlives the scheduler, for one strategy. Whole seconds.
struct schedule_memory {
  std::string rule;
  bool enabled = false;
  /// Firings up to here are dealt with: fired, missed, or of a time when this
  /// rule was not in force.
  timestamp from{};
  std::optional<timestamp> last_fired;
  std::optional<timestamp> last_ended; ///< the last run that counts
  std::optional<timestamp> pending;    ///< fired, but nobody answered yet

  bool operator==(const schedule_memory&) const = default;
};

/// Puts a rule in force. One that was in force already goes on where it was;
/// a new one, or one that was switched off, begins to count now.
void adopt(schedule_memory& x, const schedule_rule& rule, bool enabled,
           timestamp now);

/// After the wall clock was set back nothing remembered lies in the future.
/// Firings that come a second time have the ids they had the first time.
void set_back_to(schedule_memory& x, timestamp now);

struct outlook {
  std::optional<timestamp> due;    ///< fire now; the time it was meant for
  std::optional<timestamp> missed; ///< too long ago: not fired
  std::optional<timestamp> next;   ///< later than now
};

/// Looks at the clock. Of cron's firings that were missed the latest is due if
/// that was less than `grace` ago; an interval that has passed is due whenever
/// that was. While a run is going an interval does not count.
outlook look(const schedule_rule& rule, const schedule_memory& x,
             bool run_is_going, timestamp now, seconds grace);

/// At most 30 firings later than `now`; by interval it is one, since the next
/// depends on when that run will end.
std::vector<timestamp> firings_ahead(const schedule_rule& rule,
                                     const schedule_memory& x,
                                     bool run_is_going, timestamp now);

/// Whether an interval counts from the end of this run: extracting an epoch
/// or rolling back is no cycle.
bool is_cycle(const run_status& x);

/// `NAME.20241122T020000Z`: a firing that is sent twice is one run.
std::string run_id(const std::string& strategy, timestamp at);

} // namespace ftm
