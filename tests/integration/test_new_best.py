"""extract.on_new_best: params of the best epoch so far, while hyperopt runs."""

import json

import pytest

from params import OLD, assert_bot_runs_with_what_the_file_holds, assert_params_are_those_of
from suite import Freqtrade, Manager, wait_until


def strategy(epochs):
    return {
        "name": "Alpha",
        "extract": {"on_new_best": True},
        "hyperopt": {
            "epochs": epochs,
            "jobs": 2,
            "spaces": "buy sell",
            "timeframe_detail": "",
            "min_trades": 1,
        },
    }


@pytest.fixture
def make(tmp_path):
    managers = []

    def make_(epochs, epochs_per_s):
        f = Freqtrade(
            tmp_path / "freqtrade", sim={"hyperopt": {"epochs_per_s": epochs_per_s}}
        )
        m = Manager(tmp_path / "manager", f, strategies=[strategy(epochs)])
        managers.append(m)
        f.params_file("Alpha").write_bytes(OLD)
        m.start()
        m.start_process("Alpha", "trade")
        m.wait_process("Alpha", "trade", "ready")
        return m

    yield make_
    for m in managers:
        m.clean_up()


def shown_by(m):
    return m.process_state("Alpha", "hyperopt_show")["launch"] or ""


def test_params_change_while_hyperopt_runs_and_cancel_puts_the_old_ones_back(make):
    m = make(epochs=500, epochs_per_s=5)
    file = m.freqtrade.params_file("Alpha")
    run_id = m.start_run("Alpha")
    m.wait_step(run_id, "hyperopt")
    wait_until("new params", lambda: file.read_bytes() not in (OLD, b""), 60)
    assert shown_by(m).startswith(f"{run_id}.new_best.")
    run = m.run(run_id)
    assert run["step"] == "hyperopt" and run["state"] == "running"
    # Trade is paused by the cycle, and not started by this.
    assert m.process_state("Alpha", "trade")["state"] == "held"
    assert m.post(f"runs/{run_id}/cancel").status == 202
    run = m.wait_run(run_id)
    assert run["state"] == "restored", json.dumps(run, indent=1)
    assert file.read_bytes() == OLD
    assert_bot_runs_with_what_the_file_holds(m)
    for kind in ("hyperopt", "hyperopt_show"):
        assert m.process_state("Alpha", kind)["state"] not in ("running", "starting")


def test_the_end_of_the_run_decides_as_always(make):
    m = make(epochs=40, epochs_per_s=8)
    run = m.wait_run(m.start_run("Alpha"), timeout=90)
    assert run["state"] == "done", json.dumps(run, indent=1)
    hyperopt = next(s for s in run["steps"] if s["name"] == "hyperopt")
    assert "was brought in" in hyperopt["note"], hyperopt
    decision = m.get(f"runs/{run['id']}/decision").json
    assert_params_are_those_of(m, decision["winner"]["line"], decision["file"])
    assert_bot_runs_with_what_the_file_holds(m)
    assert shown_by(m) == f"{run['id']}.extract.1"
