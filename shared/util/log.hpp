#pragma once

#include <spdlog/spdlog.h>

#include <functional>
#include <string>

namespace ftm {

struct log_options {
  std::string file;           ///< absolute; "" = console only
  std::string level = "INFO"; ///< DEBUG, INFO, WARNING, ERROR
  size_t max_bytes = 10'485'760;
  size_t backup_count = 5;
  bool console = true;
};

/// Makes spdlog's default logger: console and a rotating file. A file that
/// cannot be opened is told on the console and done without. Every line is
/// redacted before it is written. Lines look like
/// "2026-11-23 10:00:00.123 INFO supervisor: started …".
void start_logging(const log_options& x);

/// Calls `sink` with each line of level and above, after redaction, from the
/// thread that logs; the system log is fed with it. An empty function ends it.
void set_log_sink(
    std::function<void(spdlog::level::level_enum, const std::string&)> sink);

/// A line taken apart: "supervisor: [DipHunter] stops trade" is of the part
/// that speaks first and of the strategy that it names in brackets right after.
/// Both are "" where the line names none.
struct log_head {
  std::string part, strategy, text;
};
log_head log_head_of(std::string line);

/// spdlog's level of a name as config.yaml writes it; info if unknown.
spdlog::level::level_enum log_level_of(const std::string& name);

} // namespace ftm
