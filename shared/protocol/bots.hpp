#pragma once

#include "shared/protocol/processes.hpp"

namespace ftm {

/// FACT of the supervisor, one for each bot whose config turns its REST on and
/// that runs. What the REST has not told is absent.
struct bot_status {
  process_id id;
  std::string launch;
  std::string state;   ///< freqtrade's: running, stopped, …; "" = not known
  std::string version; ///< of freqtrade
  std::string error;   ///< why its REST does not tell; "" = it does
  std::optional<timestamp> last_process; ///< when its loop ran last
  std::optional<uint32_t> open_trades, max_open_trades, closed_trades;
  std::string stake_currency;
  std::optional<real> profit_closed, profit_all; ///< in stake currency
  std::optional<real> profit_closed_pct, profit_all_pct;
  std::optional<real> balance; ///< all of it, in stake currency
  bool operator==(const bot_status&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, bot_status& x) {
  return f(caf::meta::type_name("ftm::bot_status"), x.id, x.launch, x.state,
           x.version, x.error, x.last_process, x.open_trades, x.max_open_trades,
           x.closed_trades, x.stake_currency, x.profit_closed, x.profit_all,
           x.profit_closed_pct, x.profit_all_pct, x.balance);
}

} // namespace ftm
