"""Verdicts, fronts and stability as the manager answers them, against
straightforward programs of their own."""

import json

import pytest
from naive_evaluate import evaluate, pareto, parse_criteria, passes, read
from naive_stability import check
from suite import Freqtrade, Manager
from test_evaluate import CRITERIA, OF_PARAMETERS, Generator, same_verdict

FRONTS = [
    [("profit_total_pct", True), ("max_drawdown", False)],
    [("sharpe", True), ("objective", False), ("trades", True)],
    [("winrate", True), ("duration", False), ("losses", False)],
]


@pytest.fixture(scope="module")
def m(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explanations")
    manager = Manager(folder / "manager", Freqtrade(folder / "freqtrade"))
    (manager.freqtrade.userdir / "hyperopt_results").mkdir()
    manager.start()
    yield manager
    manager.clean_up()


def ask(m, name, criteria, **more):
    listed = [
        {"field": field, **({"operator": op, "value": bound} if op else {}), **({"sort": order} if order else {})}
        for field, op, bound, order in criteria
    ]
    a = m.post("strategies/Alpha/evaluate", {"file": name, "criteria": listed, "limit": 8192, **more}, timeout=60)
    assert a.status == 200, a
    return a.json


def judge(m, path, text, front, seed):
    criteria = parse_criteria(text)
    epochs, _ = read(path)
    try:
        expected = evaluate(path, text)
    except LookupError:
        return 0
    lines = [e["line"] for e in epochs]
    around = lines[seed % 5 :: max(1, len(lines) // 6)][:8]
    y = ask(m, path.name, criteria, explain=lines, pareto=[name for name, _ in front], around=around, neighbours=1 + seed % 12)
    where = (path.name, text)
    assert y["remaining"] == expected["remaining"], where
    order = sorted((v for v in expected["verdicts"] if v["rank"]), key=lambda v: v["rank"])
    assert [r["line"] for r in [y["winner"], *y["next"]] if r] == [v["line"] for v in order], where
    assert [v["line"] for v in y["verdicts"]] == lines
    for a, b in zip(y["verdicts"], expected["verdicts"]):
        assert same_verdict(a, b), (a, b, where)
    left = [e for e in epochs if e["trades"] > 0 and all(passes(e, rule) for rule in criteria)]
    assert y["pareto"] == pareto(left, front), (where, front)
    assert [s["line"] for s in y["stabilities"]] == around
    for s in y["stabilities"]:
        check(s, epochs, criteria, 1 + seed % 12)
    return len(epochs)


def test_agree_on_generated_files(m):
    folder = m.freqtrade.userdir / "hyperopt_results"
    seen = 0
    for seed in range(60):
        g = Generator(seed)
        path = folder / f"strategy_Alpha_2024-01-01_00-{seed // 60:02}-{seed % 60:02}.fthypt"
        path.write_text("".join(g.epoch(i) + "\n" for i in range(1, 20 + seed * 2)))
        for text in (CRITERIA[seed % len(CRITERIA)], OF_PARAMETERS[seed % len(OF_PARAMETERS)]):
            seen += judge(m, path, text, FRONTS[seed % len(FRONTS)], seed)
    assert seen > 2000


def test_parameters_that_cannot_be_compared_are_an_error(m):
    folder = m.freqtrade.userdir / "hyperopt_results"
    path = folder / "strategy_Alpha_2024-02-01_00-00-00.fthypt"
    path.write_text("".join(Generator(1).epoch(i) + "\n" for i in range(1, 9)))
    for field in ("params.buy_mode", "params.nobody"):
        a = m.post("strategies/Alpha/evaluate", {"file": path.name, "criteria": [{"field": field, "sort": "asc"}]})
        assert a.status == 400 and "parameter" in json.dumps(a.json), a
