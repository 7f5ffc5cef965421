#include "deploy/demo/bot.hpp"

#include "deploy/demo/market.hpp"

#include <algorithm>
#include <cmath>

namespace ftm::sim {

namespace {

constexpr double seconds_per_trade = 20;

} // namespace

std::string shouted(bot_state x) {
  return x == bot_state::stopped   ? "STOPPED"
         : x == bot_state::running ? "RUNNING"
                                   : "RELOAD_CONFIG";
}

std::string spoken(bot_state x) {
  return x == bot_state::stopped   ? "stopped"
         : x == bot_state::running ? "running"
                                   : "reload_config";
}

void bot::learn(facts x) {
  std::lock_guard guard{mutex_};
  facts_ = std::move(x);
  startup_ = now_ms();
}

bot_state bot::state() const {
  std::lock_guard guard{mutex_};
  return state_;
}

void bot::set_state(bot_state x) {
  std::lock_guard guard{mutex_};
  state_ = x;
}

void bot::process() {
  std::lock_guard guard{mutex_};
  last_process_ = now_ms();
}

std::string bot::version() const {
  std::lock_guard guard{mutex_};
  return facts_.version;
}

/// 2023.2 writes "+00:00", 2024.9 "Z".
std::string bot::time(std::int64_t ms) const {
  auto y = utc_time(ms);
  y[10] = 'T';
  if (ms % 1000 != 0)
    y += format(".%03d000", static_cast<int>(ms % 1000));
  return y + (facts_.version < "2024" ? "+00:00" : "Z");
}

/// A trade ends every so many seconds, well or badly by the seed; what is open
/// swings.
bot::figures bot::figures_now() const {
  figures y;
  auto& c = facts_.config;
  y.most = c.value("max_open_trades", 3);
  y.wallet = c.value("dry_run_wallet", 1000.0);
  auto stake = c.value("stake_amount", json(100));
  y.stake = stake.is_number() ? stake.get<double>() : 100;
  auto age = static_cast<double>(now_ms() - started_) / 1000;
  y.closed = static_cast<int>(age / seconds_per_trade);
  for (int i = 0; i < y.closed; ++i) {
    auto gain =
        unit(mix(facts_.seed, static_cast<std::uint64_t>(i))) * 0.05 - 0.02;
    y.wins += gain > 0;
    y.closed_abs += y.stake * gain;
  }
  auto slots = std::clamp(y.most, 1, 10);
  y.open = static_cast<int>(age / 7) % (slots + 1);
  y.open_abs = y.open * y.stake * 0.01 * std::sin(age / 11);
  return y;
}

json bot::show_config() const {
  std::lock_guard guard{mutex_};
  auto& c = facts_.config;
  auto& s = facts_.strat;
  return {{"version", facts_.version},
          {"strategy_version", nullptr},
          {"api_version", 2.24},
          {"dry_run", c.value("dry_run", false)},
          {"trading_mode", "spot"},
          {"short_allowed", false},
          {"stake_currency", c.value("stake_currency", "USDT")},
          {"stake_amount", py_repr(c.value("stake_amount", json(100)))},
          {"available_capital", nullptr},
          {"stake_currency_decimals", 3},
          {"max_open_trades", c.value("max_open_trades", 3.0)},
          {"minimal_roi", s.minimal_roi},
          {"stoploss", s.stoploss},
          {"trailing_stop", s.trailing["trailing_stop"]},
          {"timeframe", s.timeframe},
          {"exchange", c.value("exchange", json::object())
                           .value("name", std::string{"binance"})},
          {"strategy", s.name},
          {"force_entry_enable", c.value("force_entry_enable", false)},
          {"bot_name", c.value("bot_name", std::string{"freqtrade"})},
          {"state", spoken(state_)},
          {"runmode", c.value("dry_run", false) ? "dry_run" : "live"},
          {"position_adjustment_enable", false},
          {"max_entry_position_adjustment", -1}};
}

json bot::health() const {
  std::lock_guard guard{mutex_};
  json y{{"last_process", time(last_process_)},
         {"last_process_ts", last_process_ / 1000}};
  if (facts_.version >= "2024") {
    y["bot_start"] = time(started_);
    y["bot_start_ts"] = started_ / 1000;
    y["bot_startup"] = time(startup_);
    y["bot_startup_ts"] = startup_ / 1000;
  }
  return y;
}

json bot::count() const {
  std::lock_guard guard{mutex_};
  auto f = figures_now();
  return {
      {"current", f.open}, {"max", f.most}, {"total_stake", f.open * f.stake}};
}

json bot::status() const {
  std::lock_guard guard{mutex_};
  auto f = figures_now();
  auto pairs = facts_.config.value("exchange", json::object())
                   .value("pair_whitelist", std::vector<std::string>{"BTC/"
                                                                     "USDT"});
  auto y = json::array();
  for (int i = 0; i < f.open; ++i)
    y.push_back({{"trade_id", f.closed + i + 1},
                 {"pair", pairs[static_cast<std::size_t>(i) % pairs.size()]},
                 {"is_open", true},
                 {"stake_amount", f.stake},
                 {"profit_abs", f.open_abs / f.open},
                 {"profit_ratio", f.open_abs / f.open / f.stake},
                 {"profit_pct", f.open_abs / f.open / f.stake * 100}});
  return y;
}

json bot::profit() const {
  std::lock_guard guard{mutex_};
  auto f = figures_now();
  auto all = f.closed_abs + f.open_abs;
  return {{"profit_closed_coin", f.closed_abs},
          {"profit_closed_percent", f.closed_abs / f.wallet * 100},
          {"profit_closed_ratio", f.closed_abs / f.wallet},
          {"profit_closed_fiat", 0.0},
          {"profit_all_coin", all},
          {"profit_all_percent", all / f.wallet * 100},
          {"profit_all_ratio", all / f.wallet},
          {"profit_all_fiat", 0.0},
          {"trade_count", f.closed + f.open},
          {"closed_trade_count", f.closed},
          {"winning_trades", f.wins},
          {"losing_trades", f.closed - f.wins},
          {"profit_factor", nullptr}};
}

json bot::balance() const {
  std::lock_guard guard{mutex_};
  auto f = figures_now();
  auto currency = facts_.config.value("stake_currency", std::string{"USDT"});
  auto total = f.wallet + f.closed_abs + f.open_abs;
  auto used = f.open * f.stake;
  return {{"currencies", json::array({{{"currency", currency},
                                       {"free", total - used},
                                       {"balance", total},
                                       {"used", used},
                                       {"est_stake", total},
                                       {"stake", currency}}})},
          {"total", total},
          {"symbol", ""},
          {"value", 0.0},
          {"stake", currency},
          {"note", "Simulated balances"},
          {"starting_capital", f.wallet}};
}

} // namespace ftm::sim
