#include "shared/config/settings.hpp"

#include <algorithm>
#include <csignal>
#include <iterator>

namespace ftm::config {

namespace {

/// How each kind is stopped: SIGINT to main, which freqtrade ends cleanly on,
/// then SIGTERM to its group, for the workers, then SIGKILL to the tree; with
/// the waits after the first two. A bot may have open orders to look after.
constexpr struct {
  process_kind kind;
  int interrupt_ms, terminate_ms;
} ladders[] = {{process_kind::trade, 60'000, 5'000},
               {process_kind::download_data, 10'000, 5'000},
               {process_kind::backtest, 10'000, 5'000},
               {process_kind::hyperopt, 20'000, 10'000},
               {process_kind::hyperopt_show, 10'000, 5'000}};

} // namespace

const strategy_settings* settings::find(const std::string& name) const {
  auto i = std::find_if(strategies.begin(), strategies.end(),
                        [&](auto& x) { return x.name == name; });
  return i == strategies.end() ? nullptr : &*i;
}

std::vector<stop_step> stop_ladder(const strategy_settings& x,
                                   process_kind kind) {
  if (auto i = x.stop.find(kind); i != x.stop.end())
    return i->second;
  auto i = std::find_if(std::begin(ladders), std::end(ladders),
                        [&](auto& row) { return row.kind == kind; });
  if (i == std::end(ladders)) // a kind that only a newer peer knows
    i = std::begin(ladders);
  return {{SIGINT, stop_target::main, milliseconds{i->interrupt_ms}},
          {SIGTERM, stop_target::group, milliseconds{i->terminate_ms}},
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
