#!/usr/bin/env python3
"""The slow, obvious way to judge a .fthypt file: the reference that tests
compare `ftmanager evaluate --json` with. Shares no code with the suite.

usage: naive_evaluate.py FILE "max_drawdown <= 2; profit_total_pct >= 0 desc"
"""
import json
import math
import operator
import sys

OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt,
             ">=": operator.ge, "==": lambda a, b: abs(a - b) <= 1e-9}


DEEPEST = 64


def number(x):
    if isinstance(x, bool) or not isinstance(x, (int, float)):
        return math.nan
    return float(x)


def whole(x):
    """A number that an epoch cannot do without."""
    if math.isnan(number(x)) or math.isinf(x):
        raise TypeError(f"{x!r} is no count")
    return int(x)


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
        return number(m.get(key)) * 100

    return {
        "epoch": whole(line["current_epoch"]),
        "trades": whole(m["total_trades"]),
        "wins": number(m.get("wins")),
        "draws": number(m.get("draws")),
        "losses": number(m.get("losses")),
        "avg_profit": percent("profit_mean"),
        "profit_total_pct": percent("profit_total"),
        "profit_total_abs": number(m.get("profit_total_abs")),
        "max_drawdown": percent("max_drawdown_account"),
        "max_drawdown_abs": number(m.get("max_drawdown_abs")),
        "objective": number(line["loss"]),
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
                x = fields_of(json.loads(raw))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                rejected += 1
                continue
            epochs.append({"line": position, **x})
    return epochs, rejected


def evaluate(path, criteria_text):
    epochs, rejected = read(path)
    criteria = parse_criteria(criteria_text)
    left = [e for e in epochs if e["trades"] > 0]
    remaining = [len(left)]
    for field, op, value, _ in criteria:
        if op:
            left = [e for e in left if not math.isnan(e[field])
                    and OPERATORS[op](e[field], value)]
        remaining.append(len(left))
    for field, _, _, order in criteria:
        if order:
            sign = -1 if order == "desc" else 1
            left.sort(key=lambda e: (math.isnan(e[field]), 0.0
                                     if math.isnan(e[field])
                                     else sign * e[field]))
    return {"file": str(path), "epochs": len(epochs),
            "rejected_lines": rejected, "remaining": remaining,
            "winner": left[0] if left else None,
            "next": [e["line"] for e in left[1:4]]}


if __name__ == "__main__":
    print(json.dumps(evaluate(sys.argv[1], sys.argv[2]), indent=2))
