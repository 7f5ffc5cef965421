#include "shared/config/settings.hpp"

#include <algorithm>
#include <csignal>

namespace ftm::config {

const strategy_settings* settings::find(const std::string& name) const {
  auto i = std::find_if(strategies.begin(), strategies.end(),
                        [&](auto& x) { return x.name == name; });
  return i == strategies.end() ? nullptr : &*i;
}

std::vector<stop_step> stop_ladder(const strategy_settings& x,
                                   process_kind kind) {
  if (auto i = x.stop.find(kind); i != x.stop.end())
    return i->second;
  // SIGINT is what freqtrade ends cleanly on; its workers need the group.
  milliseconds patience{10'000};
  milliseconds group{5'000};
  if (kind == process_kind::trade) {
    patience = milliseconds{60'000}; // open orders
  } else if (kind == process_kind::hyperopt) {
    patience = milliseconds{20'000};
    group = milliseconds{10'000};
  }
  return {{SIGINT, stop_target::main, patience},
          {SIGTERM, stop_target::group, group},
          {SIGKILL, stop_target::tree, milliseconds{0}}};
}

process_priority priority(const strategy_settings& x, process_kind kind) {
  if (auto i = x.priorities.find(kind); i != x.priorities.end())
    return i->second;
  if (kind == process_kind::hyperopt || kind == process_kind::backtest)
    return {10, 2, 7, 500};
  return {};
}

} // namespace ftm::config
