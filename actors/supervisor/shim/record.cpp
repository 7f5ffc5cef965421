#include "actors/supervisor/shim/record.hpp"

#include "actors/supervisor/shim/faults.hpp"
#include "actors/supervisor/shim/small_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace ftm::shim {

namespace {

constexpr off_t exit_bytes = 4096;

std::string number(int64_t x) {
  return std::to_string(x);
}

std::string number_or_null(int x) {
  return x < 0 ? "null" : std::to_string(x);
}

std::string to_json(const identity& x) {
  return "{\"pid\":" + number(x.pid) + ",\"start\":" + std::to_string(x.start)
         + "}";
}

/// Where the string that begins at `i` ends, its closing quote included.
size_t end_of_string(std::string_view x, size_t i) {
  for (++i; i < x.size() && x[i] != '"'; ++i)
    if (x[i] == '\\')
      ++i;
  return std::min(i + 1, x.size());
}

/// The text from the value of a key on. Only keys of the object itself count,
/// so that what a later version nests is not mistaken for ours.
std::string_view raw_value(std::string_view x, std::string_view key) {
  auto depth = 0;
  for (size_t i = 0; i < x.size();) {
    if (x[i] != '"') {
      depth += x[i] == '{' || x[i] == '[';
      depth -= x[i] == '}' || x[i] == ']';
      if (depth == 0)
        return {};
      ++i;
      continue;
    }
    auto end = end_of_string(x, i);
    auto is_key = depth == 1 && end < x.size() && x[end] == ':';
    if (is_key && x.substr(i + 1, end - i - 2) == key)
      return x.substr(end + 1);
    i = end;
  }
  return {};
}

int64_t number_of(std::string_view x, std::string_view key) {
  auto v = raw_value(x, key);
  return std::strtoll(std::string{v.substr(0, 24)}.c_str(), nullptr, 10);
}

std::string string_of(std::string_view x, std::string_view key) {
  auto v = raw_value(x, key);
  if (v.empty() || v[0] != '"')
    return {};
  std::string y;
  for (size_t i = 1; i < v.size() && v[i] != '"'; ++i) {
    if (v[i] == '\\' && v.substr(i + 1, 3) == "u00" && i + 5 < v.size()) {
      y += static_cast<char>(
          std::strtol(std::string{v.substr(i + 4, 2)}.c_str(), nullptr, 16));
      i += 5;
      continue;
    }
    if (v[i] == '\\' && i + 1 < v.size())
      ++i;
    y += v[i];
  }
  return y;
}

identity identity_in(std::string_view x, std::string_view key) {
  auto v = raw_value(x, key);
  return {static_cast<pid_t>(number_of(v, "pid")),
          static_cast<uint64_t>(number_of(v, "start"))};
}

} // namespace

std::string quoted(std::string_view x) {
  std::string y = "\"";
  for (auto c : x)
    if (c == '"' || c == '\\') {
      y += '\\';
      y += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", c);
      y += escape;
    } else {
      y += c;
    }
  return y + "\"";
}

std::string to_json(const state_record& x) {
  return "{\"v\":1,\"launch\":" + quoted(x.launch) + ",\"boot_id\":"
         + quoted(x.boot) + ",\"pidns\":" + std::to_string(x.pid_namespace)
         + ",\"shim\":" + to_json(x.shim) + ",\"main\":" + to_json(x.main)
         + ",\"started_at\":" + number(x.started_at)
         + ",\"started_boottime_ms\":" + number(x.started_boottime_ms)
         + (x.cgroup.empty() ? "" : ",\"cgroup\":" + quoted(x.cgroup)) + "}\n";
}

bool parse_state(std::string_view x, state_record& y) {
  y.launch = string_of(x, "launch");
  y.boot = string_of(x, "boot_id");
  y.pid_namespace = static_cast<uint64_t>(number_of(x, "pidns"));
  y.shim = identity_in(x, "shim");
  y.main = identity_in(x, "main");
  y.started_at = number_of(x, "started_at");
  y.started_boottime_ms = number_of(x, "started_boottime_ms");
  y.cgroup = string_of(x, "cgroup");
  return y.main.pid > 0;
}

std::string to_json(const stop_record& x) {
  return "{\"v\":1,\"who\":" + quoted(x.who) + ",\"why\":" + quoted(x.why)
         + ",\"at\":" + number(x.at) + "}\n";
}

bool parse_stop(std::string_view x, stop_record& y) {
  y.who = string_of(x, "who");
  y.why = string_of(x, "why");
  y.at = number_of(x, "at");
  return y.at > 0;
}

std::string to_json(const exit_record& x) {
  auto y =
      "{\"v\":1,\"launch\":" + quoted(x.launch) + ",\"reason\":"
      + quoted(x.reason) + ",\"code\":" + number_or_null(x.code)
      + ",\"signal\":" + number_or_null(x.signal) + ",\"requested\":"
      + (x.requested.at > 0 ? "{\"who\":" + quoted(x.requested.who)
                                  + ",\"why\":" + quoted(x.requested.why)
                                  + ",\"at\":" + number(x.requested.at) + "}"
                            : std::string{"null"})
      + ",\"ended_at\":" + number(x.ended_at) + ",\"duration_ms\":"
      + number(x.duration_ms) + ",\"log_end\":" + number(x.log_end)
      + ",\"rusage\":{\"user_ms\":" + number(x.user_ms) + ",\"system_ms\":"
      + number(x.system_ms) + ",\"max_rss_kb\":" + number(x.max_rss_kb) + "}";
  if (x.missing_since > 0)
    y += ",\"output_missing\":{\"since\":" + number(x.missing_since)
         + ",\"until\":" + number(x.missing_until) + "}";
  if (!x.error.empty())
    y += ",\"error\":" + quoted(x.error);
  return y + "}\n";
}

int reserve_exit(int folder) {
  auto fd = ::openat(folder, "exit.tmp", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return errno;
  // Not synced: the blocks are ours at once, and a power cut leaves no process
  // whose end could be told.
  auto e = ::posix_fallocate(fd, 0, exit_bytes);
  ::close(fd);
  return e;
}

int write_exit(int folder, const exit_record& x) {
  return write_exit_text(folder, to_json(x));
}

int write_exit_text(int folder, std::string_view text) {
  auto fd = ::openat(folder, "exit.tmp", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return errno;
  auto e = write_all(fd, text);
  if (e == 0
      && (::ftruncate(fd, static_cast<off_t>(text.size())) != 0
          || ::fsync(fd) != 0))
    e = errno;
  ::close(fd);
  fault_point("exit_written");
  if (e == 0 && ::renameat(folder, "exit.tmp", folder, "exit") != 0)
    e = errno;
  fault_point("exit_named");
  if (e == 0 && ::fsync(folder) != 0)
    e = errno;
  return e;
}

} // namespace ftm::shim
