#include "deploy/demo/interrupts.hpp"
#include "deploy/demo/misbehaviour.hpp"
#include "deploy/demo/worker.hpp"

namespace ftm::sim {

int trade(session& s) {
  constexpr auto commands = "freqtrade.commands.trade_commands";
  watch_sigterm();
  info("freqtrade.worker", "Starting worker " + std::string{version});
  worker bot{s};
  try {
    bot.run();
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
    info("freqtrade.rpc.rpc_manager",
         "Sending rpc message: {'type': status, 'status': 'process died'}");
    info("freqtrade.freqtradebot", "Cleaning up modules ...");
    pause_deaf_ms(s.sim.integer("slow_stop_ms", 300));
    info("freqtrade.rpc.rpc_manager", "Cleaning up rpc modules ...");
  }
  return 0;
}

} // namespace ftm::sim
