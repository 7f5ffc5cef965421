"""A million epochs in the manager: memory, and questions about them."""

import pathlib
import re
import time

from epoch_lines import Lines

OTHER = [
    {"field": "max_drawdown", "operator": "<=", "value": 20},
    {"field": "winrate", "operator": ">=", "value": 0.3},
    {"field": "sharpe", "operator": ">", "value": -5, "sort": "desc"},
]
BY_PARAMETER = [*OTHER, {"field": "params.buy_dev", "operator": ">=", "value": 2, "sort": "asc"}]


def rss_mb(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024


def wait(what, check, seconds=300):
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            raise SystemExit(f"waited too long for {what}")
        time.sleep(0.05)


def watched(m):
    return m.get("state").json["data"]["hyperopt"][0]["epochs"]


def asked(m, **body):
    """Milliseconds of a question as a client of the loopback sees it: the best
    and the median of ten."""
    took = []
    for _ in range(10):
        begin = time.monotonic()
        a = m.post("strategies/Alpha/evaluate", body, timeout=120)
        took.append((time.monotonic() - begin) * 1000)
        assert a.status == 200, a
    took.sort()
    return {"best_ms": round(took[0], 1), "median_ms": round(took[5], 1)}


def million(make, epochs=1_000_000):
    m = make()
    folder = m.freqtrade.userdir / "hyperopt_results"
    folder.mkdir(exist_ok=True)
    hidden = folder / "made.tmp"
    Lines(700).write(hidden, count=epochs)
    Lines(700).write(folder / "strategy_Alpha_2024-01-01_00-00-00.fthypt", count=10)
    m.start()
    wait("the first file", lambda: watched(m) == 10)
    before = rss_mb(m.process.pid)
    begin = time.monotonic()
    size = hidden.stat().st_size / 1e6
    hidden.rename(folder / "strategy_Alpha_2024-01-02_00-00-00.fthypt")
    wait("a million epochs", lambda: watched(m) == epochs)
    took = time.monotonic() - begin
    time.sleep(1)
    held = rss_mb(m.process.pid)
    y = {
        "epochs": epochs,
        "file_mb": round(size),
        "read_s": round(took, 2),
        "rss_growth_mb": round(held - before, 1),
        "what_if_limit_4": asked(m, criteria=OTHER, limit=4),
        "sorted_page_of_8192": asked(m, criteria=OTHER, limit=8192),
        "front_of_2_fields": asked(m, limit=1, pareto=["profit_total_pct", "max_drawdown"]),
        "front_of_3_fields": asked(m, limit=1, pareto=["profit_total_pct", "max_drawdown", "sharpe"]),
    }
    asked_mb = rss_mb(m.process.pid)
    y["rss_growth_after_questions_mb"] = round(asked_mb - before, 1)
    begin = time.monotonic()
    a = m.post("strategies/Alpha/evaluate", {"criteria": BY_PARAMETER, "limit": 4}, timeout=120)
    assert a.status == 200, a
    y["parameters_read_s"] = round(time.monotonic() - begin, 2)
    y["rss_of_4_parameters_mb"] = round(rss_mb(m.process.pid) - asked_mb, 1)
    y["what_if_by_parameter"] = asked(m, criteria=BY_PARAMETER, limit=4)
    y["stability"] = asked(m, limit=4, study=1)
    m.clean_up()
    return y
