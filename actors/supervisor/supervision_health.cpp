#include "actors/supervisor/port_holder.hpp"
#include "actors/supervisor/supervision.hpp"
#include "shared/config/values.hpp"

#include <cstdlib>
#include <spdlog/spdlog.h>

namespace ftm {

// Whether trade is ready, suspended or hung: what its console and its REST
// show, put together.

namespace {

/// No timer of an awake machine is later than that.
constexpr int64_t longest_delay_ms = 10'000;

std::string span_text(int64_t ms) {
  auto s = ms / 1000;
  return s < 120 ? std::to_string(s) + " s" : std::to_string(s / 60) + " min";
}

int64_t patience_of(const process_spec& x) {
  return std::chrono::milliseconds{x.hung_after}.count();
}

} // namespace

/// What its worker has said since last time.
void supervision::heed_console(entry& x) {
  auto& b = x.live->bot;
  auto& t = x.live->console.trade();
  auto now = shim::boottime_ms();
  // With its config its REST may have moved.
  if (b.client && t.reloads() != b.reloads)
    b.client->on_config_loading(now);
  auto changed = t.state() != b.state || t.starts() != b.starts
                 || t.reloads() != b.reloads;
  heed_load(x);
  b.state = t.state();
  b.starts = t.starts();
  b.reloads = t.reloads();
  if (changed) {
    b.life.begin_anew(now);
    if (!b.state.empty())
      heed_worker(x, config::lower(b.state), now);
  }
  if (t.heartbeats() != b.heartbeats)
    note_life(x, life_source::heartbeat, now);
  b.heartbeats = t.heartbeats();
  if (!t.busy_port().empty() && !b.port_busy)
    on_busy_port(x);
}

/// When it has loaded what it trades with. As its console tells it: earlier
/// than here, so that what has changed since is not what it has.
void supervision::heed_load(entry& x) {
  auto& t = x.live->console.trade();
  auto& at = x.status.loaded_at;
  if (t.loads())
    at.reset();
  else if (t.reloads() != x.live->bot.reloads || (!at && !t.state().empty()))
    at = std::chrono::system_clock::now();
}

/// `state`: freqtrade's, "running". Paused it begins no trades, but minds the
/// open ones.
void supervision::heed_worker(entry& x, const std::string& state, int64_t now) {
  auto& l = *x.live;
  auto trading = state == "running" || state == "paused";
  x.status.worker_state = state;
  auto before = x.status.state;
  if (l.unkept || l.bot.port_busy || before == process_state::stopping)
    return;
  // A hung one is ready again when its loop moves, whatever it says it is.
  if (trading && before != process_state::hung)
    apply(x, process_event::ready);
  else if (!trading)
    apply(x, process_event::suspended);
  if (x.status.state == before)
    return;
  l.bot.life.begin_anew(now);
  if (!l.bot.trouble.empty()) {
    l.bot.trouble.clear();
    x.status.error = l.console.findings().error;
  }
}

void supervision::note_life(entry& x, life_source source, int64_t now) {
  auto& b = x.live->bot;
  if (x.status.state == process_state::hung)
    b.life.begin_anew(now); // how long it stood still is nothing usual
  b.life.sign(source, now);
  // Of a launch that ran before us, the first answer tells of a loop of then.
  if (x.live->met && source == life_source::last_process && b.loops == 0)
    b.life.recall(source, {}, patience_of(x.live->record.spec));
}

/// The console of a launch that ran before us has been read: what recurred
/// there is waited for from now on, or a bot that hung by then hung for ever.
void supervision::recall_life(entry& x, int64_t now) {
  auto& l = *x.live;
  auto& t = l.console.trade();
  l.bot.life.begin_anew(now);
  if (t.heartbeats() > 1)
    l.bot.life.recall(life_source::heartbeat, t.pace().intervals(),
                      patience_of(l.record.spec));
}

void supervision::look_for_hangs(entry& x, int64_t now) {
  auto& b = x.live->bot;
  auto& spec = x.live->record.spec;
  auto patience = patience_of(spec);
  auto is_hung = x.status.state == process_state::hung;
  if (patience <= 0 || b.port_busy
      || !(is_hung || x.status.state == process_state::ready))
    return;
  auto silence = b.life.silence(now, patience);
  if (silence && !is_hung) {
    apply(x, process_event::hung);
    b.trouble = "its loop has stood still for " + span_text(*silence);
    x.status.error = b.trouble;
    spdlog::error("supervisor: [{}] trade hangs: {}", spec.id.strategy,
                  b.trouble);
    if (spec.restart_hung && spec.restart.mode != restart_mode::off)
      begin_stop(x, std::string{hung_reason} + ":supervisor");
    publish(x);
  } else if (!silence && is_hung) {
    b.trouble.clear();
    x.status.error = x.live->console.findings().error;
    apply(x, process_event::ready);
    spdlog::info("supervisor: [{}] trade moves again", spec.id.strategy);
    publish(x);
  }
}

/// The machine slept, or this process stood still: what was silent meanwhile
/// could not be heard, so that its time begins anew.
void supervision::forgive_nap(int64_t now) {
  if (next_due_ < 0 || now - next_due_ < longest_delay_ms)
    return;
  spdlog::info("supervisor: nothing was looked at for {}",
               span_text(now - next_due_));
  for (auto& [id, x] : entries_)
    if (x.live)
      x.live->bot.life.begin_anew(now);
}

/// freqtrade 2023.x goes on without its API server and never trades.
void supervision::on_busy_port(entry& x) {
  auto& l = *x.live;
  auto& spec = l.record.spec;
  auto& port = l.console.trade().busy_port();
  l.bot.port_busy = true;
  if (l.unkept || x.status.state == process_state::stopping)
    return;
  auto number = std::atoi(port.c_str());
  auto holder = number > 0 && number < 65'536
                    ? holder_of(l.console.trade().busy_address(),
                                static_cast<uint16_t>(number))
                    : port_holder{};
  l.bot.trouble = "its API port " + port + " is in use by " + holder.name()
                  + ", so it hangs and never trades";
  x.status.error = l.bot.trouble;
  apply(x, process_event::hung);
  spdlog::error("supervisor: [{}] {}", spec.id.strategy, l.bot.trouble);
  if (l.reload.running)
    finish_reload(x, reload_state::failed, l.bot.trouble);
  // Started again it would hang again; given up, people look.
  if (spec.restart.mode != restart_mode::off)
    begin_stop(x, std::string{busy_port_reason} + ":supervisor");
}

/// When on_time has to look at it; -1 = not without news.
int64_t supervision::health_due(const entry& x) const {
  auto& l = *x.live;
  int64_t y = -1;
  auto consider = [&](int64_t due) {
    if (due >= 0 && (y < 0 || due < y))
      y = due;
  };
  auto patience = patience_of(l.record.spec);
  if (patience > 0 && x.status.state == process_state::ready)
    consider(l.bot.life.due(patience));
  if (l.bot.client)
    consider(l.bot.client->due());
  if (l.reload.running)
    consider(l.reload.deadline);
  return y;
}

} // namespace ftm
