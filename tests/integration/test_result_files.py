"""GET hyperopt/files: who wrote which result file, and which of them is shown."""

import os
import shutil
import time

import pytest
from suite import Freqtrade, Manager, wait_until

STEPS = ["hyperopt"]
EPOCHS = 6


def strategy(name):
    return {
        "name": name,
        "hyperopt": {
            "epochs": EPOCHS,
            "jobs": 2,
            "spaces": "buy sell",
            "timeframe_detail": "",
            "min_trades": 1,
        },
    }


@pytest.fixture
def manager(tmp_path):
    f = Freqtrade(tmp_path / "freqtrade", strategies=("Alpha", "Alpha_2"))
    strategies = [strategy("Alpha"), strategy("Alpha_2")]
    m = Manager(tmp_path / "manager", f, strategies=strategies)
    m.start()
    for name in ("Alpha", "Alpha_2"):
        m.start_process(name, "download_data")
        m.wait_process(name, "download_data", "completed")
    yield m
    m.clean_up()


def files(m, strategy="Alpha"):
    a = m.get(f"strategies/{strategy}/hyperopt/files")
    assert a.status == 200, a
    return a.json["items"]


def shown(m, strategy="Alpha"):
    return m.get(f"strategies/{strategy}").json["hyperopt"]


def of_launch(m, launch):
    return next((x for x in files(m) if x["launch"] == launch), None)


def run_hyperopt(m, strategy="Alpha"):
    """A run of that one step; its launch."""
    run = m.wait_run(m.start_run(strategy, steps=STEPS))
    step = next(s for s in run["steps"] if s["name"] == "hyperopt")
    assert step["state"] == "done", run
    return run["id"], step["launch"]


def next_second():
    """File names know whole seconds."""
    now = int(time.time())
    wait_until("the next second", lambda: int(time.time()) > now)


def test_files_name_their_launch_and_run_also_after_a_restart(manager):
    m = manager
    run, first = run_hyperopt(m)
    next_second()
    second = m.start_process("Alpha", "hyperopt")["launch"]
    m.wait_process("Alpha", "hyperopt", "completed")
    next_second()
    other_run, _ = run_hyperopt(m, "Alpha_2")

    def told():
        x = files(m)
        return x if len(x) == 2 and all(f["launch"] for f in x) else None

    before = wait_until("two files of Alpha", told)
    newest, oldest = before
    assert (oldest["launch"], oldest["run"]) == (first, run)
    assert (newest["launch"], newest["run"]) == (second, None)
    path = m.freqtrade.userdir / "hyperopt_results" / newest["name"]
    assert newest["bytes"] == path.stat().st_size
    assert newest["epochs"] == path.read_bytes().count(b"\n")
    # Mistake 15: Alpha_2's name contains Alpha's.
    others = files(m, "Alpha_2")
    assert len(others) == 1 and others[0]["run"] == other_run
    m.kill9()
    m.start()
    after = wait_until("two files of Alpha", told)
    assert [(x["name"], x["launch"], x["run"]) for x in after] == [
        (x["name"], x["launch"], x["run"]) for x in before
    ]
    # Any old one can be opened, and is counted from then on.
    assert after[1]["epochs"] is None
    a = m.get(f"strategies/Alpha/epochs?file={oldest['name']}")
    assert a.status == 200, a
    wait_until("its count", lambda: files(m)[1]["epochs"] == oldest["epochs"])


def test_only_its_own_file_is_shown_while_a_launch_runs(manager):
    m = manager
    run_hyperopt(m)
    folder = m.freqtrade.userdir / "hyperopt_results"
    old = files(m)[0]["name"]
    next_second()
    m.freqtrade.misbehave(epochs_per_s=2)
    launch = m.start_process("Alpha", "hyperopt")["launch"]
    wait_until("its file", lambda: shown(m)["launch"] == launch and shown(m)["file"])
    ours = shown(m)["file"]
    assert ours != old
    with open(folder / old, "ab") as f:
        f.write(b"{}\n")
    os.utime(folder / old)
    shutil.copy(folder / old, folder / "strategy_Alpha_2020-01-01_00-00-00.fthypt")
    shutil.copy(folder / old, folder / "strategy_Alpha_2_2099-01-01_00-00-00.fthypt")
    (folder / ".last_result.json").write_text('{"latest_hyp')
    at = shown(m)["epochs"]
    wait_until("more epochs", lambda: shown(m)["epochs"] > at)
    assert shown(m)["file"] == ours
    assert [x["name"] for x in files(m)] == [
        ours,
        old,
        "strategy_Alpha_2020-01-01_00-00-00.fthypt",
    ]
    m.wait_process("Alpha", "hyperopt", "completed")
    x = wait_until("the end", lambda: (y := shown(m))["epochs"] == EPOCHS and y)
    assert (x["file"], x["launch"], x["printed"]) == (ours, launch, [])
    assert of_launch(m, launch)["name"] == ours


def test_a_folder_of_ten_thousand_files_is_listed_and_followed(manager):
    m = manager
    folder = m.freqtrade.userdir / "hyperopt_results"
    folder.mkdir(exist_ok=True)
    for i in range(5_000):
        stamp = f"2020-{i // 420 + 1:02}-{i // 15 % 28 + 1:02}_00-{i % 15:02}-00"
        (folder / f"strategy_Alpha_{stamp}.fthypt").touch()
        (folder / f"strategy_Other{i}_{stamp}.fthypt").touch()
    assert len(list(folder.iterdir())) == 10_000
    began = time.monotonic()
    assert len(files(m)) == 5_000
    assert time.monotonic() - began < 5
    launch = m.start_process("Alpha", "hyperopt")["launch"]
    m.wait_process("Alpha", "hyperopt", "completed")
    x = wait_until("its epochs", lambda: (y := shown(m))["epochs"] == EPOCHS and y)
    assert x["launch"] == launch
