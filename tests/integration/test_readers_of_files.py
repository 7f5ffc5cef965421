"""What many readers of old files must not do to the file that is shown, and
what a slow file must not do to its readers."""

import concurrent.futures
import json
import os

from bots import suite  # noqa: F401
from suite import wait_until
from test_epochs_export import epoch_line

ROWS = 1200
PADDING = 24_000  # bytes of a line, so that a file takes several slices


def padded(number, profit):
    line = json.loads(epoch_line(number, profit))
    line["results_metrics"]["trades"] = ["x" * PADDING]
    return json.dumps(line, separators=(",", ":"))


def write(path, best, rows=ROWS):
    with open(path, "w") as f:
        for i in range(1, rows + 1):
            f.write(padded(i, 0.9 if i == best else 0.1) + "\n")


def hyperopt(m):
    state = m.request("GET", "/api/v1/state").json["data"]
    return next(x for x in state["hyperopt"] if x["strategy"] == "Alpha")


def results(m):
    folder = m.freqtrade.userdir / "hyperopt_results"
    folder.mkdir(exist_ok=True)
    return folder


def csv_of(m, name):
    a = m.request("GET", f"/api/v1/strategies/Alpha/epochs?format=csv&columns=line&file={name}")
    return a.status, a.body.count(b"\r\n") - 1


def test_readers_of_old_files_leave_the_shown_one_alone(suite):
    m = suite()
    folder = results(m)
    old = [f"strategy_Alpha_2024-01-0{i}_00-00-00.fthypt" for i in range(1, 7)]
    for name in old:
        write(folder / name, 7)
    write(folder / "strategy_Alpha_2024-02-01_00-00-00.fthypt", ROWS - 1)
    wait_until("all epochs", lambda: hyperopt(m)["epochs"] == ROWS)
    before = hyperopt(m)
    assert before["winner"]["line"] == ROWS - 1
    seen = []
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(csv_of, m, name) for name in old]
        while not all(x.done() for x in asked):
            seen.append(hyperopt(m))
    assert [x.result() for x in asked] == [(200, ROWS)] * len(old)
    assert seen and all(x == before for x in seen), [x for x in seen if x != before][:1]


def test_a_slow_file_is_exported_whole_or_not_at_all(suite):
    """A hole makes a file that takes longer to read than a question waits."""
    m = suite()
    path = results(m) / "strategy_Alpha_2024-01-01_00-00-00.fthypt"
    with open(path, "w") as f:
        for i in range(1, 301):
            f.write(epoch_line(i) + "\n")
        f.truncate(f.tell() + (36 << 30))
        f.seek(0, os.SEEK_END)
        f.write("\n")
        for i in range(301, 601):
            f.write(epoch_line(i) + "\n")
    newer = results(m) / "strategy_Alpha_2024-01-02_00-00-00.fthypt"
    newer.write_text(epoch_line(1) + "\n")
    status, rows = csv_of(m, path.name)
    assert (status, rows) == (200, 600)
    a = m.request("GET", f"/api/v1/strategies/Alpha/epochs?limit=1000&file={path.name}").json
    assert len(a["items"]) == 600 and a["next_cursor"] is None


def test_the_last_line_of_an_ended_file_needs_no_newline(suite):
    m = suite()
    path = results(m) / "strategy_Alpha_2024-01-01_00-00-00.fthypt"
    path.write_text("\n".join(epoch_line(i, i / 100) for i in range(1, 21)))
    wait_until("all epochs", lambda: hyperopt(m)["epochs"] == 20)
    assert hyperopt(m)["winner"]["line"] == 20
    assert m.request("GET", "/api/v1/strategies/Alpha/epochs/20").json["epoch"]["epoch"] == 20
    with open(path, "a") as f:
        f.write("\n" + epoch_line(21, 0.5) + "\n")
    wait_until("one more", lambda: hyperopt(m)["epochs"] == 21)
    assert hyperopt(m)["rejected_lines"] == 0
