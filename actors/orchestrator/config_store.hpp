#pragma once

#include "shared/protocol/settings.hpp"
#include "shared/storage/database.hpp"

namespace ftm {

/// Accepted configs by revision. They hold secrets: never logged.
class config_store {
public:
  explicit config_store(storage::database& db) : db_(db) {}

  /// The newest accepted one; none = never any.
  std::optional<config_text> newest();

  std::optional<config_text> find(uint64_t revision);

  /// Keeps a config; the ones before the newest 20 and below `keep_from` (what
  /// unfinished runs began with) are forgotten. Returns "" or an error.
  std::string save(const config_text& x, uint64_t keep_from, timestamp now);

private:
  std::optional<config_text> select(const std::string& where,
                                    const std::vector<storage::value>& values);

  storage::database& db_;
};

/// The switches of a strategy put into the overrides (JSON, see
/// config::parse); what `x` leaves open stays as it was.
std::string with_switches(const std::string& overrides, const switches& x);

} // namespace ftm
