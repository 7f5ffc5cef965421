#include "deploy/demo/worker.hpp"

#include "deploy/demo/interrupts.hpp"
#include "deploy/demo/misbehaviour.hpp"

#include <algorithm>
#include <unistd.h>

namespace ftm::sim {

namespace {

constexpr auto rpc = "freqtrade.rpc.rpc_manager";
constexpr auto logger = "freqtrade.worker";

void send(const std::string& text) {
  info(rpc, "Sending rpc message: " + text);
}

} // namespace

void worker::stand_still() {
  for (;;)
    pause_ms(3'600'000);
}

/// What a start and a reload have in common, from the config on.
void worker::start_up() {
  auto& s = session_;
  info("freqtrade.wallets", "Wallets synced.");
  info("freqtrade.resolvers.iresolver",
       "Using resolved pairlist StaticPairList from "
       "'/opt/freqtrade/freqtrade/plugins/pairlist/StaticPairList.py'...");
  auto told = s.sim.text("rest_version");
  bot_.learn({s.config, strategy_, told.empty() ? std::string{version} : told,
              s.seed()});
  // 2023.x: the main thread waits for a server that never comes.
  if (!server_.start(s))
    stand_still();
  auto pairs = s.pairs();
  info("freqtrade.plugins.pairlistmanager",
       format("Whitelist with %zu pairs: ", pairs.size())
           + py_repr(json(pairs)));
  log_parameters(strategy_);
  info("freqtrade.plugins.protectionmanager",
       "No protection Handlers defined.");
}

void worker::announce() {
  auto& s = session_;
  auto currency = s.config.value("stake_currency", std::string{"USDT"});
  if (s.config.value("dry_run", false))
    send("{'type': warning, 'status': 'Dry run is enabled. All trades are "
         "simulated.'}");
  send("{'type': startup, 'status': \"*Exchange:* `binance`\\n*Stake per "
       "trade:* `"
       + py_repr(s.config.value("stake_amount", json(100))) + " " + currency
       + "`\\n*Minimum ROI:* `" + py_repr(strategy_.minimal_roi)
       + "`\\n*Stoploss:* `" + py_repr(strategy_.stoploss)
       + "`\\n*Position adjustment:* `Off`\\n*Timeframe:* `"
       + strategy_.timeframe + "`\\n*Strategy:* `" + strategy_.name + "`\"}");
  send("{'type': startup, 'status': \"Searching for " + currency
       + " pairs to buy and sell based on [{'StaticPairList': "
         "'StaticPairList'}]\"}");
}

void worker::beat(bot_state x) {
  info(logger, format("Bot heartbeat. PID=%d, version='%s', state='%s'",
                      static_cast<int>(::getpid()), bot_.version().c_str(),
                      shouted(x).c_str()));
}

/// The loop has noticed that the REST wants another state.
void worker::take_state() {
  auto state = bot_.state();
  if (state == last_)
    return;
  send("{'type': status, 'status': '" + spoken(state) + "'}");
  info(logger,
       "Changing state from " + shouted(last_) + " to: " + shouted(state));
  last_ = state;
  if (state == bot_state::running)
    announce();
  if (state == bot_state::reload_config)
    reload();
}

void worker::reload() {
  auto& s = session_;
  beat(bot_state::reload_config);
  info("freqtrade.freqtradebot", "Cleaning up modules ...");
  info(rpc, "Cleaning up rpc modules ...");
  server_.stop();
  if (s.sim.flag("reload_hang"))
    stand_still();
  pause_ms(s.sim.integer("reload_ms", 200));
  s.config = json::object();
  load_config(s);
  if (s.sim.flag("reload_fails"))
    throw operational_error{"ftm-freqtrade-sim was told to fail its reload."};
  auto fresh = load_strategy(s);
  if (!s.sim.flag("reload_keeps_params"))
    strategy_ = std::move(fresh);
  log_exchange();
  start_up();
  send("{'type': status, 'status': 'config reloaded'}");
  last_ = initial_state();
  come_up("Changing state from RELOAD_CONFIG to: ");
}

/// freqtrade takes none for "stopped".
bot_state worker::initial_state() const {
  return session_.config.value("initial_state", std::string{}) == "running"
             ? bot_state::running
             : bot_state::stopped;
}

void worker::come_up(const std::string& change) {
  bot_.set_state(last_);
  info(logger, change + shouted(last_));
  if (last_ == bot_state::running)
    announce();
}

/// Until a signal, or until the settings say crash.
void worker::live() {
  auto& sim = session_.sim;
  auto begin = now_ms();
  auto at = [&](const char* key) {
    return sim.has(key) ? begin + sim.integer(key, 0) : INT64_MAX;
  };
  auto end = at("exit_after_ms");
  auto hang = at("hang_after_ms");
  // Without a REST nobody asks for anything between two heartbeats.
  auto asked = session_.config.value("api_server", json::object())
                   .value("enabled", false);
  auto throttle = sim.integer("throttle_ms", asked ? 1000 : 3'600'000);
  auto interval = sim.integer(
      "heartbeat_ms", 1000
                          * session_.config.value("internals", json::object())
                                .value("heartbeat_interval", 60));
  auto next = interval > 0 ? begin + sim.integer("first_heartbeat_ms", 5000)
                           : INT64_MAX;
  for (;;) {
    take_state();
    if (last_ == bot_state::running)
      bot_.process();
    auto now = now_ms();
    if (now >= end)
      crash(sim);
    if (now >= hang) {
      hang = INT64_MAX;
      if (!sim.has("hang_for_ms"))
        stand_still();
      pause_ms(sim.integer("hang_for_ms", 0));
      continue;
    }
    if (now >= next) {
      beat(last_);
      next = std::max(next, now - interval) + interval;
    }
    auto wake = std::min({next, end, hang, now + throttle});
    pause_ms(std::max<std::int64_t>(1, wake - now));
  }
}

void worker::run() {
  auto& s = session_;
  load_config(s);
  strategy_ = load_strategy(s);
  log_exchange();
  misbehave(s.sim);
  if (s.sim.flag("mute_console"))
    silence();
  pause_ms(s.sim.integer("startup_ms", 200));
  start_up();
  if (s.sim.flag("never_ready"))
    stand_still();
  last_ = initial_state();
  send("{'type': status, 'status': '" + spoken(last_) + "'}");
  come_up("Changing state to: ");
  live();
}

} // namespace ftm::sim
