"""`ftmanager evaluate` against a straightforward program of its own.

FTM_RECORDINGS names a folder of more recorded files, also packed by xz.
"""

import json
import lzma
import math
import os
import pathlib
import random
import subprocess

import pytest
from naive_evaluate import METRICS, evaluate
from suite import BIN

FIXTURES = sorted(
    (pathlib.Path(__file__).resolve().parents[1] / "fixtures" / "fthypt").glob("*.fthypt")
)
MORE = sorted(pathlib.Path(os.environ["FTM_RECORDINGS"]).glob("*.fthypt*")) if "FTM_RECORDINGS" in os.environ else []
CRITERIA = [
    "max_drawdown <= 2; profit_total_pct >= 0 desc",
    "trades >= 5; max_drawdown <= 40 asc; objective asc",
    "avg_profit > -1; wins >= 1; profit_total_abs desc; trades desc",
    "losses < 100; draws == 0; objective <= 100 desc",
    "winrate >= 0.3; sharpe > -3 desc; calmar desc",
    "profit_factor >= 0.5; expectancy > -2 asc; duration < 90000 asc",
    "sortino < 100; cagr >= -0.5; trades_per_day > 0.1; profit_median >= -0.01 desc",
]
OF_PARAMETERS = [
    "params.buy_rsi >= 15; params.buy_vol == 1; objective asc",
    "params.sell_gain < 0.05 desc; trades asc",
    "params.buy_vol desc; params.buy_rsi asc",
]
FILES = 200


def ours(path, criteria):
    r = subprocess.run(
        [BIN / "ftmanager", "evaluate", path, "--criteria", criteria, "--json"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert r.returncode in (0, 2, 3), r
    return json.loads(r.stdout) if r.returncode != 2 else r.stderr


def same(a, b):
    if isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b or (a is None and not isinstance(b, str) and b - b != 0)


def same_verdict(a, b):
    failed = [i for i, x in enumerate(a["checks"]) if not x["passed"]]
    return failed == b["failed"] and all(same(a[key], b[key]) for key in ("line", "rank", "removed_by", "found"))


def compare(path, criteria, hidden=0):
    """`hidden`: lines at most that are no JSON where nobody looks unless they
    come to the front; until then they count as epochs."""
    a = ours(path, criteria)
    try:
        b = evaluate(path, criteria)
    except LookupError as e:
        assert isinstance(a, str) and "parameter" in a, (path, criteria, a, e)
        return
    where = f"{path} {criteria!r}\n{a}\n{ {**b, 'verdicts': '…'} }"
    assert isinstance(a, dict), where
    assert a["next"] == b["next"], where
    assert (a["winner"] is None) == (b["winner"] is None), where
    for key, value in (b["winner"] or {}).items():
        if not key.startswith("params."):
            assert same(a["winner"][key], value), (key, where)
    more = a["epochs"] - b["epochs"]
    assert 0 <= more <= hidden, where
    assert a["rejected_lines"] + more == b["rejected_lines"], where
    known = {v["line"]: v for v in b["verdicts"]}
    assert a["verdicts"] or not b["winner"], where
    for v in a["verdicts"]:
        assert same_verdict(v, known[v["line"]]), (v, known[v["line"]], where)
    if more == 0:
        assert a["remaining"] == b["remaining"], where
        assert a["pareto"] == b["pareto"], where


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.name)
def test_agrees_on_recorded_files(path):
    for criteria in CRITERIA:
        compare(path, criteria)
    for criteria in ("params.buy_dev > 2; params.sell_dev < 9 desc", "params.buy_vol == 1; params.stoploss > -0.2 desc",
                     "params.buy_mode asc", "params.nobody > 1"):
        compare(path, criteria)


@pytest.mark.parametrize("path", MORE, ids=lambda p: p.name)
def test_agrees_on_more_recorded_files(path, tmp_path):
    if path.suffix == ".xz":
        whole = tmp_path / path.stem
        whole.write_bytes(lzma.decompress(path.read_bytes()))
        path = whole
    test_agrees_on_recorded_files(path)


def test_a_parameter_that_is_a_text_or_unknown_is_an_error(tmp_path):
    path = tmp_path / "a.fthypt"
    g = Generator(3)
    g.dirty = False
    path.write_text("\n".join(g.epoch(i) for i in range(1, 30)))
    for criteria in ("params.buy_mode > 1", "params.nobody asc"):
        assert "parameter" in ours(path, criteria)
    assert isinstance(ours(path, OF_PARAMETERS[0]), dict)


class Generator:
    """Files as freqtrade writes them, and as it should not."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.dirty = self.r.random() < 0.5
        self.coarse = self.r.random() < 0.3  # so that ties occur

    def value(self, low, high):
        r = self.r
        x = r.uniform(low, high)
        if self.coarse:
            x = round(x, 1)
        if r.random() < 0.03:
            return r.choice(["NaN", "Infinity", "-Infinity", "null"])
        return str(r.choice([x, round(x, 3), int(x)]))

    def epoch(self, number):
        r = self.r
        trades = r.choice([0, r.randrange(1, 9), r.randrange(1, 400)])
        wins = r.randrange(trades + 1)
        draws = r.choice([0, r.randrange(trades - wins + 1)])
        list_of_trades = [{"pair": "A/B", "note": 'x]}"\\ ', "p": [r.random()]} for _ in range(r.randrange(4))]
        metrics = {
            "total_trades": r.choice([trades, float(trades)]),
            "wins": wins,
            "draws": draws,
            "losses": trades - wins - draws,
            "profit_mean": "@mean",
            "profit_total": "@total",
            "profit_total_abs": "@abs",
            "max_drawdown": 9.9,
            "max_drawdown_account": "@drawdown",
            "max_drawdown_abs": 3,
        }
        for name in ("profit_mean", "max_drawdown_account"):
            if r.random() < 0.03:
                metrics.pop(name)
        if r.random() < 0.9:
            metrics.update({name: f"@{name}" for name in METRICS if r.random() < 0.9})
            metrics["winrate"] = 0.123  # never looked at: wins over trades
        if r.random() < 0.8:
            metrics["holding_avg_s"] = r.choice([3600.5, 60, 0, None, 1e6])
        if r.random() < 0.8:
            metrics["holding_avg"] = r.choice(["2 days, 20:48:00", "14:47:00", "0 days 07:32:00", "1 day, 0:00:05", "0:00"])
        params = {
            "\u00e9": number,
            "total_trades": 77,
            "buy_rsi": r.choice([r.randrange(10, 40), float(r.randrange(10, 40))]),
            "buy_vol": r.choice([True, False]),
            "buy_mode": r.choice(["dip", "both"]),
            "sell_gain": r.choice([round(r.uniform(0, 0.1), 3)] * 9 + [None, math.nan, math.inf]),
        }
        if r.random() < 0.1:
            params.pop(r.choice(list(params)))
        line = {
            "loss": "@loss",
            "params_dict": params,
            "params_details": "@unseen",
            "results_metrics": {"trades": list_of_trades, "locks": [], **metrics},
            "current_epoch": number,
            "is_best": r.random() < 0.1,
        }
        text = json.dumps(line, separators=r.choice([(",", ":"), (", ", ": ")]))
        for name, low, high in [("mean", -0.1, 0.1), ("total", -0.5, 1), ("abs", -50, 100),
                                ("drawdown", 0, 0.6), ("loss", -5, 5), ("profit_median", -0.03, 0.03),
                                ("expectancy", -3, 3), ("sortino", -9, 99), ("sharpe", -9, 9), ("calmar", -9, 99),
                                ("profit_factor", 0, 3), ("cagr", -1, 2), ("trades_per_day", 0, 20)]:
            text = text.replace(f'"@{name}"', self.value(low, high))
        return text.replace('"@unseen"', "{}")

    def broken(self, text):
        """A line that is no epoch, and whether one must look closely for it."""
        r = self.r
        seen = [
            "", "garbage", "{}", "[]", "null", text + text, text[: r.randrange(len(text))],
            text.replace('"current_epoch"', '"epoch"'),
            text.replace('"total_trades"', '"trades_total"'),
            text.replace('"results_metrics"', '"metrics"'),
            "\x00\x01", "[" * 3000,
        ]
        deep = r.choice([65, 3000])
        unseen = [
            "np.float64(1.5)", "{'a': 1}", "[1,]", "01", "1.", '"\\x"', "nan",
            "[" * deep + "]" * deep,
        ]
        if r.random() < 0.5:
            return r.choice(seen), False
        key = '"params_details":' if '"params_details":{}' in text else '"params_details": '
        return text.replace(key + "{}", key + r.choice(unseen)), True

    def write(self, path):
        """How many lines are broken where nobody looks."""
        r = self.r
        lines, hidden = [], 0
        for i in range(1, r.choice([1, 3, r.randrange(2, 40)]) + 1):
            text = self.epoch(i)
            if self.dirty and r.random() < 0.3:
                text, close = self.broken(text)
                hidden += close
            lines.append(text)
        text = "\n".join(lines) + r.choice(["\n", "\n", ""])
        path.write_bytes(text.encode() or b"\n")
        return hidden


@pytest.mark.parametrize("part", range(4))
def test_agrees_on_generated_files(tmp_path, part):
    for seed in range(part, FILES, 4):
        path = tmp_path / f"{seed}.fthypt"
        hidden = Generator(seed).write(path)
        for criteria in (CRITERIA[seed % 4], CRITERIA[4 + seed % 3], OF_PARAMETERS[(seed // 7) % 3]):
            compare(path, criteria, hidden)


def test_agrees_where_hidden_lines_would_win(tmp_path):
    g = Generator(1)
    path = tmp_path / "a.fthypt"
    best = '"profit_total": 9, "max_drawdown_account": 0.001'
    line = (
        '{"loss": -9, "params_details": %s, "results_metrics": {"total_trades": 999, "wins": 999, '
        '"draws": 0, "losses": 0, "profit_mean": 0.1, "profit_total_abs": 900, ' + best + '}, "current_epoch": 1}'
    )
    bad = ["np.float64(1)", "[" * 200_000 + "]" * 200_000, "{,}", "tru"]
    lines = [g.epoch(i) for i in range(1, 20)] + [line % x for x in bad] * 3 + [g.epoch(99)]
    path.write_text("\n".join(lines))
    for criteria in CRITERIA[:3]:
        compare(path, criteria)
