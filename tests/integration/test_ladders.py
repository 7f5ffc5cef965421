"""How each kind is stopped, with what the real freqtrade makes of signals."""

import os
import pathlib
import re
import signal
import subprocess

import pytest

from bots import suite  # noqa: F401
from suite import Freqtrade, Manager, alive, wait_until
from test_priorities import tree_of

SHORT = "INT:main:300,TERM:group:300,KILL:tree:0"
KINDS = ["trade", "download_data", "backtest", "hyperopt"]


@pytest.fixture
def with_ladder(tmp_path):
    """A manager whose strategy is stopped by a short ladder, unless by none."""
    managers = []

    def make(sim, stop=SHORT):
        f = Freqtrade(tmp_path / "freqtrade", sim=sim)
        strategy = {"name": "Alpha", "restart_policy": {"mode": "off"}}
        if stop:
            strategy["stop"] = {kind: stop for kind in KINDS}
        managers.append(Manager(tmp_path / "manager", f, [strategy]).start())
        return managers[-1]

    yield make
    for m in managers:
        m.clean_up()


def begin(m, kind):
    """Starts it on data that is there; its pid once it is at work."""
    if kind in ("backtest", "hyperopt"):
        run = m.wait_run(m.start_run("Alpha", steps=["download_data"]))
        assert run["state"] == "done"
    m.freqtrade.misbehave(**m.hostile)
    m.start_process("Alpha", kind)
    p = m.wait_process("Alpha", kind, "ready" if kind == "trade" else "running")
    field = "SigIgn" if m.hostile.get("ignore_sigint") else "SigCgt"
    wait_until("it to have set its signals", lambda: has_set(p["pid"], field))
    return p["pid"]


def has_set(pid, field):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    mask = int(re.search(rf"{field}:\s+(\S+)", text)[1], 16)
    wanted = [signal.SIGINT, signal.SIGTERM] if field == "SigIgn" else [signal.SIGINT]
    return all(mask >> (s - 1) & 1 for s in wanted)


def left(m):
    return [p for p in m.own_pids() if alive(p) and p != m.process.pid]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "deaf,ended_by",
    [
        ({"ignore_sigint": True, "ignore_sigterm": True}, signal.SIGKILL),
        ({}, None),
    ],
    ids=["deaf_to_all", "that_hears"],
)
def test_the_ladder_ends_a_process(with_ladder, kind, deaf, ended_by):
    m = with_ladder({}, SHORT if deaf else None)
    m.hostile = {"hang": kind != "trade", "import_ms": 0, "heartbeat_ms": 200, **deaf}
    pid = begin(m, kind)
    m.stop_process("Alpha", kind)
    p = m.wait_process("Alpha", kind, "stopped")
    assert not alive(pid) and left(m) == []
    if ended_by:
        assert p["exit_signal"] == ended_by
    else:
        assert p["exit_signal"] in (None, signal.SIGINT)


def test_sigterm_from_outside_orphans_the_workers_and_they_are_swept(with_ladder):
    m = with_ladder({})
    m.hostile = {"hyperopt": {"epochs_per_s": 5, "orphans": 2}}
    pid = begin(m, "hyperopt")
    tree = wait_until("its workers", lambda: len(t := tree_of(pid)) > 2 and t)
    os.kill(pid, signal.SIGTERM)
    p = m.wait_process("Alpha", "hyperopt", "failed")
    assert p["exit_signal"] == signal.SIGTERM
    assert left(m) == [] and not any(alive(x) for x in tree)


def test_sigint_during_the_imports_is_a_stop_as_any_other(with_ladder):
    m = with_ladder({}, None)
    m.freqtrade.misbehave(import_ms=20_000)
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", ("running", "starting"))["pid"]
    m.stop_process("Alpha", "trade")
    p = m.wait_process("Alpha", "trade", "stopped")
    assert not alive(pid)
    assert p["exit_signal"] == signal.SIGINT


def test_a_bot_that_fails_with_exit_code_0_has_failed(with_ladder):
    # freqtrade 2023.x ends so on most errors.
    m = with_ladder({})
    m.freqtrade.misbehave(exit_zero_on_failure=True, fail_exit=2, fail_text="no such pair")
    m.start_process("Alpha", "trade")
    p = m.wait_process("Alpha", "trade", ("failed", "completed", "stopped"))
    assert (p["state"], p["exit_code"]) == ("failed", 0), p
    assert "no such pair" in p["error"]


def test_a_hyperopt_that_is_locked_out_is_a_failure(with_ladder):
    m = with_ladder({})
    m.hostile = {"hyperopt": {"epochs_per_s": 5}}
    run = m.wait_run(m.start_run("Alpha", steps=["download_data"]))
    assert run["state"] == "done"
    m.freqtrade.misbehave(**m.hostile)
    words = ["hyperopt", "-c", "config.json", "--strategy", "Alpha", "--hyperopt-loss",
             "SharpeHyperOptLossDaily", "--spaces", "buy", "-e", "5000", "-j", "1"]
    by_hand = subprocess.Popen(
        [".venv/bin/freqtrade", *words], cwd=m.freqtrade.folder,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until("its first epochs", m.freqtrade.results)
        m.start_process("Alpha", "hyperopt", force=True)
        p = m.wait_process("Alpha", "hyperopt", ("failed", "completed"))
        assert (p["state"], p["exit_code"]) == ("failed", 0), p
        assert "Another running instance" in p["error"]
        assert alive(by_hand.pid)
    finally:
        os.killpg(by_hand.pid, signal.SIGKILL)
        by_hand.wait(10)
