"""Result files that freqtrade never writes: real binaries count what is in
them, stay small and answer meanwhile."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import pytest
from suite import BIN, Freqtrade, Manager, wait_until

NAME = "strategy_Alpha_2024-01-01_00-00-00.fthypt"
# Buffers of a line at its longest, 64 MiB, and what points into it.
MOST_MB = 420


def line(number, profit=0.03, trades="[]"):
    x = {
        "loss": -profit,
        "params_dict": {"buy_rsi": number},
        "params_details": {},
        "results_metrics": {
            "trades": "@",
            "total_trades": 3,
            "wins": 2,
            "draws": 0,
            "losses": 1,
            "profit_mean": profit / 3,
            "profit_total": profit,
            "profit_total_abs": 30,
            "max_drawdown_account": 0.02,
            "max_drawdown_abs": 2,
            "holding_avg_s": 60,
        },
        "current_epoch": number,
        "is_best": False,
    }
    return json.dumps(x).replace('"@"', trades).encode()


# A process's peak counts what it had before exec, which is what made it: a
# small one, since this one may have grown to any size.
PEAK_OF = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:], stdout=open(sys.argv[1], "wb")).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def evaluate(path):
    """What `ftmanager evaluate` says, its seconds and its peak in MB."""
    out = path.parent / "out.json"
    command = [BIN / "ftmanager", "evaluate", path, "--json", "--criteria", "objective asc"]
    begin = time.monotonic()
    told = subprocess.run([sys.executable, "-S", "-c", PEAK_OF, out, *command], stdout=subprocess.PIPE, check=True).stdout
    took = time.monotonic() - begin
    code, peak = map(int, told.split())
    assert code == 0
    return json.loads(out.read_bytes()), took, peak / 1024


@pytest.fixture
def in_memory(tmp_path):
    """A folder where the hole of a file costs neither disk nor page cache."""
    if not os.access("/dev/shm", os.W_OK):
        yield tmp_path
        return
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ftm-hostile-", dir="/dev/shm"))
    yield folder
    shutil.rmtree(folder)


def sparse(path, size):
    """Two epochs with a hole between them, which is one line of NULs."""
    with open(path, "wb") as f:
        f.write(line(1) + b"\n")
        f.seek(size)
        f.write(b"\n" + line(2, 0.05) + b"\n")


def test_five_gigabytes_of_nothing_cost_evaluate_neither_memory_nor_minutes(in_memory):
    path = in_memory / NAME
    sparse(path, 5 << 30)
    y, took, peak = evaluate(path)
    assert y["epochs"] == 2 and y["rejected_lines"] == 1
    assert y["winner"]["line"] == 3
    assert peak < MOST_MB, peak
    assert took < 60, took


def test_a_gigabyte_of_epochs_costs_evaluate_no_gigabyte(tmp_path):
    path = tmp_path / NAME
    text = line(1, 0.03, '["' + "x" * 300_000 + '"]') + b"\n"
    with open(path, "wb") as f:
        for _ in range((1 << 30) // len(text)):
            f.write(text)
    y, _, peak = evaluate(path)
    path.unlink()
    assert y["epochs"] == (1 << 30) // len(text)
    assert peak < 40, peak


@pytest.fixture
def m(tmp_path):
    manager = Manager(tmp_path / "manager", Freqtrade(tmp_path / "freqtrade"))
    (manager.freqtrade.userdir / "hyperopt_results").mkdir()
    manager.start()
    yield manager
    manager.clean_up()


def shown(m):
    """Epochs and rejected lines as the state has them; asks nobody to read."""
    x = next((x for x in m.get("state").json["data"]["hyperopt"] if x["strategy"] == "Alpha"), None)
    return (x["file"], x["epochs"], x["rejected_lines"]) if x else None


def wait_shown(m, epochs, rejected, name=NAME):
    wait_until(f"{epochs} epochs, {rejected} rejected", lambda: shown(m) == (name, epochs, rejected))


def rss_mb(m, key="VmRSS"):
    text = pathlib.Path(f"/proc/{m.process.pid}/status").read_text()
    return int(re.search(key + r":\s+(\d+)", text)[1]) / 1024


def test_whatever_a_file_becomes_its_counts_are_right(m):
    path = m.freqtrade.userdir / "hyperopt_results" / NAME

    def append(data):
        with open(path, "ab") as f:
            f.write(data)

    append(b"")
    wait_shown(m, 0, 0)
    append(b"\n" * 1000 + line(1) + b"\r\n\xef\xbb\xbf" + line(2) + b"\n")
    wait_shown(m, 1, 1001)
    append(b"\0" * 5000 + b"\n" + line(3) + b"\n" + line(4)[:300])
    wait_shown(m, 2, 1002)
    append(line(4)[300:])
    append(b"\n" + line(5).replace(b"-0.03", b"1e400") + b"\n" + b"[" * 100_000 + b"\n\xff\n")
    wait_shown(m, 4, 1004)
    rows = m.get(f"strategies/Alpha/epochs?file={NAME}").json["items"]
    assert [(r["line"], r["epoch"], r["objective"]) for r in rows] == [
        (1001, 1, -0.03), (1004, 3, -0.03), (1005, 4, -0.03), (1006, 5, None)
    ]
    assert rows[3]["nonfinite"]["objective"] == "Infinity"
    record = m.get(f"strategies/Alpha/epochs/1006?file={NAME}").json["record"]
    assert record["nonfinite"] == {"loss": "Infinity"}
    # Shrinks, is emptied, and is another file of the same name.
    with open(path, "r+b") as f:
        f.truncate(1000)
    wait_shown(m, 0, 1000)
    with open(path, "r+b") as f:
        f.truncate(0)
    wait_shown(m, 0, 0)
    other = path.with_suffix(".new")
    other.write_bytes(line(8) + b"\ngarbage\n" + line(9) + b"\n")
    other.rename(path)
    wait_shown(m, 2, 1)
    assert m.get(f"strategies/Alpha/best?file={NAME}").json["epochs"] == 2


def test_a_line_of_fifty_megabytes_comes_in_pieces_and_harms_nobody(m):
    path = m.freqtrade.userdir / "hyperopt_results" / NAME
    long = line(2, 0.05, "[" + "1.5," * (50 << 18) + "1]")
    assert len(long) > 50 << 20
    slowest = 0.0
    with open(path, "wb") as f:
        f.write(line(1) + b"\n")
        for i in range(0, len(long), 1 << 20):
            f.write(long[i : i + (1 << 20)])
            f.flush()
            begin = time.monotonic()
            assert m.get("state").status == 200
            slowest = max(slowest, time.monotonic() - begin)
        wait_shown(m, 1, 0)
        f.write(b"\n" + line(3) + b"\n")
    wait_shown(m, 3, 0)
    best = m.get(f"strategies/Alpha/best?file={NAME}").json
    assert best["winner"]["line"] == 2 and best["rejected_lines"] == 0
    assert rss_mb(m, "VmHWM") < MOST_MB
    assert slowest < 2, slowest
    wait_until("the memory to be given back", lambda: rss_mb(m) < 100)


def test_five_gigabytes_of_nothing_are_one_rejected_line(m, in_memory):
    made = in_memory / NAME
    sparse(made, 5 << 30)
    folder = m.freqtrade.userdir / "hyperopt_results"
    folder.rmdir()
    folder.symlink_to(in_memory)
    slowest, end = 0.0, time.monotonic() + 90
    while shown(m) != (NAME, 2, 1):
        begin = time.monotonic()
        assert begin < end, shown(m)
        assert m.get("strategies").status == 200
        slowest = max(slowest, time.monotonic() - begin)
        time.sleep(0.05)
    assert slowest < 2, slowest
    assert rss_mb(m, "VmHWM") < MOST_MB
    wait_until("the memory to be given back", lambda: rss_mb(m) < 100)
