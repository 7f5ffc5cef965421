#include "actors/orchestrator/trade_worker.hpp"

#include "actors/orchestrator/commands.hpp"
#include "shared/config/bot_config.hpp"
#include "shared/config/values.hpp"

namespace ftm {

bool is_suspended(const process_status& x) {
  return x.state == process_state::running && !x.worker_state.empty();
}

std::string initial_state(const process_spec& trade) {
  std::string error;
  auto config = config::command_config(trade.command, trade.folder,
                                       trade.environment, error);
  if (!config)
    return {};
  auto i = config->find("initial_state");
  if (i == config->end() || !i->is_string() || i->get<std::string>().empty())
    return "stopped";
  return config::lower(i->get<std::string>());
}

process_spec trade_spec(const config::strategy_settings& x,
                        std::chrono::year_month_day today,
                        const std::string& worker_state) {
  auto y = spec_of(x, process_kind::trade, today);
  if (!worker_state.empty() && initial_state(y) != worker_state)
    y.environment["FREQTRADE__INITIAL_STATE"] = worker_state;
  return y;
}

std::string why_no_reload(const process_status& x, const process_spec& trade) {
  if (is_suspended(x) || x.worker_state == "paused")
    return "it is " + x.worker_state + ", and a reload would end that";
  auto state = initial_state(trade);
  if (state != "running" && !state.empty())
    return "initial_state of its config is " + state
           + ", so that a reload would end its trading";
  return {};
}

bool may_have_new_params(const process_status& x, const run_memory& run) {
  return !x.loaded_at || x.loaded_at != run.loaded_before;
}

} // namespace ftm
