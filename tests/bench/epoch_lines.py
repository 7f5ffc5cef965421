"""Lines of .fthypt files as freqtrade 2023 and 2024 write them: the order, the
names and the spread of a recorded file, no trade twice in a row."""

import json
import random

PAIRS = ["BTC/USDT", "ETH/USDT", "XRP/USDT", "SOL/USDT", "ADA/USDT"]
EXITS = ["roi", "exit_signal", "stop_loss", "trailing_stop_loss", "force_exit"]
START = 1_672_531_200_000  # ms


def dumps(x):
    return json.dumps(x, separators=(",", ":"))


def date(ms):
    minutes = ms // 60_000
    return f"2023-{1 + minutes // 43_200 % 12:02}-{1 + minutes // 1440 % 28:02} {minutes // 60 % 24:02}:{minutes % 60:02}:00+00:00"


class Trades:
    """A pool of different trades, from which each line takes its own."""

    def __init__(self, r, size=4000):
        self.pool = [self.trade(r) for _ in range(size)]

    @staticmethod
    def trade(r):
        opened = START + r.randrange(100_000) * 300_000
        minutes = r.randrange(1, 2000) * 5
        closed = opened + minutes * 60_000
        rate = r.uniform(0.2, 70_000)
        ratio = round(r.gauss(0.001, 0.03), 8)
        amount = round(100 / rate, 6)
        orders = [
            {"amount": amount, "safe_price": round(rate, 6), "ft_order_side": "buy", "order_filled_timestamp": opened,
             "ft_is_entry": True},
            {"amount": amount, "safe_price": rate * (1 + ratio), "ft_order_side": "sell",
             "order_filled_timestamp": closed, "ft_is_entry": False},
        ]
        return dumps({
            "pair": r.choice(PAIRS), "stake_amount": r.uniform(99, 101), "max_stake_amount": 99.73479043,
            "amount": amount, "open_date": date(opened), "close_date": date(closed), "open_rate": round(rate, 6),
            "close_rate": rate * (1 + ratio), "fee_open": 0.001, "fee_close": 0.001, "trade_duration": minutes,
            "profit_ratio": ratio, "profit_abs": ratio * 100, "exit_reason": r.choice(EXITS),
            "initial_stop_loss_abs": rate * 0.754, "initial_stop_loss_ratio": -0.246, "stop_loss_abs": rate * 0.754,
            "stop_loss_ratio": -0.246, "min_rate": rate * r.uniform(0.9, 1), "max_rate": rate * r.uniform(1, 1.1),
            "is_open": False, "enter_tag": r.choice(["dip\u00e9", "both", ""]), "leverage": 1.0, "is_short": False,
            "open_timestamp": opened, "close_timestamp": closed, "orders": orders,
        })


class Lines:
    """Endless epochs of about `size` bytes; the same seed gives the same."""

    def __init__(self, size, seed=1):
        self.r = random.Random(seed)
        self.size = size
        self.number = 0
        self.small = size < 4000
        self.trades = None if self.small else Trades(self.r)
        self.lists = [] if self.small else [self.lists_of_metrics() for _ in range(200)]

    def per_pair(self, name):
        r = self.r
        return [
            {"key": p, name: r.randrange(90), "profit_mean": r.gauss(0, 0.01), "profit_mean_pct": round(r.gauss(0, 1), 2),
             "profit_sum": r.gauss(0, 0.5), "profit_sum_pct": 3.1, "profit_total_abs": r.gauss(0, 50),
             "profit_total": r.gauss(0, 0.05), "profit_total_pct": 1.2, "duration_avg": "7:32:00", "wins": r.randrange(50),
             "draws": r.randrange(20), "losses": r.randrange(30)}
            for p in PAIRS[:3]
        ]

    def params(self):
        r = self.r
        y = {"buy_dev": round(r.uniform(0, 9), 2), "buy_fast": r.randrange(5, 50), "buy_vol": r.random() < 0.5,
             "sell_dev": round(r.uniform(0, 9), 2)}
        if not self.small:
            y.update({"buy_mode": r.choice(["dip", "both"]), "sell_fast": r.randrange(50), "roi_t1": r.randrange(900),
                      "roi_p1": round(r.random(), 3), "stoploss": -round(r.random() / 3, 3)})
        return y

    def metrics(self):
        r = self.r
        n = r.randrange(1, 500)
        wins = r.randrange(n + 1)
        draws = r.randrange(n - wins + 1)
        profit = r.gauss(0, 0.2)
        y = {
            "total_trades": n, "profit_mean": profit / n, "profit_median": r.gauss(0, 0.01), "profit_total": profit,
            "profit_total_abs": profit * 1000, "cagr": r.gauss(0, 1), "expectancy": r.gauss(0, 1), "sortino": r.gauss(0, 9),
            "sharpe": r.gauss(0, 3), "calmar": r.gauss(0, 30), "profit_factor": r.uniform(0, 3),
            "trades_per_day": round(n / 88, 2), "wins": wins, "losses": n - wins - draws, "draws": draws,
            "holding_avg": "3 days, 19:31:00", "holding_avg_s": r.randrange(300, 400_000) * 1.0,
            "max_drawdown": r.uniform(0, 0.9), "max_drawdown_account": r.uniform(0, 0.5), "max_drawdown_abs": r.uniform(0, 400),
        }
        return {k: round(v, 5) if self.small and isinstance(v, float) else v for k, v in y.items()}

    def lists_of_metrics(self):
        """What no epoch is judged by: two thirds of a line without its trades."""
        days = [[f"2023-{1 + i // 28:02}-{1 + i % 28:02}", round(self.r.gauss(0, 9), 8)] for i in range(88)]
        return dumps({
            "best_pair": self.per_pair("trades")[0], "worst_pair": self.per_pair("trades")[1],
            "results_per_pair": self.per_pair("trades"), "results_per_enter_tag": self.per_pair("trades"),
            "exit_reason_summary": self.per_pair("exits"), "left_open_trades": self.per_pair("trades")[:1],
            "backtest_start": "2023-01-01 00:00:00", "backtest_end": "2023-03-30 00:00:00", "backtest_days": 88,
            "pairlist": PAIRS, "stake_currency": "USDT", "timeframe": "5m", "strategy_name": "LongStrat",
            "trailing_stop_positive": None, "minimal_roi": {"600": 0.01, "0": 0.04}, "daily_profit": days,
        })[1:-1]

    def next(self):
        """The next line, without its newline."""
        self.number += 1
        params, metrics = self.params(), self.metrics()
        body = dumps(metrics)[1:]
        if self.lists:
            body = self.r.choice(self.lists) + "," + body
        lists = '"trades":[],"locks":[],'
        if self.trades:
            want = max(1, (self.size - len(body) - 1500) // 860)
            lists = f'"trades":[{",".join(self.r.choices(self.trades.pool, k=want))}],"locks":[],'
        loss = -metrics["sharpe"]
        return (
            f'{{"loss":{loss!r},"params_dict":{dumps(params)},"params_details":{{"buy":{{}},"sell":{{}}}},'
            f'"params_not_optimized":{{}},"results_metrics":{{{lists}{body},'
            f'"results_explanation":"{metrics["total_trades"]} trades.","total_profit":{metrics["profit_total"]!r},'
            f'"current_epoch":{self.number},"is_initial_point":{"true" if self.number <= 30 else "false"},'
            f'"is_best":false,"is_random":false,"fthypt_fileversion":2}}'
        )

    def write(self, path, count=None, megabytes=None):
        """Writes so many lines, or about so many megabytes; how many lines."""
        done = written = 0
        with open(path, "w", encoding="ascii") as f:
            while done != count and (megabytes is None or written < megabytes << 20):
                line = self.next()
                f.write(line)
                f.write("\n")
                done += 1
                written += len(line) + 1
        return done


def append_as_freqtrade(path, line):
    """As joblib's parent does: opened for each line, 65,536 bytes a write, the
    newline in a write of its own."""
    with open(path, "ab", buffering=0) as f:
        for i in range(0, len(line), 65_536):
            f.write(line[i : i + 65_536])
        f.write(b"\n")
