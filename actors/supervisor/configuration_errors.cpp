#include "actors/supervisor/configuration_errors.hpp"

#include <algorithm>
#include <iterator>

namespace ftm {

namespace {

/// A message that holds both parts, the second behind the first.
struct phrase {
  std::string_view begin;
  std::string_view rest = {};
};

constexpr phrase phrases[] = {
    // resolvers/iresolver.py, strategy_resolver.py: 2023.2 and 2024.9, seen.
    {"Impossible to load "},
    {"No strategy set."},
    // strategy_resolver.py, hyper.py.
    {"Invalid parameter file provided."},
    {"must be implemented."},
    // configuration/load_config.py: 2023.2, seen.
    {"Config file \"", "\" not found!"},
    {"Parse error at offset "},
    {"Please verify your configuration file for syntax errors"},
    // configuration_validation.py: the schema's, 2023.2, seen.
    {"ValidationError: "},
    {"Invalid configuration. Reason: "},
    {"is not valid under any of the given schemas"},
    {"Configuration error: "}, // main.py, since 2024.5
    {"ConfigurationError: "},
    // Python's argparse: exit code 2, seen.
    {"freqtrade: error: "},
    {"freqtrade trade: error: "},
    {"Usage of Freqtrade requires a subcommand"},
    // exchange/check_exchange.py and exchange.py.
    {"This command requires a configured exchange."},
    {"Exchange \"", "\" is not known to the ccxt library"},
    {"Exchange \"", "\" will not work with Freqtrade"},
    {"Exchange ", " is not supported"},
    {"Exchange ", " does not support "},
    {"Pair ", " is not available on "}, // 2023.2, seen
    {" is not available as stake on "},
    {"Invalid timeframe '"},
    {"No Pairlist Handlers defined"},
    // ccxt's check_required_credentials, and exchanges' own words.
    {" requires \"apiKey\" credential"},
    {" requires \"secret\" credential"},
    {" requires \"password\" credential"},
    {"Invalid API-key"},
    // persistence/models.py
    {"Given value for db_url: '", "' is no valid database URL"},
};

} // namespace

bool is_configuration_error(std::string_view x) {
  return std::any_of(std::begin(phrases), std::end(phrases), [&](auto& p) {
    auto at = x.find(p.begin);
    return at != std::string_view::npos
           && x.find(p.rest, at + p.begin.size()) != std::string_view::npos;
  });
}

} // namespace ftm
