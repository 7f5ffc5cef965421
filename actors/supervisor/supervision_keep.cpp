#include "actors/supervisor/output_reader.hpp"
#include "actors/supervisor/shim/locks.hpp"
#include "actors/supervisor/shim/process_table.hpp"
#include "actors/supervisor/supervision.hpp"

#include <algorithm>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ftm {

namespace {

constexpr int64_t mute_patience_ms = 5000;
constexpr int64_t socket_patience_ms = 2000;
constexpr int64_t try_again_ms = 50;

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

struct open_log {
  int fd;
  explicit open_log(const std::filesystem::path& x)
      : fd(::open(x.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
  open_log(const open_log&) = delete;
  open_log& operator=(const open_log&) = delete;
  ~open_log() {
    if (fd >= 0)
      ::close(fd);
  }
};

} // namespace

void supervision::open() {
  for (auto& id : slots_of(options_.state_dir))
    open_slot(id);
  for (auto& [id, x] : entries_)
    if (!x.live && x.wanted.wanted && x.wanted.held_by.empty()
        && x.relaunch_due < 0)
      x.relaunch_due = shim::boottime_ms();
}

void supervision::open_slot(const process_id& id) {
  auto& x = entry_of(id);
  auto all = x.slot.launches();
  if (all.empty())
    return;
  fill(x, all.front());
  for (auto& r : all)
    if (!x.live && !x.slot.exit_of(r.spec.launch)) {
      fill(x, r);
      if (!settle(x, r))
        fill(x, all.front());
    }
  if (x.live) {
    publish(x);
    return;
  }
  auto live = x.status.live;
  x.status = read_status(x, all.front());
  x.status.live = live;
  if (x.status.state == process_state::stopped && !x.wanted.held_by.empty())
    x.status.state = process_state::held;
  publish(x);
  collect_garbage(x);
}

/// Adoption, steps 1 to 6, of a launch without an exit record. True if it
/// lives, and is kept from now on.
bool supervision::settle(entry& x, const launch_record& r) {
  auto& launch = r.spec.launch;
  open_log log{x.slot.log(launch)};
  if (log.fd < 0 || !shim::try_lock(log.fd, shim::shim_byte)) {
    keep(x, r, socket_patience_ms);
    connect(x);
    return x.live != nullptr;
  }
  // The shim lock is ours until `log` closes: nobody starts it meanwhile.
  if (x.slot.exit_of(launch)) {
    return false;
  }
  auto state = x.slot.state_of(launch);
  if (!state) {
    write_off(x, r, "never_started");
    return false;
  }
  if (state->boot != shim::boot_id()) {
    write_off(x, r, "machine_down");
    return false;
  }
  auto tree_locked = shim::is_locked(log.fd, shim::tree_byte);
  if (state->pid_namespace != shim::pid_namespace()) {
    if (!tree_locked) {
      write_off(x, r, "machine_down");
      return false;
    }
    keep(x, r, 0);
    x.live->connect_due = shim::boottime_ms() + mute_patience_ms;
    mark_unkept(x, "it runs in another pid namespace");
    return true;
  }
  if (!tree_locked && !shim::alive(state->main)
      && !marks_found(launch, x.slot.path().string())) {
    write_off(x, r, "shim_lost");
    return false;
  }
  keep(x, r, 0);
  mark_unkept(x, "its shim was lost");
  // A stop that the lost shim had begun goes on with the new one.
  launch_exit asked;
  if (x.live->stop_why.empty() && x.slot.stop_was_asked(launch, asked))
    x.live->stop_why = asked.why + ":" + asked.who;
  shim::unlock(log.fd, shim::shim_byte);
  spawn(x, true);
  return true;
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
  if (auto error = x.slot.write_exit(e))
    spdlog::error("supervisor: cannot write how launch {} ended: {}",
                  r.spec.launch, error.message());
  else
    spdlog::warn("supervisor: launch {} of {} is over: {}", r.spec.launch,
                 r.spec.id.strategy, reason);
}

/// Makes the launch the live one of its process.
void supervision::keep(entry& x, const launch_record& r, int64_t patience_ms) {
  if (!x.live || x.live->record.spec.launch != r.spec.launch) {
    drop_live(x);
    x.live = std::make_unique<live_launch>();
    x.live->record = r;
    auto size = output_size(x.slot.log(r.spec.launch));
    x.live->scanned = absolute_offset(-1'048'576, size);
  }
  auto& l = *x.live;
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
  l.last_sign = shim::boottime_ms();
  l.connect_until = l.last_sign + patience_ms;
  if (!is_alive(x.status.state))
    x.status.state = process_state::starting;
  x.status.error.clear();
  x.status.ended_at.reset();
  watch_output(x);
}

void supervision::connect(entry& x) {
  auto& l = *x.live;
  auto now = shim::boottime_ms();
  l.connect_due = -1;
  auto& launch = l.record.spec.launch;
  l.client = shim_client::connect(x.slot.folder(launch), launch, generation_);
  if (l.client) {
    l.mute_due = now + mute_patience_ms;
    fds_[l.client->fd()] = x.slot.id();
    hooks_.watch(l.client->fd());
    if (!l.stop_why.empty())
      send_stop(x);
    return;
  }
  if (x.slot.exit_of(launch))
    return ended(x);
  // Does the shim live at all? Its lock tells.
  open_log log{x.slot.log(launch)};
  if (log.fd >= 0 && !shim::is_locked(log.fd, shim::shim_byte))
    return on_shim_gone(x);
  if (now >= l.connect_until && !l.unkept)
    mark_unkept(x, "its shim does not answer");
  l.connect_due = now + (now < l.connect_until ? try_again_ms : 1000);
}

void supervision::on_packets(entry& x) {
  auto packets = x.live->client->receive();
  for (auto& p : packets) {
    using what = shim_packet::what;
    if (p.kind == what::ok && p.number == 2) {
      on_status(x, p.text);
    } else if (p.kind == what::error && p.name == "fenced") {
      hooks_.fenced(p.text);
      return;
    } else if (p.kind == what::error) {
      spdlog::error("supervisor: the shim of {} refuses: {}",
                    x.live->record.spec.launch, p.text);
    } else if (p.kind == what::event && p.name == "stopping") {
      apply(x, process_event::stop);
      publish(x);
    } else if (p.kind == what::event && p.name == "unkillable") {
      x.status.error = "some of its processes cannot be killed";
      publish(x);
    } else if (p.kind == what::lost) {
      hooks_.forget(x.live->client->fd());
      fds_.erase(x.live->client->fd());
      x.live->client.reset();
      x.live->mute_due = -1;
      return on_shim_gone(x);
    }
  }
  hooks_.watch(x.live->client->fd());
}

/// The answer to `watch`: the shim is there.
void supervision::on_status(entry& x, const std::string& text) {
  auto& l = *x.live;
  l.mute_due = -1;
  auto j = nlohmann::json::parse(text, nullptr, false);
  if (!j.is_object())
    return;
  if (auto s = x.slot.state_of(l.record.spec.launch)) {
    l.state = *s;
    x.status.pid = s->main.pid;
  }
  if (j.value("adopted", false)) {
    if (!l.unkept)
      mark_unkept(x, "its shim was lost");
  } else {
    if (l.unkept) { // it was only mute
      l.unkept = false;
      x.status.error.clear();
      x.status.state = process_state::running;
    }
    apply(x, process_event::started);
  }
  if (l.console.findings().ready && !l.unkept)
    apply(x, process_event::ready);
  if (j.value("stopping", false))
    apply(x, process_event::stop);
  publish(x);
}

/// The socket closed: the launch has ended, or its shim has died.
void supervision::on_shim_gone(entry& x) {
  auto r = x.live->record;
  if (x.slot.exit_of(r.spec.launch))
    return ended(x);
  spdlog::warn("supervisor: the shim of launch {} is gone", r.spec.launch);
  if (!settle(x, r))
    ended(x);
  else
    publish(x);
}

void supervision::mark_unkept(entry& x, const std::string& why) {
  x.live->unkept = true;
  x.status.error = why;
  apply(x, process_event::shim_lost);
  publish(x);
}

void supervision::begin_stop(entry& x, const std::string& why) {
  auto& l = *x.live;
  if (l.stop_why.empty())
    l.stop_why = why;
  for (auto& c : l.stop_why)
    if (c <= ' ')
      c = '_'; // one word for the shim
  apply(x, process_event::stop);
  if (l.client)
    send_stop(x);
}

void supervision::send_stop(entry& x) {
  auto& l = *x.live;
  spdlog::info("supervisor: [{}] stops {} ({})", x.slot.id().strategy,
               to_string(x.slot.id().kind), l.stop_why);
  if (!l.client->send("stop " + l.stop_why.substr(0, 200) + " "
                      + ladder_text(l.record.spec.stop_ladder)))
    spdlog::warn("supervisor: the shim of launch {} does not take the stop",
                 l.record.spec.launch);
}

} // namespace ftm
