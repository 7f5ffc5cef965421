"""`ftmanager evaluate` against a straightforward program of its own."""

import json
import pathlib
import random
import subprocess

import pytest
from naive_evaluate import evaluate
from suite import BIN

FIXTURES = sorted(
    (pathlib.Path(__file__).resolve().parents[1] / "fixtures" / "fthypt").glob("*.fthypt")
)
CRITERIA = [
    "max_drawdown <= 2; profit_total_pct >= 0 desc",
    "trades >= 5; max_drawdown <= 40 asc; objective asc",
    "avg_profit > -1; wins >= 1; profit_total_abs desc; trades desc",
    "losses < 100; draws == 0; objective <= 100 desc",
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
    assert r.returncode in (0, 3), r
    return json.loads(r.stdout)


def same(a, b):
    return a == b or (a is None and not isinstance(b, str) and b - b != 0)


def compare(path, criteria, hidden=0):
    """`hidden`: lines at most that are no JSON where nobody looks unless they
    come to the front; until then they count as epochs."""
    a, b = ours(path, criteria), evaluate(path, criteria)
    where = f"{path} {criteria!r}\n{a}\n{b}"
    assert a["next"] == b["next"], where
    assert (a["winner"] is None) == (b["winner"] is None), where
    for key, value in (b["winner"] or {}).items():
        assert same(a["winner"][key], value), (key, where)
    more = a["epochs"] - b["epochs"]
    assert 0 <= more <= hidden, where
    assert a["rejected_lines"] + more == b["rejected_lines"], where
    if more == 0:
        assert a["remaining"] == b["remaining"], where


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.name)
def test_agrees_on_recorded_files(path):
    for criteria in CRITERIA:
        compare(path, criteria)


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
        missing = r.choice(["profit_mean", "max_drawdown_account"]) if r.random() < 0.05 else None
        metrics.pop(missing, None)
        line = {
            "loss": "@loss",
            "params_dict": {"\u00e9": number, "total_trades": 77},
            "params_details": "@unseen",
            "results_metrics": {"trades": list_of_trades, "locks": [], **metrics},
            "current_epoch": number,
            "is_best": r.random() < 0.1,
        }
        text = json.dumps(line, separators=r.choice([(",", ":"), (", ", ": ")]))
        for name, low, high in [("mean", -0.1, 0.1), ("total", -0.5, 1), ("abs", -50, 100),
                                ("drawdown", 0, 0.6), ("loss", -5, 5)]:
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
        for criteria in (CRITERIA[seed % len(CRITERIA)], CRITERIA[(seed // 7) % len(CRITERIA)]):
            compare(path, criteria, hidden)


def test_agrees_where_hidden_lines_would_win(tmp_path):
    g = Generator(1)
    path = tmp_path / "a.fthypt"
    best = '"profit_total": 9, "max_drawdown_account": 0.001'
    line = (
        '{"loss": -9, "params_details": %s, "results_metrics": {"total_trades": 9, "wins": 9, '
        '"draws": 0, "losses": 0, "profit_mean": 0.1, "profit_total_abs": 900, ' + best + '}, "current_epoch": 1}'
    )
    bad = ["np.float64(1)", "[" * 200_000 + "]" * 200_000, "{,}", "tru"]
    lines = [g.epoch(i) for i in range(1, 20)] + [line % x for x in bad] * 3 + [g.epoch(99)]
    path.write_text("\n".join(lines))
    for criteria in CRITERIA[:3]:
        compare(path, criteria)
