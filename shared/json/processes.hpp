#pragma once

#include "shared/json/values.hpp"
#include "shared/protocol/processes.hpp"

namespace ftm {

/// The shape "process"; `stats` and `peaks` are null without `stats`.
json to_json(const process_status& x, const process_stats* stats = nullptr);

/// `{strategy, kind, cpu_pct, rss_bytes, threads, processes, peaks{cpu_pct,
/// rss_bytes}}`.
json to_json(const process_stats& x);

/// What a search in a launch's output found.
struct output_matches {
  struct match {
    uint64_t offset = 0; ///< bytes, of the line
    std::string text;    ///< the line, any encoding
  };
  std::string launch;
  std::vector<match> matches;
  uint64_t scanned_to = 0; ///< bytes
  bool complete = false;   ///< searched to the end
};

json to_json(const output_matches& x);

} // namespace ftm
