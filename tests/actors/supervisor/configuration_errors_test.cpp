#include "actors/supervisor/configuration_errors.hpp"

#include "actors/supervisor/console_scanner.hpp"
#include "shared/util/file.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

/// What a recorded console of freqtrade says.
console_findings recorded(const std::string& name) {
  auto text = read_file(std::string{FTM_FIXTURES} + "/console/" + name);
  EXPECT_TRUE(text) << name;
  console_scanner y;
  y.feed(text.value_or(""));
  return y.findings();
}

TEST(configuration_errors, are_known_in_what_freqtrade_printed) {
  for (auto name : {"err_bad_json_config.txt", "err_invalid_config_value.txt",
                    "err_missing_config.txt", "err_no_strategy.txt",
                    "err_unknown_option.txt", "err_unknown_pair.txt",
                    "err_wrong_strategy_trade.txt",
                    "err_wrong_strategy_trade_2024.9.txt"}) {
    auto x = recorded(name);
    EXPECT_TRUE(x.configuration_error) << name << ": " << x.error;
    EXPECT_FALSE(x.ready) << name;
  }
}

TEST(configuration_errors, are_told_by_the_sentence_that_helps) {
  EXPECT_EQ(recorded("err_bad_json_config.txt").error,
            "Parse error at offset 29: Invalid value.");
  EXPECT_EQ(recorded("err_missing_config.txt").error,
            "Config file \"nope.json\" not found! Please create a config file "
            "or check whether it exists.");
  EXPECT_TRUE(recorded("err_invalid_config_value.txt")
                  .error.starts_with("jsonschema.exceptions.ValidationError"));
}

TEST(configuration_errors, know_those_of_exchanges_and_newer_versions) {
  for (auto x : {
           "Configuration error: Stoploss needs to be set",
           "Exchange \"nope\" is not known to the ccxt library and therefore "
           "not available for the bot.",
           "Exchange \"bad\" will not work with Freqtrade. Reason: missing.",
           "Exchange Foo is not supported",
           "DOGE is not available as stake on Binance. Available currencies "
           "are: BTC",
           "Could not get balance due to AuthenticationError. Message: binance "
           "requires \"apiKey\" credential",
           "freqtrade.exceptions.OperationalException: Impossible to load "
           "Strategy 'X'. This class does not exist or contains Python code "
           "errors.",
           "freqtrade trade: error: argument -c/--config: expected one "
           "argument",
       })
    EXPECT_TRUE(is_configuration_error(x)) << x;
}

TEST(configuration_errors, are_none_that_may_pass_by_themselves) {
  for (auto x : {
           "Could not load markets, therefore cannot start. Please investigate "
           "the above error for more details.",
           "freqtrade.exceptions.TemporaryError: Could not get balance due to "
           "NetworkError. Message: binance GET https://api.binance.com",
           "freqtrade.exceptions.DDosProtection: Could not fetch ticker",
           "ccxt.base.errors.RequestTimeout: binance GET /api/v3/exchangeInfo",
           "ccxt.base.errors.ExchangeNotAvailable: binance 503",
           "requests.exceptions.ConnectionError: HTTPSConnectionPool",
           "[Errno 98] error while attempting to bind on address "
           "('127.0.0.1', 18080): address already in use",
           "sqlite3.OperationalError: database is locked",
           "Fatal exception!",
           "MemoryError: ",
           "",
       })
    EXPECT_FALSE(is_configuration_error(x)) << x;
}

TEST(configuration_errors, the_last_error_counts) {
  console_scanner x;
  x.feed("t - freqtrade - ERROR - No strategy set. Please use `--strategy`\n");
  EXPECT_TRUE(x.findings().configuration_error);
  x.feed("t - freqtrade - ERROR - Could not load markets.\n");
  EXPECT_FALSE(x.findings().configuration_error);
}

} // namespace
} // namespace ftm
