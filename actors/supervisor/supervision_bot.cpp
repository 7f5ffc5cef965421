#include "actors/supervisor/port_holder.hpp"
#include "actors/supervisor/supervision.hpp"
#include "shared/protocol/ledger.hpp"

#include <unistd.h>

namespace ftm {

// What the bots' own REST tells: asked gently, told as a fact of its own.

namespace {

constexpr uint32_t early_failures = 15; ///< about one each second

} // namespace

bool supervision::asks_bot(const entry& x) const {
  return x.live && x.slot.id().kind == process_kind::trade
         && x.live->record.spec.bot_poll.count() > 0
         && x.live->state.main.pid > 0
         && x.status.state != process_state::stopping;
}

void supervision::tend_bot(entry& x, int64_t now) {
  auto& b = x.live->bot;
  if (!asks_bot(x)) {
    b.client.reset();
    return;
  }
  if (!b.client) {
    auto id = x.slot.id();
    bot_client_hooks h;
    h.watch = [this, id](int fd) {
      fds_[fd] = id;
      hooks_.watch(fd);
    };
    h.forget = [this](int fd) {
      fds_.erase(fd);
      hooks_.forget(fd);
    };
    h.stranger = [this, id](const bot_login& there, int socket) {
      return stranger_at(entries_.at(id), there, socket);
    };
    b.client = std::make_unique<bot_client>(x.live->record.spec, h);
  }
  b.client->on_time(now);
  heed_bot(x, now);
}

void supervision::on_bot(entry& x) {
  auto now = shim::boottime_ms();
  x.live->bot.client->on_readable(now);
  heed_bot(x, now);
  look_at_reload(x, now);
}

/// Somebody else is where the bot should be, or has the other end of the
/// connection to it; "" = the bot, or before that (`socket` < 0) nobody.
std::string supervision::stranger_at(entry& x, const bot_login& there,
                                     int socket) {
  auto& known = x.live->bot.listener;
  auto connected = socket >= 0;
  auto peer = connected ? peer_of(socket) : std::nullopt;
  auto listener = listener_of(there.address, there.port);
  auto may_be_of = [&](uid_t uid) { return !peer || peer->uid == uid; };
  if (listener && listener == known && may_be_of(known->uid))
    return {}; // looked at before, and /proc is slow to tell
  known.reset();
  auto& s = x.live->state;
  auto holder = holder_of(there.address, there.port, s.main.pid);
  auto port = "its API port " + std::to_string(there.port);
  using kind = port_holder::kind;
  if (holder.who == kind::nobody)
    return connected ? "nobody listens on " + port + " any longer" : "";
  auto is_bot = holder.who == kind::hidden
                    ? holder.uid == ::geteuid()
                    : descends_from(holder.pid, s.main.pid)
                          || descends_from(holder.pid, s.shim.pid);
  if (!is_bot)
    return port + " belongs to " + holder.name() + ", which is not this bot";
  if (!may_be_of(holder.uid))
    return port + " was answered by a process of user "
           + std::to_string(peer->uid) + ", which is not this bot";
  if (listener && listener->inode == holder.inode)
    known = listener;
  return {};
}

/// What its REST has told since last time.
void supervision::heed_bot(entry& x, int64_t now) {
  auto& b = x.live->bot;
  auto& poll = b.client->poll();
  auto before = x.status;
  if (poll.states() != b.states) {
    auto& state = poll.status().state;
    if (state == "running" || state == "paused" || state == "stopped")
      heed_worker(x, state, now);
  }
  b.states = poll.states();
  if (b.client->is_blind())
    b.life.forget(life_source::last_process);
  else if (poll.loops() != b.loops)
    note_life(x, life_source::last_process, now);
  b.loops = poll.loops();
  tell_bot(x);
  if (x.status != before)
    publish(x);
}

void supervision::tell_bot(entry& x) {
  auto& b = x.live->bot;
  if (!b.client->has_rest())
    return drop_bot(x);
  auto y = b.client->status();
  y.id = x.slot.id();
  y.launch = x.status.launch;
  // While it reloads its REST is away, as it must be.
  auto away = x.live->reload.running && !y.error.empty() && b.told;
  auto& poll = b.client->poll();
  auto silent = y.error.empty() && poll.contacts() == 0;
  // Nor is it up yet while the bot starts.
  auto early = poll.contacts() == 0 && poll.failures() < early_failures
               && x.status.state != process_state::ready && !b.told
               && b.client->can_be_asked();
  auto urgent = !b.told || b.told->state != y.state || !y.error.empty();
  if (away || silent || early || b.told == y || !(urgent || poll.at_rest()))
    return;
  b.told = y;
  hooks_.put(y);
}

void supervision::drop_bot(entry& x) {
  if (!x.live || !x.live->bot.told)
    return;
  hooks_.drop(key_of(*x.live->bot.told));
  x.live->bot.told.reset();
}

} // namespace ftm
