#include "shared/util/log.hpp"

#include "shared/util/text.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <cctype>
#include <iostream>
#include <mutex>

namespace ftm {

namespace {

std::mutex& sink_mutex() {
  static std::mutex x;
  return x;
}

std::function<void(spdlog::level::level_enum, const std::string&)>&
current_sink() {
  static std::function<void(spdlog::level::level_enum, const std::string&)> x;
  return x;
}

/// Redacts, then hands to the real sinks and to the system log.
class redacting_sink : public spdlog::sinks::base_sink<std::mutex> {
public:
  explicit redacting_sink(std::vector<spdlog::sink_ptr> x)
      : targets_(std::move(x)) {}

protected:
  void sink_it_(const spdlog::details::log_msg& x) override {
    auto text = redact({x.payload.data(), x.payload.size()});
    auto y = x;
    y.payload = text;
    for (auto& t : targets_)
      t->log(y);
    std::lock_guard guard{sink_mutex()};
    if (current_sink())
      current_sink()(x.level, text);
  }
  void flush_() override {
    for (auto& t : targets_)
      t->flush();
  }

private:
  std::vector<spdlog::sink_ptr> targets_;
};

/// The level as config.yaml and freqtrade write it: INFO, WARNING …
class level_flag : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& x, const std::tm&,
              spdlog::memory_buf_t& out) override {
    auto name = spdlog::level::to_string_view(x.level);
    for (char c : name)
      out.push_back(
          static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  }

  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<level_flag>();
  }
};

} // namespace

spdlog::level::level_enum log_level_of(const std::string& name) {
  auto x = name;
  std::transform(x.begin(), x.end(), x.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  if (x == "critical")
    return spdlog::level::critical;
  if (x == "warning")
    return spdlog::level::warn;
  auto y = spdlog::level::from_str(x);
  return y == spdlog::level::off && x != "off" ? spdlog::level::info : y;
}

void start_logging(const log_options& x) {
  std::vector<spdlog::sink_ptr> targets;
  if (x.console)
    targets.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  if (!x.file.empty()) {
    try {
      targets.push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
          x.file, x.max_bytes, x.backup_count));
    } catch (const spdlog::spdlog_ex& e) {
      std::cerr << "the log file cannot be written, going on without it: "
                << e.what() << '\n';
    }
  }
  for (auto& t : targets) {
    auto lines = std::make_unique<spdlog::pattern_formatter>();
    lines->add_flag<level_flag>('*').set_pattern("%Y-%m-%d %H:%M:%S.%e %* %v");
    t->set_formatter(std::move(lines));
  }
  auto logger = std::make_shared<spdlog::logger>(
      "ftm", std::make_shared<redacting_sink>(std::move(targets)));
  logger->set_level(log_level_of(x.level));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

log_head log_head_of(std::string line) {
  constexpr size_t longest_part = 60;
  log_head y;
  auto colon = line.find(": ");
  if (colon != std::string::npos && colon > 0 && colon <= longest_part
      && line.find(' ') > colon) {
    y.part = line.substr(0, colon);
    line.erase(0, colon + 2);
  }
  auto end = line.find("] ");
  if (!y.part.empty() && line.starts_with('[') && end != std::string::npos
      && end > 1) {
    y.strategy = line.substr(1, end - 1);
    line.erase(0, end + 2);
  }
  y.text = std::move(line);
  return y;
}

void set_log_sink(
    std::function<void(spdlog::level::level_enum, const std::string&)> sink) {
  std::lock_guard guard{sink_mutex()};
  current_sink() = std::move(sink);
}

} // namespace ftm
