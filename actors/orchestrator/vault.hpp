#pragma once

#include "actors/orchestrator/params_file.hpp"
#include "shared/protocol/runs.hpp"
#include "shared/storage/database.hpp"

namespace ftm {

/// Every params file that was ever live, kept for ever by its SHA-256; "no
/// file" is a version too. Byte for byte.
class params_vault {
public:
  explicit params_vault(storage::database& db) : db_(db) {}

  /// Keeps a version of the strategy's params; a repetition of its newest one
  /// is not noted again. `run` "" = changed by hand. Returns "" or an error.
  std::string keep(const std::string& strategy, const params_content& x,
                   const std::string& run, const params_source& origin,
                   timestamp now);

  /// What a version held; outer none = it was never kept.
  std::optional<params_content> content(const std::string& version);

  /// Newest first; with their text if a version is asked for.
  std::vector<params_version> list(const params_query& x,
                                   const std::string& live);

private:
  storage::database& db_;
};

} // namespace ftm
