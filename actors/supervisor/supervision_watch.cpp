#include "actors/supervisor/output_reader.hpp"
#include "actors/supervisor/supervision.hpp"

#include <cerrno>
#include <cstring>
#include <spdlog/spdlog.h>
#include <sys/inotify.h>
#include <unistd.h>
#include <utility>

namespace ftm {

namespace {

constexpr uint64_t most_scanned = 1'048'576; ///< bytes in one go
constexpr int64_t blind_pause_ms = 250;

void consider(int64_t& next, int64_t due) {
  if (due >= 0 && (next < 0 || due < next))
    next = due;
}

} // namespace

void supervision::watch_output(entry& x) {
  auto& l = *x.live;
  l.more = true; // what was written before the watch
  if (l.watch >= 0)
    return;
  if (inotify_ < 0)
    open_inotify();
  if (inotify_ >= 0)
    l.watch = ::inotify_add_watch(
        inotify_, x.slot.log(l.record.spec.launch).c_str(), IN_MODIFY);
  if (l.watch >= 0) {
    watches_[l.watch] = x.slot.id();
    l.blind_due = -1;
    return;
  }
  if (l.blind_due < 0)
    spdlog::error(
        "supervisor: [{}] the output of {} cannot be watched ({}): it "
        "is looked at each {} ms; raise "
        "fs.inotify.max_user_instances and max_user_watches",
        x.slot.id().strategy, to_string(x.slot.id().kind), std::strerror(errno),
        blind_pause_ms);
  l.blind_due = shim::boottime_ms() + blind_pause_ms;
}

/// The kernel's limit may be reached: then it is tried again.
void supervision::open_inotify() {
  inotify_ = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (inotify_ >= 0)
    hooks_.watch(inotify_);
}

/// Looks where no event tells that there is more.
void supervision::look_blindly(entry& x) {
  watch_output(x); // perhaps now
  auto before = x.live->scanned;
  scan(x);
  if (x.live->scanned != before)
    hooks_.output();
}

void supervision::on_inotify() {
  alignas(inotify_event) char block[16'384];
  ssize_t n;
  auto news = false;
  while ((n = ::read(inotify_, block, sizeof block)) > 0)
    for (ssize_t i = 0; i < n;) {
      auto e = reinterpret_cast<inotify_event*>(block + i);
      i += static_cast<ssize_t>(sizeof *e + e->len);
      auto lost = (e->mask & IN_Q_OVERFLOW) != 0;
      for (auto& [wd, id] : watches_)
        if (lost || wd == e->wd)
          if (auto j = entries_.find(id); j != entries_.end() && j->second.live)
            news = j->second.live->more = true;
    }
  hooks_.watch(inotify_);
  if (news)
    hooks_.output();
}

/// Reads what the console has printed since last time.
void supervision::scan(entry& x) {
  auto& l = *x.live;
  auto log = x.slot.log(l.record.spec.launch);
  auto said = l.console.findings().error;
  l.more = false;
  for (uint64_t done = 0; done < most_scanned;) {
    auto c = read_output(log, {}, l.scanned, most_output, false);
    l.scanned = c.offset + c.bytes.size();
    done += c.bytes.size();
    l.console.feed(c.bytes);
    if (c.bytes.size() < most_output)
      break;
    l.more = done >= most_scanned;
  }
  auto& f = l.console.findings();
  auto before = x.status;
  if (x.slot.id().kind == process_kind::trade)
    heed_console(x);
  if (l.met && !std::exchange(l.bot.recalled, true))
    recall_life(x, shim::boottime_ms());
  if (l.unkept || x.status.state == process_state::stopping)
    return;
  auto& error = !l.bot.trouble.empty() ? l.bot.trouble
                : f.failure.empty()    ? f.error
                                       : f.failure;
  if (!error.empty())
    x.status.error = error;
  else if (!said.empty() && x.status.error == said)
    x.status.error.clear(); // it has recovered
  if (x.status != before)
    publish(x);
}

void supervision::on_readable(int fd) {
  if (fd == inotify_)
    return on_inotify();
  auto i = fds_.find(fd);
  if (i == fds_.end()) {
    on_helper_end(fd);
    return;
  }
  auto& x = entry_of(i->second);
  if (x.live && x.live->spawning && x.live->spawning->fd() == fd)
    on_report(x);
  else if (x.live && x.live->client && x.live->client->fd() == fd)
    on_packets(x);
  else if (x.live && x.live->bot.client && x.live->bot.client->fd() == fd)
    on_bot(x);
}

int64_t supervision::on_time(int64_t now) {
  forgive_nap(now);
  int64_t next = -1;
  auto any = false;
  for (auto& [id, x] : entries_) {
    if (x.live && x.live->blind_due >= 0 && now >= x.live->blind_due)
      look_blindly(x);
    else if (x.live && x.live->more)
      scan(x);
    if (x.live && x.live->report_due >= 0 && now >= x.live->report_due) {
      x.live->report_due = -1;
      answer_waiting(x, x.status); // `starting`; adoption resolves it
    }
    if (x.live && x.live->mute_due >= 0 && now >= x.live->mute_due)
      on_mute(x);
    if (x.live && x.live->end.slow_due >= 0 && now >= x.live->end.slow_due)
      on_slow_end(x);
    if (x.live && x.live->time_out_due >= 0 && now >= x.live->time_out_due) {
      x.live->time_out_due = -1;
      begin_stop(x, std::string{time_limit_reason} + ":supervisor");
      publish(x);
    }
    if (x.live) {
      tend_bot(x, now);
      look_at_reload(x, now);
      look_for_hangs(x, now);
    }
    if (x.live && x.live->connect_due >= 0 && now >= x.live->connect_due)
      connect(x);
    if (!x.live && x.relaunch_due >= 0 && now >= x.relaunch_due)
      relaunch(x);
    if (x.wanted_due >= 0 && now >= x.wanted_due)
      write_wanted(x);
    if (x.unwritten_due >= 0 && now >= x.unwritten_due)
      write_ends(x);
    consider(next, x.wanted_due);
    consider(next, x.unwritten_due);
    if (x.live) {
      auto& l = *x.live;
      any = true;
      for (auto due : {l.report_due, l.connect_due, l.mute_due, l.time_out_due,
                       l.blind_due, l.end.slow_due})
        consider(next, due);
      if (l.more)
        next = now;
      consider(next, health_due(x));
    } else {
      consider(next, x.relaunch_due);
    }
  }
  if (!any)
    stats_due_ = -1;
  else if (stats_due_ < 0 || now >= stats_due_) {
    if (options_.stats_interval.count() > 0) {
      measure(now);
      stats_due_ = now + options_.stats_interval.count();
    }
  }
  consider(next, stats_due_);
  consider(next, collect_garbage(now));
  next_due_ = next;
  return next;
}

} // namespace ftm
