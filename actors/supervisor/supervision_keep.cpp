#include "actors/supervisor/shim/locks.hpp"
#include "actors/supervisor/supervision.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace ftm {

namespace {

constexpr int64_t mute_patience_ms = 5000;
constexpr int64_t try_again_ms = 50;
constexpr uint64_t watch_number = 2; ///< of shim_client's requests

// Between connections that did not last.
constexpr int64_t stable_ms = 2000;
constexpr int64_t first_pause_ms = 50;
constexpr int64_t last_pause_ms = 2000;

/// Whether a shim lives: it locks its launch's log. True if that cannot be
/// told.
bool is_kept(const std::filesystem::path& log) {
  auto fd = ::open(log.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0)
    return errno != ENOENT;
  auto y = shim::is_locked(fd, shim::shim_byte);
  ::close(fd);
  return y;
}

} // namespace

void supervision::connect(entry& x) {
  auto& l = *x.live;
  auto now = shim::boottime_ms();
  l.connect_due = -1;
  auto& launch = l.record.spec.launch;
  l.client = shim_client::connect(x.slot.folder(launch), launch, generation_);
  if (l.client) {
    l.connected_at = now;
    if (l.mute_due < 0) // else it has been silent since then
      l.mute_due = now + mute_patience_ms;
    fds_[l.client->fd()] = x.slot.id();
    hooks_.watch(l.client->fd());
    if (!l.stop_why.empty())
      send_stop(x);
    return;
  }
  if (x.slot.exit_of(launch))
    return ended(x);
  if (!is_kept(x.slot.log(launch)))
    return on_shim_gone(x);
  if (now >= l.connect_until && !l.unkept)
    mark_unkept(x, "its shim does not answer");
  l.connect_due = now + (now < l.connect_until ? try_again_ms : 1000);
}

/// Connects again; after short connections not at once, since a shim that
/// takes none would be asked in a loop.
void supervision::reconnect(entry& x) {
  if (x.live->pause == 0)
    return connect(x);
  x.live->connect_due = shim::boottime_ms() + x.live->pause;
}

void supervision::disconnect(entry& x) {
  auto& l = *x.live;
  hooks_.forget(l.client->fd());
  fds_.erase(l.client->fd());
  l.client.reset();
}

/// The answer to our hello: the state folder has lost its generation, but it is
/// ours, so we outrank whoever had it before. Unasked: another has taken over.
void supervision::on_fenced(entry& x, const shim_packet& p) {
  auto seen = highest_generation(p);
  auto higher = seen && hooks_.outrank ? hooks_.outrank(*seen) : 0;
  if (higher == 0)
    return hooks_.fenced(p.text);
  generation_ = higher;
  disconnect(x);
  connect(x);
}

void supervision::on_packets(entry& x) {
  auto packets = x.live->client->receive();
  for (auto& p : packets) {
    using what = shim_packet::what;
    if (p.kind == what::ok && p.number >= watch_number) {
      on_answer(x, p);
    } else if (p.kind == what::error && p.name == "fenced") {
      return on_fenced(x, p);
    } else if (p.kind == what::error) {
      x.live->mute_due = -1;
      spdlog::error("supervisor: the shim of {} refuses: {}",
                    x.live->record.spec.launch, p.text);
    } else if (p.kind == what::event && p.name == "stopping") {
      apply(x, process_event::stop);
      publish(x);
    } else if (p.kind == what::event && p.name == "disk_full") {
      on_disk(x, p.text);
      publish(x);
    } else if (p.kind == what::event && p.name == "main_exited") {
      on_main_ended(x);
      publish(x);
    } else if (p.kind == what::event
               && (p.name == "tree_gone" || p.name == "unkillable"
                   || p.name == "unwritten")) {
      heed_end(x, p.text);
      publish(x);
    } else if (p.kind == what::lost) {
      disconnect(x);
      auto& l = *x.live;
      auto now = shim::boottime_ms();
      l.pause = now - l.connected_at > stable_ms
                    ? 0
                    : std::clamp(2 * l.pause, first_pause_ms, last_pause_ms);
      if (l.mute_due < 0)
        l.mute_due = now + mute_patience_ms;
      return on_shim_gone(x);
    }
  }
  hooks_.watch(x.live->client->fd());
}

/// It is not mute, and if it was, much may have happened since.
void supervision::on_answer(entry& x, const shim_packet& p) {
  auto& l = *x.live;
  l.mute_due = -1;
  auto is_status = p.number == watch_number || p.text.starts_with("{\"v\":");
  if (is_status)
    on_status(x, p.text);
  else if (l.unkept)
    l.client->send("status");
}

/// The answer to `watch`: the shim is there.
void supervision::on_status(entry& x, const std::string& text) {
  auto& l = *x.live;
  l.deleted = false;
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
    else // whatever kept another one from it is over
      x.status.error = "its shim was lost";
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
  on_disk(x, text);
  if (auto warning = j.value("warning", ""); !warning.empty())
    spdlog::warn("supervisor: [{}] {}: {}", x.slot.id().strategy,
                 to_string(x.slot.id().kind), warning);
  if (j.value("stopping", false))
    apply(x, process_event::stop);
  heed_end(x, text);
  publish(x);
}

/// Whether there is room for its output: said as its error while there is none.
void supervision::on_disk(entry& x, const std::string& text) {
  constexpr auto error = "the disk is full: its output may be missing";
  auto j = nlohmann::json::parse(text, nullptr, false);
  if (!j.is_object() || !j.contains("disk_full_since"))
    return; // of a shim that does not tell
  auto full = j["disk_full_since"].is_number();
  if (full != x.live->disk_full)
    spdlog::warn("supervisor: [{}] {}: {}", x.slot.id().strategy,
                 to_string(x.slot.id().kind),
                 full ? error : "the disk has room for its output again");
  x.live->disk_full = full;
  if (full)
    x.status.error = error;
  else if (x.status.error == error)
    x.status.error.clear();
}

/// The socket closed: the launch has ended, or its shim has died.
void supervision::on_shim_gone(entry& x) {
  auto r = x.live->record;
  if (x.slot.exit_of(r.spec.launch))
    return ended(x);
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

/// Never replaced: it may only be slow, and it alone knows the exit code. One
/// that somebody froze is thawed for a stop, which it has in its socket.
void supervision::on_mute(entry& x) {
  auto& l = *x.live;
  l.mute_due = -1;
  auto stops = !l.stop_why.empty();
  mark_unkept(x, stops ? "its shim does not answer, so it is not stopped yet"
                       : "its shim does not answer");
  if (stops)
    shim::send_signal(l.state.shim, SIGCONT);
}

void supervision::begin_stop(entry& x, const std::string& why) {
  auto& l = *x.live;
  if (l.stop_why.empty())
    l.stop_why = why;
  for (auto& c : l.stop_why)
    if (static_cast<unsigned char>(c) <= ' ')
      c = '_'; // one word for the shim
  apply(x, process_event::stop);
  if (l.client)
    send_stop(x);
}

void supervision::send_stop(entry& x) {
  auto& l = *x.live;
  spdlog::info("supervisor: [{}] stops {} ({})", x.slot.id().strategy,
               to_string(x.slot.id().kind), l.stop_why);
  if (l.mute_due < 0)
    l.mute_due = shim::boottime_ms() + mute_patience_ms;
  if (!l.client->send("stop " + l.stop_why.substr(0, 200) + " "
                      + ladder_text(l.record.spec.stop_ladder)))
    spdlog::warn("supervisor: the shim of launch {} does not take the stop",
                 l.record.spec.launch);
}

} // namespace ftm
