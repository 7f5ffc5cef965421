"""Whose results and whose params: what a run may take, and what it puts back."""

import json
import re

import pytest

from params import OLD, assert_bot_runs_with_what_the_file_holds
from suite import STRATEGY_PY, Freqtrade, Manager, wait_until


@pytest.fixture
def make(tmp_path):
    managers = []

    def make_(sim=None, strategies=None):
        f = Freqtrade(tmp_path / "freqtrade", sim=sim)
        m = Manager(tmp_path / "manager", f, strategies=strategies)
        managers.append(m)
        f.params_file("Alpha").write_bytes(OLD)
        return m.start()

    yield make_
    for m in managers:
        m.clean_up()


def test_a_relaunched_bot_does_not_go_on_with_params_that_were_undone(make):
    m = make(
        strategies=[
            {
                "name": "Alpha",
                "restart": {"ready_timeout": 8},
                "restart_policy": {
                    "mode": "on_failure",
                    "intensity": 50,
                    "backoff_ms": 200,
                    "backoff_max_ms": 200,
                },
            }
        ]
    )
    m.start_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "ready")
    run_id = m.start_run("Alpha")
    m.wait_step(run_id, "hyperopt")
    # The new bot crashes; what the policy starts instead never gets ready.
    m.freqtrade.misbehave(trade={"fail_exit": 2})
    relaunch = re.compile(re.escape(run_id) + r"\.restart_trade\.1\.r\d+")

    def relaunched():
        return relaunch.fullmatch(m.process_state("Alpha", "trade")["launch"])

    wait_until("a relaunch", relaunched, 60)
    m.freqtrade.misbehave(trade={"never_ready": True})
    m.wait_step(run_id, "restart_trade", ("failed",))
    assert relaunched()
    m.freqtrade.misbehave()
    run = m.wait_run(run_id)
    assert run["state"] == "restored" and run["reason"] == "timed_out", run
    assert m.freqtrade.params_file("Alpha").read_bytes() == OLD
    trade = assert_bot_runs_with_what_the_file_holds(m)
    assert trade["launch"].startswith(f"{run_id}.restore_trade."), trade


def test_the_result_of_somebody_elses_hyperopt_is_never_the_runs_own(make):
    m = make(sim={"hyperopt": {"startup_ms": 3000}})
    first = m.wait_run(m.start_run("Alpha", steps=["download_data"]))
    assert first["state"] == "done"
    by_hand = m.start_process("Alpha", "hyperopt")["launch"]
    m.wait_process("Alpha", "hyperopt", "running")
    run_id = m.start_run("Alpha", steps=["hyperopt", "evaluate"])
    m.wait_step(run_id, "hyperopt", ("waiting",))
    assert not m.freqtrade.results(), "theirs is not written yet"
    run = m.wait_run(run_id)
    assert run["state"] == "done", json.dumps(run, indent=1)
    decision = m.get(f"runs/{run_id}/decision").json
    writers = {
        x["name"]: x["launch"] for x in m.get("strategies/Alpha/hyperopt/files").json["items"]
    }
    assert sorted(writers.values()) == sorted([by_hand, f"{run_id}.hyperopt.1"])
    assert writers[decision["file"]] == f"{run_id}.hyperopt.1"


def test_the_params_of_an_archived_copy_are_not_mistaken_for_the_strategys(make):
    m = make(sim={"hyperopt-show": {"wrong_params": True}})
    archive = m.freqtrade.userdir / "strategies" / "archive"
    archive.mkdir()
    (archive / "alpha_2023.py").write_text(STRATEGY_PY.format(name="Alpha"))
    run = m.wait_run(m.start_run("Alpha"))
    assert run["state"] == "restored", json.dumps(run, indent=1)
    assert [s["name"] for s in run["steps"] if s["state"] == "failed"] == ["extract"]
    assert m.freqtrade.params_file("Alpha").read_bytes() == OLD
    assert not list(archive.glob("*.json"))
