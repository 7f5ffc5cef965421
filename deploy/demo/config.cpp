#include "deploy/demo/interrupts.hpp"
#include "deploy/demo/session.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace ftm::sim {

namespace {

constexpr auto configuration = "freqtrade.configuration.configuration";

void merge(json& into, const json& from) {
  for (auto& [k, v] : from.items())
    if (v.is_object() && into.contains(k) && into[k].is_object())
      merge(into[k], v);
    else
      into[k] = v;
}

/// FREQTRADE__SECTION__KEY=value, as text, number or truth value.
void apply_environment(json& into) {
  constexpr std::string_view prefix = "FREQTRADE__";
  for (auto e = environ; *e != nullptr; ++e) {
    std::string_view x{*e};
    auto equals = x.find('=');
    if (!x.starts_with(prefix) || equals == x.npos)
      continue;
    std::string path{x.substr(prefix.size(), equals - prefix.size())};
    for (auto& c : path)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    auto at = &into;
    for (auto end = path.find("__"); end != path.npos; end = path.find("__")) {
      at = &(*at)[path.substr(0, end)];
      path.erase(0, end + 2);
    }
    std::string value{x.substr(equals + 1)};
    auto number = json::parse(value, nullptr, false);
    (*at)[path] =
        number.is_number() || number.is_boolean() ? number : json(value);
  }
}

void log_trade_mode(session& s) {
  if (s.args.has("dry-run")) {
    info(configuration,
         "Parameter --dry-run detected, overriding dry_run to: True ...");
    s.config["dry_run"] = true;
  }
  auto dry = s.config.value("dry_run", false);
  info(configuration,
       std::string{"Runmode set to "} + (dry ? "dry_run." : "live."));
  auto url = s.args.get("db-url");
  if (!url.empty())
    info(configuration, "Parameter --db-url detected ...");
  if (dry)
    info(configuration, "Dry run is enabled");
  else
    info(configuration, "Dry run is disabled");
  if (url.empty())
    url = s.config.value("db_url", dry ? "sqlite:///tradesv3.dryrun.sqlite"
                                       : "sqlite:///tradesv3.sqlite");
  info(configuration, "Using DB: \"" + url + "\"");
}

void log_hyperopt_options(const session& s) {
  auto& a = s.args;
  if (a.has("disable-param-export"))
    info(configuration, "Parameter --disableparamexport detected: True ...");
  auto detail = a.get("timeframe-detail");
  if (!detail.empty())
    info(configuration, "Parameter --timeframe-detail detected, using " + detail
                            + " for intra-candle backtesting ...");
  info(configuration, "Parameter --epochs detected ... Will run Hyperopt with "
                      "for "
                          + a.get("epochs", "100") + " epochs ...");
  json spaces = a.has("spaces") ? json(a.all("spaces")) : json{"default"};
  info(configuration, "Parameter -s/--spaces detected: " + py_repr(spaces));
  if (a.has("print-all"))
    info(configuration, "Parameter --print-all detected ...");
  if (a.has("no-color"))
    info(configuration, "Parameter --no-color detected ...");
  if (a.has("print-json"))
    info(configuration, "Parameter --print-json detected ...");
  info(configuration,
       "Parameter -j/--job-workers detected: " + a.get("job-workers", "-1"));
  info(configuration,
       "Parameter --min-trades detected: " + a.get("min-trades", "1"));
  if (a.has("hyperoptloss"))
    info(configuration,
         "Using Hyperopt loss class name: " + a.get("hyperoptloss"));
}

void log_show_options(const session& s) {
  auto& a = s.args;
  if (a.has("disable-param-export"))
    info(configuration, "Parameter --disableparamexport detected: True ...");
  if (a.has("hyperopt-filename"))
    info(configuration, "Using hyperopt file: " + a.get("hyperopt-filename"));
  if (a.has("index"))
    info(configuration, "Parameter -n/--index detected: " + a.get("index"));
  if (a.has("best"))
    info(configuration, "Parameter --best detected: True");
  if (a.has("profitable"))
    info(configuration, "Parameter --profitable detected: True");
  if (a.has("no-header"))
    info(configuration, "Parameter --no-header detected: True");
}

} // namespace

json parse_config(const std::string& text) {
  // freqtrade's rapidjson takes comments and trailing commas; so do we.
  std::string clean;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (quoted) {
      clean += c;
      if (c == '\\' && i + 1 < text.size())
        clean += text[++i];
      else if (c == '"')
        quoted = false;
    } else if (text.compare(i, 2, "//") == 0) {
      i = std::min(text.find('\n', i), text.size()) - 1;
    } else if (text.compare(i, 2, "/*") == 0) {
      auto end = text.find("*/", i + 2);
      i = end == text.npos ? text.size() : end + 1;
    } else {
      if (c == '}' || c == ']') {
        auto last = clean.find_last_not_of(" \t\r\n");
        if (last != clean.npos && clean[last] == ',')
          clean.erase(last, 1);
      }
      quoted = c == '"';
      clean += c;
    }
  }
  return json::parse(clean);
}

std::filesystem::path session::in_user_data(const std::string& name) const {
  return std::filesystem::path{user_data} / name;
}

std::vector<std::string> session::pairs() const {
  auto given = args.all("pairs");
  if (!given.empty())
    return given;
  auto exchange = config.value("exchange", json::object());
  return exchange.value("pair_whitelist", std::vector<std::string>{});
}

std::uint64_t session::seed() const {
  return static_cast<std::uint64_t>(sim.integer("seed", 42));
}

void load_config(session& s) {
  auto files = s.args.all("config");
  if (files.empty())
    files.push_back(std::filesystem::exists("user_data/config.json")
                        ? "user_data/config.json"
                        : "config.json");
  for (auto& file : files) {
    info("freqtrade.configuration.load_config",
         "Using config: " + file + " ...");
    std::ifstream in{file};
    if (!in)
      throw operational_error{
          "Config file \"" + file
          + "\" not found! Please create a config file or check whether it "
            "exists."};
    std::ostringstream text;
    text << in.rdbuf();
    try {
      merge(s.config, parse_config(text.str()));
    } catch (const json::parse_error& e) {
      throw operational_error{
          format("Parse error at offset %zu: Invalid value.\nPlease verify "
                 "the following segment of your configuration:\n",
                 e.byte)
          + text.str().substr(0, e.byte)};
    }
  }
  apply_environment(s.config);
  auto& sub = s.args.subcommand;
  info("freqtrade.loggers", "Verbosity set to 0");
  if (sub == "trade")
    log_trade_mode(s);
  if (s.config.value("force_entry_enable", false))
    warning(configuration, "`force_entry_enable` RPC message enabled.");
  if (sub == "backtesting" || sub == "hyperopt" || sub == "trade")
    info(configuration,
         "Using max_open_trades: "
             + py_repr(s.config.value("max_open_trades", json(3))) + " ...");
  auto timerange = s.args.get("timerange");
  if (!timerange.empty())
    info(configuration,
         "Parameter --timerange detected: " + timerange + " ...");
  s.user_data = s.args.get(
      "user-data-dir",
      s.config.value("user_data_dir",
                     (std::filesystem::current_path() / "user_data").string()));
  if (!std::filesystem::is_directory(s.user_data))
    throw operational_error{
        "Directory `" + s.user_data
        + "` does not exist. Please use `freqtrade create-userdir` to create a "
          "user directory"};
  info(configuration, "Using user-data directory: " + s.user_data + " ...");
  auto exchange = s.config.value("exchange", json::object())
                      .value("name", std::string{"binance"});
  s.data_dir =
      s.args.get("datadir", s.in_user_data("data/" + exchange).string());
  std::error_code e;
  std::filesystem::create_directories(s.data_dir, e);
  info(configuration, "Using data directory: " + s.data_dir + " ...");
  if (sub == "hyperopt")
    log_hyperopt_options(s);
  if (sub == "hyperopt-show" || sub == "hyperopt-list")
    log_show_options(s);
  if (sub == "download-data" && s.args.has("timeframes"))
    info(configuration,
         "timeframes --timeframes: " + py_repr(json(s.args.all("timeframes"))));
  if (s.args.has("days"))
    info(configuration, "Detected --days: " + s.args.get("days"));
  if (!timerange.empty() && sub != "download-data")
    info(configuration, "Filter trades by timerange: " + timerange);
  constexpr auto check = "freqtrade.exchange.check_exchange";
  info(check, "Checking exchange...");
  info(check, "Exchange \"" + exchange
                  + "\" is officially supported by the Freqtrade development "
                    "team.");
  info(configuration, s.args.has("pairs")
                          ? "Using pairs " + py_repr(json(s.pairs()))
                          : "Using pairlist from configuration.");
  if (sub != "trade")
    info("freqtrade.configuration.config_validation",
         "Validating configuration ...");
}

void log_exchange() {
  constexpr auto exchange = "freqtrade.exchange.exchange";
  info(exchange, "Instance is running with dry_run enabled");
  info(exchange, "Using CCXT 2.8.17");
  info(exchange, "Using Exchange \"Binance\"");
  info("freqtrade.resolvers.exchange_resolver",
       "Using resolved exchange 'Binance'...");
}

} // namespace ftm::sim
