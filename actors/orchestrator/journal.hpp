#pragma once

#include "actors/orchestrator/run_record.hpp"
#include "shared/protocol/epochs.hpp"
#include "shared/storage/database.hpp"

namespace ftm {

/// Runs, their steps and their decisions, on disk. Strings that come back are
/// errors; "" = written durably.
class journal {
public:
  explicit journal(storage::database& db) : db_(db) {}

  /// Writes a run down as it is now. Call it before and after each effect.
  std::string save(const run_record& x);

  std::string save_decision(const std::string& run, const ranking& x);

  std::optional<run_record> find(const std::string& run);
  std::optional<ranking> decision(const std::string& run);

  /// Newest first; `before` is a run's id.
  std::vector<run_status> list(const runs_query& x);

  /// Runs that have no end, oldest first.
  std::vector<run_record> unfinished();

  /// The newest run of a strategy.
  std::optional<run_record> last(const std::string& strategy);

private:
  std::vector<run_record> select(const std::string& where,
                                 const std::vector<storage::value>& values);
  std::vector<step_status> steps(const std::string& run);

  storage::database& db_;
};

/// UTC nanoseconds, as all tables have them.
int64_t to_ns(timestamp x);
timestamp from_ns(int64_t x);

} // namespace ftm
