#include "actors/supervisor/shim/locks.hpp"
#include "actors/supervisor/supervision.hpp"

#include <cerrno>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace ftm {

// An end that cannot be read in `exit` yet: main is dead and its tree lives,
// or the record finds no room. Neither may look like a process that works.

namespace {

constexpr int64_t try_again_ms = 1000;
/// A sweep and a record take less; only a longer one is worth words.
constexpr int64_t quick_end_ms = 1000;
constexpr auto unwritten_text =
    "; its end cannot be written down yet: see whether the disk is full";

/// Holds the shim lock of a launch, so that no late shim begins meanwhile.
struct shim_lock {
  int fd;
  bool taken, others; ///< neither: that cannot be told
  explicit shim_lock(const std::filesystem::path& log)
      : fd(::open(log.c_str(), O_RDWR | O_CLOEXEC)),
        taken(fd >= 0 ? shim::try_lock(fd, shim::shim_byte) : errno == ENOENT),
        others(fd >= 0 && !taken) {}
  shim_lock(const shim_lock&) = delete;
  shim_lock& operator=(const shim_lock&) = delete;
  ~shim_lock() {
    if (fd >= 0)
      ::close(fd);
  }
};

} // namespace

/// What a shim's status tells of an end: also what we have not been told when
/// it happened.
void supervision::heed_end(entry& x, const std::string& status) {
  auto j = nlohmann::json::parse(status, nullptr, false);
  if (!j.is_object())
    return;
  auto& e = x.live->end;
  auto phase = j.value("phase", "");
  if (!j.value("main_alive", true))
    on_main_ended(x);
  e.tree_gone = phase == "recording" || phase == "done";
  e.unkillable = j.value("unkillable", false);
  e.unwritten = j.value("record_error", "");
  tell_end(x);
}

/// Main is dead: whatever it was, it is that no longer.
void supervision::on_main_ended(entry& x) {
  auto& l = *x.live;
  if (!l.end.main_ended)
    l.end.slow_due = shim::boottime_ms() + quick_end_ms;
  l.end.main_ended = true;
  x.status.pid.reset();
  drop_bot(x);
  apply(x, process_event::main_ended);
}

/// Why the end takes its time, if it does.
void supervision::tell_end(entry& x) {
  auto& e = x.live->end;
  if (!e.unwritten.empty())
    x.status.error = "its end cannot be written: " + e.unwritten;
  else if (e.unkillable && !e.tree_gone)
    x.status.error = "some of its processes cannot be killed";
  else if (e.slow && e.tree_gone)
    x.status.error = "it has ended, but its end is not written down yet";
  else if (e.slow)
    x.status.error = "it has ended, but what it has started lives yet";
}

/// Not a quick one.
void supervision::on_slow_end(entry& x) {
  x.live->end.slow_due = -1;
  x.live->end.slow = true;
  tell_end(x);
  publish(x);
}

/// How a launch ended, by its record; else by what could not be written yet.
std::optional<launch_exit>
supervision::end_of_launch(const entry& x, const std::string& launch) const {
  if (auto e = x.slot.exit_of(launch))
    return e;
  auto i = x.unwritten.find(launch);
  return i == x.unwritten.end() ? std::nullopt : std::optional{i->second};
}

/// "; …" while the end of a launch is known to us alone.
std::string supervision::unwritten_note(const entry& x,
                                        const std::string& launch) const {
  return x.unwritten.contains(launch) && !x.slot.exit_of(launch)
             ? unwritten_text
             : "";
}

/// Writes an exit record for a launch that no shim keeps. One that cannot be
/// written has ended all the same: kept in memory, and tried until it can.
bool supervision::write_end(entry& x, const launch_exit& e) {
  auto error = x.slot.write_exit(e);
  if (!error)
    return true;
  spdlog::error("supervisor: cannot write how launch {} ended: {}", e.launch,
                error.message());
  x.unwritten[e.launch] = e;
  x.unwritten_due = shim::boottime_ms() + try_again_ms;
  return false;
}

void supervision::write_ends(entry& x) {
  x.unwritten_due = -1;
  auto ends = x.unwritten;
  for (auto& [launch, e] : ends) {
    shim_lock lock{x.slot.log(launch)};
    if (lock.others) {
      x.unwritten.erase(launch);
      meet_late_shim(x, launch);
    } else if (!x.slot.knows(launch) || x.slot.exit_of(launch)
               || (lock.taken && !x.slot.write_exit(e))) {
      x.unwritten.erase(launch);
      spdlog::info("supervisor: [{}] it is written down how launch {} ended",
                   x.slot.id().strategy, launch);
    }
  }
  if (!x.unwritten.empty())
    x.unwritten_due = shim::boottime_ms() + try_again_ms;
  auto i = x.status.error.find(unwritten_text);
  if (i == std::string::npos || x.unwritten.contains(x.status.launch))
    return;
  x.status.error.erase(i, std::string_view{unwritten_text}.size());
  if (x.status.error.starts_with("; "))
    x.status.error.erase(0, 2);
  publish(x);
}

/// It was believed never to have begun, and has begun since.
void supervision::meet_late_shim(entry& x, const std::string& launch) {
  auto r = x.slot.launch(launch);
  if (x.live || !r)
    return; // it finds the other one, and quits
  fill(x, *r);
  settle(x, *r);
  publish(x);
}

} // namespace ftm
