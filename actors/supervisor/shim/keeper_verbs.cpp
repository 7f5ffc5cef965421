#include "actors/supervisor/shim/keeper.hpp"
#include "actors/supervisor/shim/small_file.hpp"

#include <cstdlib>
#include <cstring>
#include <sys/stat.h>

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
    log_.set(std::strtoull(std::string{x.args}.c_str(), nullptr, 10));
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
           + ",\"log_end\":" + std::to_string(log_end);
  if (!log_.supported())
    y += ",\"warning\":\"the file system cannot punch holes: the log has no "
         "bound\"";
  if (record_error_ != 0)
    y += ",\"record_error\":" + quoted(std::strerror(record_error_));
  return y + "}";
}

} // namespace ftm::shim
