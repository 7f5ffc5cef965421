#!/usr/bin/env python3
"""The slow, obvious way to judge a .fthypt file: the reference that tests
compare `ftmanager evaluate --json` with. Shares no code with the suite.

usage: naive_evaluate.py FILE "max_drawdown <= 2; profit_total_pct >= 0 desc"
"""
import json
import math
import operator
import re
import sys

OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt,
             ">=": operator.ge, "==": lambda a, b: abs(a - b) <= 1e-9}


DEEPEST = 64
LARGEST_COUNT = 2**32 - 2

# Metrics that have freqtrade's own name and unit.
METRICS = ["profit_median", "expectancy", "sortino", "sharpe", "calmar", "profit_factor", "cagr", "trades_per_day"]


def number(x):
    if isinstance(x, bool) or not isinstance(x, (int, float)):
        return math.nan
    try:
        return float(x)
    except OverflowError:
        return math.copysign(math.inf, x)


def required(x):
    """A number, or null, where something else is no epoch."""
    if x is not None and (isinstance(x, bool) or not isinstance(x, (int, float))):
        raise TypeError(f"{x!r} is no number")
    return number(x)


def whole(x):
    """A number that an epoch cannot do without."""
    y = number(x)
    if not 0 <= y <= LARGEST_COUNT:
        raise TypeError(f"{x!r} is no count")
    return int(y)


def count(x):
    """A number of trades that may be missing."""
    y = required(x)
    return int(y) if 0 <= y <= LARGEST_COUNT else 0


def seconds(m):
    """Mean time in a trade: its number, else its text."""
    y = required(m.get("holding_avg_s"))
    if y > 0:
        return y
    text = m.get("holding_avg")
    x = re.fullmatch(r"(?:(\d+) days?,? )?(\d+):(\d+)(?::(\d+(?:\.\d+)?))?", text) if isinstance(text, str) else None
    if not x:
        return math.nan
    days, h, m, s = (float(y or 0) for y in x.groups())
    return days * 86400 + h * 3600 + m * 60 + s


def param(x):
    """A parameter as criteria see it; a text stays one."""
    if isinstance(x, bool):
        return float(x)
    return json.dumps(x) if isinstance(x, (dict, list)) else x if isinstance(x, str) else number(x)


def depth(x):
    """How deep lists and mappings are nested."""
    deepest, left = 0, [(x, 1)]
    while left:
        y, level = left.pop()
        if isinstance(y, (list, dict)):
            deepest = max(deepest, level)
            values = y.values() if isinstance(y, dict) else y
            left.extend((z, level + 1) for z in values)
    return deepest


def fields_of(line):
    """The judged fields of one parsed line; raises on what is no epoch."""
    if depth(line) > DEEPEST:
        raise ValueError("nested too deep")
    m = line["results_metrics"]

    def percent(key):
        return required(m.get(key)) * 100

    trades, wins = whole(m["total_trades"]), count(m.get("wins"))
    params = line.get("params_dict")
    return {
        "epoch": whole(line["current_epoch"]),
        "trades": trades,
        "wins": wins,
        "draws": count(m.get("draws")),
        "losses": count(m.get("losses")),
        "avg_profit": percent("profit_mean"),
        "profit_total_pct": percent("profit_total"),
        "profit_total_abs": required(m.get("profit_total_abs")),
        "max_drawdown": percent("max_drawdown_account"),
        "max_drawdown_abs": required(m.get("max_drawdown_abs")),
        "duration": seconds(m),
        "objective": required(line["loss"]),
        "winrate": wins / trades if trades else 0.0,
        **{name: required(m.get(name)) for name in METRICS},
        **{f"params.{k}": param(v) for k, v in (params if isinstance(params, dict) else {}).items()},
    }


def parse_criteria(text):
    result = []
    for part in filter(None, (p.strip() for p in text.split(";"))):
        words = part.split()
        if words[1] in OPERATORS:
            op, value, order = words[1], float(words[2]), words[3:]
        else:
            op, value, order = None, None, words[1:]
        result.append((words[0], op, value, order[0] if order else ""))
    return result


def read(path):
    epochs, rejected = [], 0
    with open(path, "rb") as f:
        lines = f.read().split(b"\n")
        if not lines[-1]:
            lines.pop()  # what follows the last newline
        for position, raw in enumerate(lines, 1):
            try:
                x = fields_of(json.loads(raw.decode("utf-8")))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                rejected += 1
                continue
            epochs.append({"line": position, **x})
    return epochs, rejected


def check_params(epochs, criteria):
    """Raises where a criterion asks for a parameter that cannot be compared."""
    for field, _, _, _ in criteria:
        if field.startswith("params."):
            values = [e[field] for e in epochs if field in e]
            if epochs and not values:
                raise LookupError(f"no epoch has {field}")
            if any(isinstance(x, str) for x in values):
                raise LookupError(f"{field} is a text")


def value(epoch, field):
    """Whatever an epoch has not is NaN."""
    return epoch.get(field, math.nan)


def passes(epoch, rule):
    field, op, bound, _ = rule
    return not op or (not math.isnan(value(epoch, field)) and OPERATORS[op](value(epoch, field), bound))


def verdict(epoch, criteria, order):
    """Why an epoch stands where it stands; `order`: what is left, the winner
    first."""
    failed = [i for i, rule in enumerate(criteria) if not passes(epoch, rule)]
    removed_by = -2 if epoch["trades"] == 0 else failed[0] if failed else -1
    rank = 1 + [e["line"] for e in order].index(epoch["line"]) if removed_by == -1 else 0
    return {"line": epoch["line"], "rank": rank, "removed_by": removed_by, "failed": failed,
            "found": [value(epoch, field) for field, _, _, _ in criteria]}


def pareto(epochs, columns):
    """Lines that no other one beats; a column is a name and whether more of it
    is better. Looks at all pairs."""
    points = [(e["line"], [value(e, name) if more else -value(e, name) for name, more in columns]) for e in epochs]
    points = [(line, p) for line, p in points if not any(map(math.isnan, p))]

    def beats(a, b):
        return all(x >= y for x, y in zip(a, b)) and a != b

    return [line for line, p in points if not any(beats(q, p) for _, q in points)]


def evaluate(path, criteria_text):
    epochs, rejected = read(path)
    criteria = parse_criteria(criteria_text)
    check_params(epochs, criteria)
    left = [e for e in epochs if e["trades"] > 0]
    remaining = [len(left)]
    for rule in criteria:
        left = [e for e in left if passes(e, rule)]
        remaining.append(len(left))
    for field, _, _, order in criteria:
        if order:
            sign = -1 if order == "desc" else 1
            left.sort(key=lambda e: (math.isnan(value(e, field)),
                                     0.0 if math.isnan(value(e, field)) else sign * value(e, field)))
    return {"file": str(path), "epochs": len(epochs),
            "rejected_lines": rejected, "remaining": remaining,
            "winner": left[0] if left else None,
            "next": [e["line"] for e in left[1:4]],
            "verdicts": [verdict(e, criteria, left) for e in epochs],
            "pareto": pareto(sorted(left, key=lambda e: e["line"]), [("profit_total_pct", True), ("max_drawdown", False)])}


if __name__ == "__main__":
    print(json.dumps(evaluate(sys.argv[1], sys.argv[2]), indent=2))
