#include "actors/supervisor/shim/keeper.hpp"
#include "actors/supervisor/shim/small_file.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace ftm::shim {

namespace {

reply invalid(const char* text) {
  reply y;
  y.error = "invalid";
  y.text = text;
  return y;
}

} // namespace

reply keeper::on_request(const request& x) {
  reply y;
  if (x.verb == "status") {
    y.json = status_json();
  } else if (x.verb == "watch") {
    y.json = status_json();
    y.watch = true;
  } else if (x.verb == "stop") {
    y = stop(x.args);
  } else if (x.verb == "kill") {
    y = kill(x.args);
  } else if (x.verb == "log_limit") {
    y = set_log_limit(x.args);
  } else {
    y.error = "verb";
    y.text = "unknown verb";
  }
  return y;
}

/// `why` is WHY or WHY:WHO, one word.
void keeper::note_stop(std::string_view why) {
  if (exit_.requested.at > 0 || phase_ != phase::running)
    return;
  auto colon = why.find(':');
  exit_.requested.why = why.substr(0, colon);
  if (colon != std::string_view::npos)
    exit_.requested.who = why.substr(colon + 1);
  exit_.requested.at = wall_ns();
  // A full disk must not keep a bot from being stopped: no check.
  write_small_file(place_.folder, "stop.json", to_json(exit_.requested));
}

reply keeper::stop(std::string_view args) {
  auto space = args.find(' ');
  std::vector<rung> rungs;
  if (space == std::string_view::npos
      || !parse_ladder(args.substr(space + 1), rungs))
    return invalid("expected: stop WHY SIGNAL:TARGET:MS,…");
  if (!ladder_.begun()) {
    note_stop(args.substr(0, space));
    ladder_.begin(std::move(rungs));
  }
  return {};
}

reply keeper::kill(std::string_view args) {
  note_stop(args.empty() ? "kill" : args);
  ladder_.jump_to_last();
  return {};
}

reply keeper::set_log_limit(std::string_view args) {
  uint64_t bytes = 0;
  auto end = args.data() + args.size();
  auto r = std::from_chars(args.data(), end, bytes);
  if (args.empty() || r.ec != std::errc{} || r.ptr != end)
    return invalid("expected: log_limit BYTES");
  log_.set_limit(bytes);
  return {};
}

/// Where the output begins, and what of it a full disk may have cost.
std::string keeper::space_json() const {
  auto time = [](int64_t x) {
    return x == 0 ? std::string{"null"} : std::to_string(x);
  };
  auto first = ::lseek(place_.shim_lock, 0, SEEK_DATA);
  return "\"log_start\":" + std::to_string(std::max<off_t>(first, 0))
         + ",\"disk_full_since\":" + time(log_.full_since())
         + ",\"output_missing\":"
         + (log_.missing_since() == 0
                ? "null"
                : "{\"since\":" + time(log_.missing_since()) + ",\"until\":"
                      + time(log_.full_since() != 0 ? 0 : log_.missing_until())
                      + "}");
}

std::string keeper::status_json() const {
  static constexpr const char* phases[] = {"running", "sweeping", "recording",
                                           "done"};
  auto nullable = [](int x) {
    return x < 0 ? std::string{"null"} : std::to_string(x);
  };
  struct stat s;
  auto log_end = ::fstat(place_.shim_lock, &s) == 0 ? s.st_size : 0;
  auto y = std::string{"{\"v\":1,\"phase\":\""}
           + phases[static_cast<int>(phase_)] + "\""
           + ",\"main\":{\"pid\":" + std::to_string(state_.main.pid)
           + ",\"start\":" + std::to_string(state_.main.start) + "}"
           + ",\"main_alive\":" + (main_alive_ ? "true" : "false")
           + ",\"adopted\":" + (adopted_ ? "true" : "false")
           + ",\"started\":" + (exec_failed_ < 0 ? "true" : "false")
           + ",\"stopping\":" + (ladder_.begun() ? "true" : "false")
           + ",\"rung\":" + nullable(ladder_.current()) + ",\"why\":"
           + quoted(exit_.requested.why) + ",\"code\":" + nullable(exit_.code)
           + ",\"signal\":" + nullable(exit_.signal)
           + ",\"unkillable\":" + (unkillable_ ? "true" : "false")
           + ",\"log_end\":" + std::to_string(log_end) + "," + space_json();
  if (!log_.can_punch())
    y += ",\"warning\":\"the file system cannot punch holes: the log has no "
         "bound\"";
  if (record_error_ != 0)
    y += ",\"record_error\":" + quoted(std::strerror(record_error_));
  return y + "}";
}

} // namespace ftm::shim
