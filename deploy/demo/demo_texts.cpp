#include "deploy/demo/demo_texts.hpp"

namespace ftm::demo {

const std::string_view pace = R"json({
  // The simulator's pace: one whole cycle takes about 40 seconds.
  // deploy/demo/README.md lists every key, misbehaviour included.
  "import_ms": 300,
  "download-data": {"duration_ms": 5000},
  "backtesting": {"duration_ms": 3000},
  "hyperopt": {"startup_ms": 800, "epochs_per_s": 4},
  "hyperopt-show": {"duration_ms": 700},
  "trade": {"startup_ms": 1500, "heartbeat_ms": 15000, "slow_stop_ms": 800}
}
)json";

const std::string_view spot_config = R"json({
  // The demo's exchange is simulated and no money is involved.
  "dry_run": true,
  "initial_state": "running",
  "dry_run_wallet": 1000,
  "max_open_trades": 3,
  "stake_currency": "USDT",
  "stake_amount": 100,
  "exchange": {
    "name": "binance",
    "key": "",
    "secret": "",
    "pair_whitelist": ["BTC/USDT", "ETH/USDT", "XRP/USDT"],
  },
  "pairlists": [{"method": "StaticPairList"}],
  "bot_name": "demo-spot",
}
)json";

const std::string_view tide_config = R"json({
  // TideRider's trade: as config.json, with a database of its own.
  "dry_run": true,
  "initial_state": "running",
  "dry_run_wallet": 1000,
  "max_open_trades": 3,
  "stake_currency": "USDT",
  "stake_amount": 100,
  "db_url": "sqlite:///tradesv3.tide.dryrun.sqlite",
  "exchange": {
    "name": "binance",
    "key": "",
    "secret": "",
    "pair_whitelist": ["BTC/USDT", "ETH/USDT", "XRP/USDT"],
  },
  "pairlists": [{"method": "StaticPairList"}],
  "bot_name": "demo-tide",
}
)json";

const std::string_view lab_config = R"json({
  // A second freqtrade folder, so that two hyperopts may run at once.
  "dry_run": true,
  "initial_state": "running",
  "dry_run_wallet": 2000,
  "max_open_trades": 4,
  "stake_currency": "USDT",
  "stake_amount": 150,
  "exchange": {
    "name": "binance",
    "key": "",
    "secret": "",
    "pair_whitelist": ["BTC/USDT", "ETH/USDT", "SOL/USDT", "ADA/USDT"],
  },
  "pairlists": [{"method": "StaticPairList"}],
  "bot_name": "demo-lab",
}
)json";

const std::string_view manager_config =
    R"yaml(# FreqTrade Manager's demo: three strategies on a simulated exchange.
# DipHunter and TideRider share one freqtrade folder, so their hyperopts take
# turns; NightOwl has a folder of its own.

strategies:
  - name: DipHunter
    freqtrade:
      directory: freqtrade-spot
      venv_path: .venv
    config: config.json
    download_data:
      timeframes: [1h]
      days_back: 60
    backtest:
      timerange_start_days_ago: 30
    hyperopt:
      timerange_start_days_ago: 45
      loss_function: SharpeHyperOptLossDaily
      spaces: "buy sell roi stoploss"
      epochs: 80
      jobs: 2
      min_trades: 5
      timeframe_detail: ""
      disable_param_export: true
    epoch_criteria:
      - {field: trades, operator: ">=", value: 15}
      - {field: max_drawdown, operator: "<=", value: 6}
      - {field: profit_total_pct, operator: ">", value: 0, sort: desc}
      - {field: objective, operator: "<", value: 0, sort: asc}
    schedule:
      enabled: true
      cron: "0 2 * * *"

  - name: TideRider
    freqtrade:
      directory: freqtrade-spot
      venv_path: .venv
    config: config.json
    # Two bots in one folder need a database each.
    trade_config: config-tide.json
    download_data:
      timeframes: [1h]
      days_back: 60
    backtest:
      timerange_start_days_ago: 30
    hyperopt:
      timerange_start_days_ago: 45
      loss_function: CalmarHyperOptLoss
      spaces: "buy sell stoploss"
      epochs: 80
      jobs: 2
      min_trades: 5
      timeframe_detail: ""
      disable_param_export: true
    epoch_criteria:
      - {field: losses, operator: "<=", value: 30}
      - {field: max_drawdown, operator: "<=", value: 8, sort: asc}
      - {field: profit_total_pct, operator: ">=", value: 0, sort: desc}
    schedule:
      enabled: true
      cron: "30 3 * * 1-5"

  - name: NightOwl
    freqtrade:
      directory: freqtrade-lab
      venv_path: .venv
    config: config.json
    download_data:
      timeframes: [1h]
      days_back: 60
    backtest:
      timerange_start_days_ago: 30
    hyperopt:
      timerange_start_days_ago: 45
      loss_function: SortinoHyperOptLossDaily
      spaces: "buy sell roi stoploss"
      epochs: 80
      jobs: 2
      min_trades: 3
      timeframe_detail: ""
      disable_param_export: true
    epoch_criteria:
      - {field: max_drawdown, operator: "<=", value: 5, sort: asc}
      - {field: avg_profit, operator: ">", value: 0, sort: desc}
    schedule:
      enabled: false
      cron: "@daily"

web:
  host: 127.0.0.1
  port: 8080

logging:
  level: INFO
  file: freqtrade_manager.log
)yaml";

} // namespace ftm::demo
