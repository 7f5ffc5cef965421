"""The slow, obvious way to get an epoch's columns out of a line: what exports
are compared with. Shares no code with the suite."""

import json
import math

METRICS = ["profit_median", "expectancy", "sortino", "sharpe", "calmar", "profit_factor",
           "cagr", "trades_per_day"]
FLAGS = ["is_best", "is_initial_point", "is_random"]
COLUMNS = ["line", "epoch", "trades", "wins", "draws", "losses", "avg_profit",
           "profit_total_pct", "profit_total_abs", "max_drawdown", "max_drawdown_abs",
           "duration", "objective", *FLAGS, *METRICS, "winrate"]


def number(x):
    return math.nan if x is None or isinstance(x, (str, bool)) else x


def seconds(text):
    """Of "2 days, 20:48:00"."""
    days, _, clock = text.rpartition(", ") if "day" in text else ("", "", text)
    h, m, s = clock.split(":")
    return float(days.split(" ")[0] or 0) * 86400 + int(h) * 3600 + int(m) * 60 + float(s)


def columns_of(position, line):
    """All columns of a parsed line, and its parameters as params.NAME."""
    m = line["results_metrics"]
    trades = m["total_trades"]
    y = {
        "line": position,
        "epoch": line["current_epoch"],
        "trades": trades,
        "wins": m["wins"],
        "draws": m["draws"],
        "losses": m["losses"],
        "avg_profit": number(m.get("profit_mean")) * 100,
        "profit_total_pct": number(m.get("profit_total")) * 100,
        "profit_total_abs": number(m.get("profit_total_abs")),
        "max_drawdown": number(m.get("max_drawdown_account")) * 100,
        "max_drawdown_abs": number(m.get("max_drawdown_abs")),
        "duration": m.get("holding_avg_s") or seconds(m.get("holding_avg", "0:00:00")),
        "objective": number(line["loss"]),
        **{name: bool(line.get(name)) for name in FLAGS},
        **{name: number(m.get(name)) for name in METRICS},
        "winrate": m["wins"] / trades if trades else 0,
    }
    for name, value in line["params_dict"].items():
        y["params." + name] = value
    return y


def read(path):
    """The columns of every line that Python can read, in the file's order."""
    result = []
    for position, raw in enumerate(path.read_bytes().split(b"\n"), 1):
        try:
            result.append(columns_of(position, json.loads(raw)))
        except ValueError:
            continue
    return result
