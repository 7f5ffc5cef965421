#include "deploy/demo/arguments.hpp"

namespace ftm::sim {

namespace {

using enum option::arity;
using options = std::vector<option>;

const options common{
    {"-h/--help", "", none, ""},
    {"-v/--verbose", "", none, ""},
    {"--logfile/--log-file", "FILE", one, ""},
    {"-V/--version", "", none, ""},
    {"-c/--config", "PATH", one, ""},
    {"-d/--datadir", "PATH", one, ""},
    {"--userdir/--user-data-dir", "PATH", one, ""},
};

const options strategy{
    {"-s/--strategy", "NAME", one, ""},
    {"--strategy-path", "PATH", one, ""},
    {"--recursive-strategy-search", "", none, ""},
    {"--freqaimodel", "NAME", one, ""},
    {"--freqaimodel-path", "PATH", one, ""},
};

const options optimize{
    {"-i/--timeframe", "TIMEFRAME", one, ""},
    {"--timerange", "TIMERANGE", one, ""},
    {"--data-format-ohlcv", "", one, "json,jsongz,hdf5,feather,parquet"},
    {"--max-open-trades", "INT", one, "int"},
    {"--stake-amount", "STAKE_AMOUNT", one, ""},
    {"--fee", "FLOAT", one, ""},
    {"-p/--pairs", "PAIRS", many, ""},
};

options operator+(options a, const options& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

const options trade = common + strategy
                      + options{{"--db-url", "PATH", one, ""},
                                {"--sd-notify", "", none, ""},
                                {"--dry-run", "", none, ""},
                                {"--dry-run-wallet/--starting-balance",
                                 "DRY_RUN_WALLET", one, ""},
                                {"--fee", "FLOAT", one, ""}};

const options download_data =
    common
    + options{
        {"-p/--pairs", "PAIRS", many, ""},
        {"--pairs-file", "FILE", one, ""},
        {"--days", "INT", one, "positive"},
        {"--new-pairs-days", "INT", one, "positive"},
        {"--include-inactive-pairs", "", none, ""},
        {"--timerange", "TIMERANGE", one, ""},
        {"--dl-trades", "", none, ""},
        {"--exchange", "EXCHANGE", one, ""},
        {"-t/--timeframes", "TIMEFRAMES", many, ""},
        {"--erase", "", none, ""},
        {"--data-format-ohlcv", "", one, "json,jsongz,hdf5,feather,parquet"},
        {"--data-format-trades", "", one, "json,jsongz,hdf5"},
        {"--trading-mode", "", one, "spot,margin,futures"},
        {"--prepend", "", none, ""}};

const options backtesting =
    common + strategy + optimize
    + options{
        {"--eps/--enable-position-stacking", "", none, ""},
        {"--dmmp/--disable-max-market-positions", "", none, ""},
        {"--enable-protections/--enableprotections", "", none, ""},
        {"--dry-run-wallet/--starting-balance", "DRY_RUN_WALLET", one, ""},
        {"--timeframe-detail", "TIMEFRAME_DETAIL", one, ""},
        {"--strategy-list", "STRATEGY_LIST", many, ""},
        {"--export", "", one, "none,trades,signals"},
        {"--export-filename/--backtest-filename", "PATH", one, ""},
        {"--breakdown", "", many, "day,week,month"},
        {"--cache", "", one, "none,day,week,month"},
        {"--freqai-backtest-live-models", "", none, ""}};

const options hyperopt =
    common + strategy + optimize
    + options{
        {"--hyperopt-path", "PATH", one, ""},
        {"--eps/--enable-position-stacking", "", none, ""},
        {"--dmmp/--disable-max-market-positions", "", none, ""},
        {"--enable-protections/--enableprotections", "", none, ""},
        {"--dry-run-wallet/--starting-balance", "DRY_RUN_WALLET", one, ""},
        {"--timeframe-detail", "TIMEFRAME_DETAIL", one, ""},
        {"-e/--epochs", "INT", one, "positive"},
        {"--spaces", "", many,
         "all,buy,sell,roi,stoploss,trailing,protection,trades,default"},
        {"--print-all", "", none, ""},
        {"--no-color", "", none, ""},
        {"--print-json", "", none, ""},
        {"-j/--job-workers", "JOBS", one, "int"},
        {"--random-state", "INT", one, "positive"},
        {"--min-trades", "INT", one, "positive"},
        {"--hyperopt-loss/--hyperoptloss", "NAME", one, ""},
        {"--disable-param-export", "", none, ""},
        {"--ignore-missing-spaces/--ignore-unparameterized-spaces", "", none,
         ""},
        {"--analyze-per-epoch", "", none, ""}};

const options hyperopt_list =
    common
    + options{{"--best", "", none, ""},
              {"--profitable", "", none, ""},
              {"--min-trades", "INT", one, "positive"},
              {"--max-trades", "INT", one, "positive"},
              {"--no-color", "", none, ""},
              {"--print-json", "", none, ""},
              {"--no-details", "", none, ""},
              {"--hyperopt-filename", "FILENAME", one, ""},
              {"--export-csv", "FILE", one, ""}};

const options hyperopt_show =
    common
    + options{{"--best", "", none, ""},
              {"--profitable", "", none, ""},
              {"-n/--index", "INT", one, "nonzero"},
              {"--print-json", "", none, ""},
              {"--hyperopt-filename", "FILENAME", one, ""},
              {"--no-header", "", none, ""},
              {"--disable-param-export", "", none, ""},
              {"--breakdown", "", many, "day,week,month"}};

} // namespace

const std::vector<option>& options_of(std::string_view subcommand) {
  static const options nothing;
  return subcommand == "trade"           ? trade
         : subcommand == "download-data" ? download_data
         : subcommand == "backtesting"   ? backtesting
         : subcommand == "hyperopt"      ? hyperopt
         : subcommand == "hyperopt-list" ? hyperopt_list
         : subcommand == "hyperopt-show" ? hyperopt_show
                                         : nothing;
}

} // namespace ftm::sim
