#include "actors/supervisor/output_reader.hpp"
#include "actors/supervisor/shim/cgroup.hpp"
#include "actors/supervisor/shim/locks.hpp"
#include "actors/supervisor/shim/process_table.hpp"
#include "actors/supervisor/supervision.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ftm {

namespace {

constexpr int64_t socket_patience_ms = 2000;
constexpr int64_t look_again_ms = 5000;
constexpr int64_t look_for_folder_ms = 1000;
constexpr int64_t adopt_pause_ms = 5000;

/// Whether any process carries the launch's marks.
bool marks_found(const std::string& launch, const std::string& slot) {
  auto table = shim::read_process_table();
  return std::any_of(table.begin(), table.end(), [&](auto& e) {
    return !e.dead() && shim::has_marks(e.id.pid, launch, slot);
  });
}

timestamp time_of_last_output(int fd) {
  struct stat s;
  if (::fstat(fd, &s) != 0)
    return std::chrono::system_clock::now();
  return timestamp{std::chrono::duration_cast<timestamp::duration>(
      std::chrono::seconds{s.st_mtim.tv_sec}
      + std::chrono::nanoseconds{s.st_mtim.tv_nsec})};
}

/// Never makes it: a launch has its log before it has a shim, so that one
/// without was deleted by somebody.
struct open_log {
  int fd;
  bool deleted;
  explicit open_log(const std::filesystem::path& x)
      : fd(::open(x.c_str(), O_RDWR | O_CLOEXEC)),
        deleted(fd < 0 && errno == ENOENT) {}
  open_log(const open_log&) = delete;
  open_log& operator=(const open_log&) = delete;
  ~open_log() {
    if (fd >= 0)
      ::close(fd);
  }
};

} // namespace

/// Adoption, steps 1 to 6, of a launch without an exit record. True if it
/// lives, and is kept from now on.
bool supervision::settle(entry& x, const launch_record& r) {
  auto& launch = r.spec.launch;
  open_log log{x.slot.log(launch)};
  if (!log.deleted
      && (log.fd < 0 || !shim::try_lock(log.fd, shim::shim_byte))) {
    keep(x, r, socket_patience_ms);
    reconnect(x);
    return x.live != nullptr;
  }
  // The shim lock is ours until `log` closes: nobody starts it meanwhile.
  if (end_of_launch(x, launch))
    return false;
  auto state = x.slot.state_of(launch);
  if (!state && x.live && x.live->record.spec.launch == launch
      && x.live->state.main.pid > 0)
    state = x.live->state;
  if (!state && !x.slot.has_state(launch)) {
    write_off(x, r, "never_started");
    return false;
  }
  if (!state) { // damaged: whom it names nobody knows, so wait for its tree
    if ((log.fd >= 0 && shim::is_locked(log.fd, shim::tree_byte))
        || marks_found(launch, x.slot.path().string())) {
      keep(x, r, 0);
      x.live->connect_due = shim::boottime_ms() + look_again_ms;
      mark_unkept(x, "its state.json cannot be read");
      return true;
    }
    write_off(x, r, "shim_lost");
    return false;
  }
  if (state->boot != shim::boot_id()) {
    write_off(x, r, "machine_down");
    return false;
  }
  auto tree_locked = log.fd >= 0 && shim::is_locked(log.fd, shim::tree_byte);
  if (state->pid_namespace != shim::pid_namespace()) {
    if (!tree_locked) {
      write_off(x, r, "machine_down");
      return false;
    }
    keep(x, r, 0);
    x.live->connect_due = shim::boottime_ms() + look_again_ms;
    mark_unkept(x, "it runs in another pid namespace");
    return true;
  }
  if (!tree_locked && !shim::alive(state->main)
      && !shim::is_populated(state->cgroup)
      && !marks_found(launch, x.slot.path().string())) {
    write_off(x, r, "shim_lost");
    return false;
  }
  keep(x, r, 0);
  if (log.deleted) { // nothing can be adopted; it is shown, and kept alone
    x.live->state = *state;
    x.live->deleted = true;
    x.live->connect_due = shim::boottime_ms() + look_for_folder_ms;
    mark_unkept(x, "its run folder was deleted");
    return true;
  }
  shim::unlock(log.fd, shim::shim_byte);
  adopt(x);
  return true;
}

/// Starts a shim that takes over what a lost one has left. Not at once again,
/// if that one dies too.
void supervision::adopt(entry& x) {
  auto& l = *x.live;
  auto& launch = l.record.spec.launch;
  auto now = shim::boottime_ms();
  l.mute_due = -1;
  if (now < l.adopt_after) {
    l.connect_due = l.adopt_after;
    return;
  }
  if (l.adopt_after == 0 || !l.unkept)
    mark_unkept(x, "its shim was lost");
  spdlog::warn("supervisor: the shim of launch {} is gone, starts another one",
               launch);
  // A stop that the lost shim had begun goes on with the new one.
  launch_exit asked;
  if (l.stop_why.empty() && x.slot.stop_was_asked(launch, asked))
    l.stop_why = asked.why + ":" + asked.who;
  l.adopt_after = now + adopt_pause_ms;
  spawn(x, true);
}

/// Writes the exit record of a launch that is over and has no shim.
void supervision::write_off(entry& x, const launch_record& r,
                            const std::string& reason) {
  launch_exit e;
  e.launch = r.spec.launch;
  e.reason = reason;
  e.log_end = output_size(x.slot.log(r.spec.launch));
  open_log log{x.slot.log(r.spec.launch)};
  e.ended_at = time_of_last_output(log.fd);
  x.slot.stop_was_asked(r.spec.launch, e);
  if (!x.slot.knows(r.spec.launch)) // deleted: `ended` tells it from memory
    return;
  if (auto s = x.slot.state_of(r.spec.launch))
    shim::remove_cgroup(s->cgroup);
  if (write_end(x, e))
    spdlog::warn("supervisor: [{}] launch {} is over: {}", r.spec.id.strategy,
                 r.spec.launch, reason);
}

/// Makes the launch the live one of its process.
void supervision::keep(entry& x, const launch_record& r, int64_t patience_ms) {
  if (!x.live || x.live->record.spec.launch != r.spec.launch) {
    drop_bot(x);
    drop_live(x);
    x.live = std::make_unique<live_launch>();
    x.live->record = r;
    x.live->met = true;
    auto size = output_size(x.slot.log(r.spec.launch));
    x.live->scanned = absolute_offset(-1'048'576, size);
  }
  auto& l = *x.live;
  l.end = {};
  if (auto s = x.slot.state_of(r.spec.launch)) {
    l.state = *s;
    x.status.pid = s->main.pid;
    x.status.started_at =
        timestamp{std::chrono::duration_cast<timestamp::duration>(
            std::chrono::nanoseconds{s->started_at})};
    if (auto limit = r.spec.time_limit; limit.count() > 0) {
      l.time_out_due =
          s->started_boottime_ms + std::chrono::milliseconds{limit}.count();
      x.status.deadline_at = *x.status.started_at + limit;
    }
  }
  l.connect_until = shim::boottime_ms() + patience_ms;
  if (!is_alive(x.status.state))
    x.status.state = process_state::starting;
  x.status.error.clear();
  x.status.ended_at.reset();
  watch_output(x);
}

} // namespace ftm
