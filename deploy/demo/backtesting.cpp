#include "deploy/demo/interrupts.hpp"
#include "deploy/demo/misbehaviour.hpp"
#include "deploy/demo/report.hpp"
#include "deploy/demo/session.hpp"

#include <fstream>

namespace ftm::sim {

namespace {

void dump(const std::filesystem::path& file, const json& x) {
  info("freqtrade.misc", "dumping json to \"" + file.string() + "\"");
  std::ofstream{file} << x.dump(-1, ' ', true);
}

void save(const session& s, const json& results) {
  auto folder = s.in_user_data("backtest_results");
  std::error_code e;
  std::filesystem::create_directories(folder, e);
  auto name = "backtest-result-" + file_stamp();
  auto strategy = results.value("strategy_name", std::string{});
  dump(folder / (name + ".meta.json"),
       {{strategy, {{"backtest_start_time", now_ms() / 1000}}}});
  dump(folder / (name + ".json"), {{"strategy", {{strategy, results}}},
                                   {"strategy_comparison", json::array()}});
  dump(folder / ".last_result.json", {{"latest_backtest", name + ".json"}});
}

} // namespace

int backtesting(session& s) {
  load_config(s);
  info("freqtrade.commands.optimize_commands",
       "Starting freqtrade in Backtesting mode");
  log_exchange();
  auto strat = load_strategy(s);
  parse_timerange(s.args.get("timerange", "-"));
  auto m = load_market(s, strat);
  constexpr auto logger = "freqtrade.optimize.backtesting";
  info(logger, "Dataload complete. Calculating indicators");
  info(logger, "Running backtesting for Strategy " + strat.name);
  log_parameters(strat);
  misbehave(s.sim);
  auto facts = facts_of(s, strat);
  auto trades = run_toy(rules_of(strat), m, facts.max_open_trades, facts.stake);
  auto result = measure(trades, m, s.config.value("dry_run_wallet", 1000.0));
  info(logger, format("Backtesting with data from %s up to %s (%d days).",
                      utc_time(result.from_ms).c_str(),
                      utc_time(result.to_ms).c_str(), result.days));
  pause_ms(s.sim.integer("duration_ms", 200));
  auto x = metrics_json(result, trades, facts, m);
  if (s.args.get("export", "trades") != "none")
    save(s, x);
  print(backtest_report(x) + "\n");
  return 0;
}

} // namespace ftm::sim
