#include "deploy/demo/interrupts.hpp"
#include "deploy/demo/misbehaviour.hpp"
#include "deploy/demo/session.hpp"

#include <algorithm>
#include <unistd.h>

namespace ftm::sim {

namespace {

constexpr auto rpc = "freqtrade.rpc.rpc_manager";
constexpr auto worker = "freqtrade.worker";

void send(const std::string& text) {
  info(rpc, "Sending rpc message: " + text);
}

void announce(const session& s, const strategy& strat) {
  send("{'type': status, 'status': 'running'}");
  info(worker, "Changing state to: RUNNING");
  auto currency = s.config.value("stake_currency", std::string{"USDT"});
  if (s.config.value("dry_run", false))
    send("{'type': warning, 'status': 'Dry run is enabled. All trades are "
         "simulated.'}");
  send("{'type': startup, 'status': \"*Exchange:* `binance`\\n*Stake per "
       "trade:* `"
       + py_repr(s.config.value("stake_amount", json(100))) + " " + currency
       + "`\\n*Minimum ROI:* `" + py_repr(strat.minimal_roi)
       + "`\\n*Stoploss:* `" + py_repr(strat.stoploss)
       + "`\\n*Position adjustment:* `Off`\\n*Timeframe:* `" + strat.timeframe
       + "`\\n*Strategy:* `" + strat.name + "`\"}");
  send("{'type': startup, 'status': \"Searching for " + currency
       + " pairs to buy and sell based on [{'StaticPairList': "
         "'StaticPairList'}]\"}");
}

/// Heartbeats until a signal, or until the settings say crash.
void live(const session& s) {
  auto end = s.sim.has("exit_after_ms")
                 ? now_ms() + s.sim.integer("exit_after_ms", 0)
                 : INT64_MAX;
  auto beat = now_ms() + s.sim.integer("first_heartbeat_ms", 5000);
  for (;;) {
    pause_ms(std::max<std::int64_t>(1, std::min(beat, end) - now_ms()));
    if (now_ms() >= end)
      crash(s.sim);
    if (now_ms() < beat)
      continue;
    info(worker, format("Bot heartbeat. PID=%d, version='%s', state='RUNNING'",
                        static_cast<int>(::getpid()), version.data()));
    beat += s.sim.integer("heartbeat_ms", 60'000);
  }
}

void run(session& s) {
  load_config(s);
  auto strat = load_strategy(s);
  log_exchange();
  misbehave(s.sim);
  pause_ms(s.sim.integer("startup_ms", 200));
  info("freqtrade.wallets", "Wallets synced.");
  info("freqtrade.resolvers.iresolver",
       "Using resolved pairlist StaticPairList from "
       "'/opt/freqtrade/freqtrade/plugins/pairlist/StaticPairList.py'...");
  auto pairs = s.pairs();
  info("freqtrade.plugins.pairlistmanager",
       format("Whitelist with %zu pairs: ", pairs.size())
           + py_repr(json(pairs)));
  log_parameters(strat);
  info("freqtrade.plugins.protectionmanager",
       "No protection Handlers defined.");
  if (!s.sim.flag("never_ready"))
    announce(s, strat);
  else
    for (;;)
      pause_ms(3'600'000);
  live(s);
}

} // namespace

int trade(session& s) {
  constexpr auto commands = "freqtrade.commands.trade_commands";
  watch_sigterm();
  info(worker, "Starting worker " + std::string{version});
  try {
    run(s);
  } catch (const operational_error& e) {
    log(commands, "ERROR", e.text);
    log(commands, "ERROR", "Fatal exception!");
    log_traceback("commands/trade_commands.py\", line 24, in start_trading",
                  "freqtrade.exceptions.OperationalException: " + e.text);
    // freqtrade 2023.x: 0, whatever went wrong.
    return 0;
  } catch (keyboard_interrupt) {
    info(commands, "SIGINT received, aborting ...");
    info(commands, "worker found ... calling exit");
    send("{'type': status, 'status': 'process died'}");
    info("freqtrade.freqtradebot", "Cleaning up modules ...");
    pause_deaf_ms(s.sim.integer("slow_stop_ms", 300));
    info(rpc, "Cleaning up rpc modules ...");
  }
  return 0;
}

} // namespace ftm::sim
