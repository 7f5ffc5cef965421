#pragma once

#include "shared/json/values.hpp"
#include "shared/protocol/bots.hpp"

namespace ftm {

/// The shape "process"; `stats` and `peaks` are null without `stats`, `bot`
/// without `bot`.
json to_json(const process_status& x, const process_stats* stats = nullptr,
             const bot_status* bot = nullptr);

/// `{strategy, kind, cpu_pct, rss_bytes, pss_bytes|null, threads, processes,
/// open_files, read_bytes, write_bytes, read_rate, write_rate, gpu_pct|null,
/// gpu_memory_bytes|null, peaks{cpu_pct, rss_bytes, pss_bytes|null,
/// gpu_memory_bytes|null}}`.
json to_json(const process_stats& x);

/// `{launch|null, interval_ms, points[{at, cpu_pct, rss_bytes, read_rate,
/// write_rate, gpu_pct|null}]}`.
json to_json(const stats_history& x);

/// `{strategy, launch, state|null, version|null, error|null, last_process|null,
/// open_trades|null, max_open_trades|null, closed_trades|null,
/// stake_currency|null, profit_closed|null, profit_closed_pct|null,
/// profit_all|null, profit_all_pct|null, balance|null}`.
json to_json(const bot_status& x);

/// `{launch, matches[{offset, text}], scanned_to, complete}`; lines as they
/// are.
json to_json(const output_matches& x);

} // namespace ftm
