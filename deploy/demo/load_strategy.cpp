#include "deploy/demo/interrupts.hpp"
#include "deploy/demo/session.hpp"

#include <fstream>
#include <sstream>

namespace ftm::sim {

namespace {

constexpr auto resolver = "freqtrade.resolvers.strategy_resolver";

void log_overrides(session& s, strategy& strat) {
  if (auto i = s.args.get("timeframe"); !i.empty())
    s.config["timeframe"] = i;
  for (auto key :
       {"timeframe", "stake_currency", "stake_amount", "max_open_trades"}) {
    if (!s.config.contains(key))
      continue;
    auto& x = s.config[key];
    info(resolver,
         format("Override strategy '%s' with value in config file: ", key)
             + (x.is_string() ? x.get<std::string>() : py_repr(x)) + ".");
  }
  strat.timeframe = s.config.value("timeframe", strat.timeframe);
}

void log_strategy(const session& s, const strategy& strat) {
  auto use = [](const std::string& key, const std::string& value) {
    info(resolver, "Strategy using " + key + ": " + value);
  };
  use("minimal_roi", py_repr(strat.minimal_roi));
  use("timeframe", strat.timeframe);
  use("stoploss", py_repr(strat.stoploss));
  use("trailing_stop", py_repr(strat.trailing["trailing_stop"]));
  use("trailing_stop_positive_offset",
      py_repr(strat.trailing["trailing_stop_positive_offset"]));
  use("trailing_only_offset_is_reached",
      py_repr(strat.trailing["trailing_only_offset_is_reached"]));
  use("use_custom_stoploss", "False");
  use("process_only_new_candles", "True");
  use("stake_currency", s.config.value("stake_currency", "USDT"));
  use("stake_amount", py_repr(s.config.value("stake_amount", json(100))));
  use("protections", "[]");
  use("startup_candle_count", std::to_string(strat.startup_candles));
  use("use_exit_signal", "True");
  use("exit_profit_only", "False");
  use("ignore_roi_if_entry_signal", "False");
  use("exit_profit_offset", "0.0");
  use("max_open_trades", py_repr(s.config.value("max_open_trades", json(3))));
}

} // namespace

bool searches_recursively(const session& s) {
  return s.args.has("recursive-strategy-search")
         || s.config.value("recursive_strategy_search", false);
}

strategy load_strategy(session& s) {
  auto name = s.args.get("strategy", s.config.value("strategy", std::string{}));
  if (name.empty())
    throw operational_error{"No strategy set. Please use `--strategy` to "
                            "specify the strategy class to use."};
  auto folder =
      s.args.get("strategy-path", s.in_user_data("strategies").string());
  auto found = find_strategy(folder, name, searches_recursively(s));
  if (!found)
    throw operational_error{"Impossible to load Strategy '" + name
                            + "'. This class does not exist or contains "
                              "Python code errors."};
  info("freqtrade.resolvers.iresolver", "Using resolved strategy " + name
                                            + " from '" + found->file.string()
                                            + "'...");
  std::ifstream in{found->params_file()};
  if (in) {
    std::ostringstream text;
    text << in.rdbuf();
    info("freqtrade.strategy.hyper",
         "Loading parameters from file " + found->params_file().string());
    auto params = json::parse(text.str(), nullptr, false);
    if (params.is_discarded())
      warning("freqtrade.strategy.hyper", "Invalid parameter file format.");
    else
      apply_params(*found, params);
  } else {
    info("freqtrade.strategy.hyper", "Found no parameter file.");
  }
  log_overrides(s, *found);
  log_strategy(s, *found);
  info("freqtrade.configuration.config_validation",
       "Validating configuration ...");
  return *found;
}

void log_parameters(const strategy& s) {
  constexpr auto hyper = "freqtrade.strategy.hyper";
  for (std::string_view space : {"buy", "sell", "protection"}) {
    auto values = s.values_of(space);
    if (!s.has_params_file || values.empty())
      info(hyper, "No params for " + std::string{space}
                      + " found, using default values.");
    for (auto& [k, v] : values.items())
      info(hyper, std::string{"Strategy Parameter"}
                      + (s.has_params_file ? "" : "(default)") + ": " + k
                      + " = "
                      + (v.is_string() ? v.get<std::string>() : py_repr(v)));
  }
}

run_facts facts_of(const session& s, const strategy& strat) {
  run_facts f;
  f.strat = strat;
  f.spaces =
      expand_spaces(s.args.has("spaces") ? s.args.all("spaces")
                                         : std::vector<std::string>{"default"});
  f.timerange = s.args.get("timerange");
  f.timeframe_detail = s.args.get("timeframe-detail");
  f.stake_currency = s.config.value("stake_currency", "USDT");
  auto stake = s.config.value("stake_amount", json(100));
  f.stake = stake.is_number() ? stake.get<double>() : 100;
  f.max_open_trades = s.config.value("max_open_trades", 3);
  if (s.args.has("max-open-trades"))
    f.max_open_trades = std::atoi(s.args.get("max-open-trades").c_str());
  if (f.max_open_trades < 0)
    f.max_open_trades = 1000;
  return f;
}

} // namespace ftm::sim
