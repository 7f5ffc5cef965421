"""Best, Pareto front and explanations by REST, and `ftmanager epochs`, which
writes without a manager what the export writes with one."""

import json
import pathlib
import random
import subprocess
import urllib.parse

import pytest
from suite import BIN, Freqtrade, Manager

NAME = "strategy_Alpha_2026-11-22_13-30-00.fthypt"
EPOCHS = 300
LIMIT = 80  # of the drawdown that the criteria let pass, %


def epoch_line(number, r):
    """Coarse numbers, so that equal ones occur."""
    return json.dumps({
        "loss": round(r.uniform(-1, 1), 2),
        "params_dict": {"buy_rsi": r.randrange(40), "buy_mode": r.choice(["dip", "=1+1"])},
        "results_metrics": {
            "total_trades": r.choice([0, 5, 50]), "wins": 3, "draws": 1, "losses": 1,
            "profit_total": round(r.uniform(-1, 1), 1),
            "max_drawdown_account": round(r.random(), 1),
            "sharpe": r.choice([None, round(r.uniform(-1, 3), 1)]),
        },
        "current_epoch": number,
    })


@pytest.fixture(scope="module")
def m(tmp_path_factory):
    folder = tmp_path_factory.mktemp("questions")
    m = Manager(folder / "manager", Freqtrade(folder / "freqtrade"), strategies=[{
        "name": "Alpha",
        "epoch_criteria": [
            {"field": "max_drawdown", "operator": "<=", "value": LIMIT},
            {"field": "profit_total_pct", "operator": ">=", "value": -90, "sort": "desc"},
        ],
    }])
    results = m.freqtrade.userdir / "hyperopt_results"
    results.mkdir()
    r = random.Random(11)
    m.file = results / NAME
    m.file.write_text("".join(epoch_line(i, r) + "\n" for i in range(1, EPOCHS + 1)))
    m.start()
    yield m
    m.clean_up()


def epochs_of(m):
    a = m.get(f"strategies/Alpha/epochs?file={NAME}&limit=1000")
    assert a.status == 200, a
    assert len(a.json["items"]) == EPOCHS
    return a.json["items"]


def front_of(epochs, larger, smaller):
    def beats(a, b):
        return (all(a[k] >= b[k] for k in larger) and all(a[k] <= b[k] for k in smaller)
                and any(a[k] != b[k] for k in (*larger, *smaller)))

    known = [e for e in epochs if all(e[k] is not None for k in (*larger, *smaller))]
    return [e["line"] for e in known if not any(beats(x, e) for x in known)]


def passing(epochs):
    return [e for e in epochs if e["trades"] > 0 and e["max_drawdown"] <= LIMIT
            and e["profit_total_pct"] >= -90]


def test_best_says_why_and_how_stable(m):
    best = m.get(f"strategies/Alpha/best?file={NAME}").json
    rows = [best["winner"], *best["next"]]
    assert len(rows) == 4
    for key in ("verdicts", "stabilities"):
        assert [x["line"] for x in best[key]] == [e["line"] for e in rows]
    for rank, (epoch, verdict) in enumerate(zip(rows, best["verdicts"]), 1):
        assert verdict["rank"] == rank
        assert [c["field"] for c in verdict["checks"]] == ["max_drawdown", "profit_total_pct"]
        for check in verdict["checks"]:
            assert check["passed"] is True
            assert check["found"] == epoch[check["field"]]
    assert all(len(s["neighbours"]) == 10 and 0 <= s["score"] <= 100 for s in best["stabilities"])


def test_explain_tells_each_check_and_the_stability(m):
    for epoch in epochs_of(m)[:40]:
        x = m.get(f"strategies/Alpha/epochs/{epoch['line']}/explain?file={NAME}").json
        assert x["line"] == x["stability"]["line"] == epoch["line"]
        passed = [c["passed"] for c in x["checks"]]
        assert passed == [epoch["max_drawdown"] <= LIMIT, epoch["profit_total_pct"] >= -90]
        assert (x["rank"] > 0) == (all(passed) and epoch["trades"] > 0)
    assert m.get(f"strategies/Alpha/epochs/{EPOCHS + 1}/explain?file={NAME}").json["removed_by"] == -2


def test_a_pareto_front_is_what_nothing_beats(m):
    epochs = epochs_of(m)
    traded = [e for e in epochs if e["trades"] > 0]

    def front(**query):
        more = "".join(f"&{k}={v}" for k, v in query.items())
        a = m.get(f"strategies/Alpha/pareto?file={NAME}{more}")
        assert a.status == 200, a
        return a.json

    x = front()
    assert x["file"] == NAME and x["fields"] == ["profit_total_pct", "max_drawdown"]
    assert [e["line"] for e in x["items"]] == front_of(
        passing(epochs), ["profit_total_pct"], ["max_drawdown"])
    assert x["items"][0] == epochs[x["items"][0]["line"] - 1]
    x = front(fields="sharpe,objective,trades", among="traded")
    assert [e["line"] for e in x["items"]] == front_of(traded, ["sharpe", "trades"], ["objective"])
    for query in ("fields=sharpe", "fields=sharpe,profit", "fields=sharpe,line", "among=all"):
        assert m.get(f"strategies/Alpha/pareto?file={NAME}&{query}").status == 400, query


# -- without a manager -----------------------------------------------------------


def offline(*arguments):
    return subprocess.run([BIN / "ftmanager", "epochs", *arguments], capture_output=True,
                          timeout=60, check=False)


@pytest.mark.parametrize("query", [
    {},
    {"columns": "line,winrate,params.buy_mode,params.buy_rsi"},
    {"filter": "trades>0;params.buy_rsi<20", "sort": "-sharpe,profit_total_pct", "limit": "50"},
], ids=["all", "columns", "judged"])
@pytest.mark.parametrize("fmt", ["csv", "jsonl"])
def test_the_command_writes_what_the_export_writes(m, fmt, query):
    a = m.get("strategies/Alpha/epochs?" + urllib.parse.urlencode(
        {"format": fmt, "file": NAME, **query}))
    assert a.status == 200, a
    options = [f"--{k}={v}" for k, v in query.items()]
    r = offline(m.file, "--format", fmt, *options)
    assert r.returncode == 0 and r.stderr == b""
    assert r.stdout == a.body
    assert r.stdout.count(b"\n") > 20


def line_that_is_no_json(number):
    """The best of all by what it says of itself; nobody looks at its trades."""
    x = json.loads(epoch_line(number, random.Random(12)))
    x["results_metrics"] = {"trades": "TRADES", **x["results_metrics"], "total_trades": 50,
                            "profit_total": 9.0, "max_drawdown_account": 0.0, "sharpe": 9.0}
    return json.dumps(x).replace('"TRADES"', '[{"a":,}]')


@pytest.mark.parametrize("query", [
    {"sort": "-profit_total_pct"},
    {"filter": "profit_total_pct>=0"},
    {"filter": "trades>0;params.buy_rsi<40", "sort": "-sharpe", "columns": "line,params.buy_rsi"},
    {"sort": "-profit_total_pct", "limit": "1"},
    {"limit": "3"},
], ids=["sorted", "filtered", "both", "first", "limited"])
def test_neither_ranks_a_line_that_is_no_json(m, query):
    name = NAME.replace("13-30-00", "13-29-00")
    path = m.file.with_name(name)
    lines = m.file.read_text().splitlines()
    lines[1] = line_that_is_no_json(2)
    path.write_text("\n".join(lines) + "\n")
    try:
        a = m.get("strategies/Alpha/epochs?" + urllib.parse.urlencode(
            {"format": "csv", "file": name, **query}))
        r = offline(path, "--format", "csv", *(f"--{k}={v}" for k, v in query.items()))
    finally:
        path.unlink()
    assert a.status == 200, a
    assert r.returncode == 0
    assert r.stdout == a.body
    assert r.stdout.count(b"\n") > 1 and b"\n2," not in r.stdout
    assert r.stderr == b"ftmanager epochs: 1 line is no epoch (the first is line 2)\n"


@pytest.mark.parametrize("limit", ["-1", "0", "many", "", "99999999999999999999"])
def test_a_limit_that_is_none_is_refused(m, limit):
    for arguments in (["--limit", limit], [f"--limit={limit}"]):
        r = offline(m.file, *arguments)
        assert r.returncode == 2 and r.stdout == b"", arguments
        assert b"limit" in r.stderr


@pytest.mark.parametrize("arguments", [
    ["epochs"], ["evaluate", "--criteria", "trades > 0"],
    ["evaluate", "--criteria", "trades > 0", "--json"]], ids=["epochs", "text", "json"])
def test_what_a_full_disk_does_not_take_is_told(m, arguments):
    with open("/dev/full", "wb") as full:
        r = subprocess.run([BIN / "ftmanager", *arguments, m.file], stdout=full,
                           stderr=subprocess.PIPE, timeout=60, check=False)
    assert r.returncode == 1
    assert r.stderr == f"ftmanager {arguments[0]}: the output cannot be written\n".encode()


def test_the_command_takes_a_pipe_a_file_and_a_half_line(m, tmp_path):
    path = pathlib.Path(tmp_path / "a.fthypt")
    path.write_text(m.file.read_text().rstrip("\n"))
    whole = offline(m.file).stdout
    assert offline(path).stdout == whole
    target = tmp_path / "out.csv"
    assert offline(path, "--output", target).stdout == b""
    assert target.read_bytes() == whole
    assert offline(path, "--output", path).returncode == 2
    assert offline(path, "--filter", "trades>99").returncode == 3
    assert offline(tmp_path / "none").returncode == 2
