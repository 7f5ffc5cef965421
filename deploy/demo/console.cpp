#include "deploy/demo/console.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

namespace ftm::sim {

namespace {

int record = -1; ///< the second copy of what is printed

} // namespace

void record_output(const std::string& folder) {
  auto file = folder + "/" + std::to_string(::getpid());
  record =
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

void record_exit(int code) {
  if (record >= 0)
    write_all(record, format("%cexit %d\n", '\0', code));
}

bool write_all(int fd, std::string_view bytes) {
  if (record >= 0 && (fd == STDOUT_FILENO || fd == STDERR_FILENO))
    write_all(record, bytes);
  while (!bytes.empty()) {
    auto n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0) {
      if (errno == EINTR)
        continue;
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::string format(const char* pattern, ...) {
  std::va_list args;
  va_start(args, pattern);
  std::va_list again;
  va_copy(again, args);
  auto n = std::vsnprintf(nullptr, 0, pattern, args);
  va_end(args);
  std::string result(static_cast<std::size_t>(n), '\0');
  std::vsnprintf(result.data(), result.size() + 1, pattern, again);
  va_end(again);
  return result;
}

std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch())
      .count();
}

namespace {

bool silent = false;

std::string stamp(const char* pattern, std::time_t t, bool local) {
  std::tm tm{};
  local ? ::localtime_r(&t, &tm) : ::gmtime_r(&t, &tm);
  char buffer[64];
  return {buffer, std::strftime(buffer, sizeof buffer, pattern, &tm)};
}

} // namespace

std::string utc_time(std::int64_t ms) {
  return stamp("%Y-%m-%d %H:%M:%S", ms / 1000, false);
}

std::string file_stamp() {
  return stamp("%Y-%m-%d_%H-%M-%S", now_ms() / 1000, true);
}

void silence() {
  silent = true;
}

void log(std::string_view logger, std::string_view level,
         std::string_view text) {
  if (silent)
    return;
  auto ms = now_ms();
  std::string line = stamp("%Y-%m-%d %H:%M:%S", ms / 1000, true);
  line += format(",%03d - ", static_cast<int>(ms % 1000));
  line.append(logger).append(" - ").append(level).append(" - ");
  line.append(text) += '\n';
  raw_err(line);
}

void info(std::string_view logger, std::string_view text) {
  log(logger, "INFO", text);
}

void warning(std::string_view logger, std::string_view text) {
  log(logger, "WARNING", text);
}

void print(std::string_view text) {
  std::string line{text};
  line += '\n';
  if (!write_all(STDOUT_FILENO, line))
    std::_Exit(1);
}

void raw_err(std::string_view bytes) {
  write_all(STDERR_FILENO, bytes);
}

std::string py_repr(double x) {
  if (std::isnan(x))
    return "nan";
  if (std::isinf(x))
    return x > 0 ? "inf" : "-inf";
  char buffer[64];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, x).ptr;
  std::string result{buffer, end};
  if (result.find_first_of(".en") == std::string::npos)
    result += ".0";
  return result;
}

std::string py_repr(const json& x) {
  std::string result;
  switch (x.type()) {
  case json::value_t::null:
    return "None";
  case json::value_t::boolean:
    return x.get<bool>() ? "True" : "False";
  case json::value_t::number_float:
    return py_repr(x.get<double>());
  case json::value_t::string:
    return "'" + x.get<std::string>() + "'";
  case json::value_t::array:
    for (auto& v : x)
      result += (result.empty() ? "" : ", ") + py_repr(v);
    return "[" + result + "]";
  case json::value_t::object:
    for (auto& [k, v] : x.items())
      result += (result.empty() ? "'" : ", '") + k + "': " + py_repr(v);
    return "{" + result + "}";
  default:
    return x.dump();
  }
}

std::string py_duration(std::int64_t seconds) {
  auto days = seconds / 86400;
  auto rest = static_cast<int>(seconds % 86400);
  auto clock = format("%d:%02d:%02d", rest / 3600, rest / 60 % 60, rest % 60);
  if (days == 0)
    return clock;
  return format("%d day%s, ", static_cast<int>(days), days == 1 ? "" : "s")
         + clock;
}

std::string pandas_duration(std::int64_t seconds) {
  auto rest = static_cast<int>(seconds % 86400);
  return format("%d days %02d:%02d:%02d", static_cast<int>(seconds / 86400),
                rest / 3600, rest / 60 % 60, rest % 60);
}

} // namespace ftm::sim
