"""What trade does, running or stopped by a person, it does again after a run."""

import json

import pytest

from rest_bots import rest_suite  # noqa: F401
from suite import wait_until

QUICK = {"heartbeat_ms": 500, "throttle_ms": 200, "reload_ms": 50}
MODES = ("hard", "graceful")


def note_of(run, name="restart_trade"):
    return next(s for s in run["steps"] if s["name"] == name)["note"]


def suspended(m):
    t = m.trade()
    return t["state"] == "running" and t["worker_state"] == "stopped" and t


@pytest.mark.parametrize("mode", MODES)
def test_trade_that_a_person_suspended_stays_suspended(rest_suite, mode):
    m = rest_suite(sim={"trade": QUICK}, strategy={"restart_mode": mode})
    m.start_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "ready")
    m.call_bot("POST", "stop")
    before = wait_until("it is suspended", lambda: suspended(m))
    run = m.wait_run(m.start_run("Alpha"))
    assert run["state"] == "done", json.dumps(run, indent=1)
    assert "up and stopped, as trade was before" in note_of(run), run
    after = suspended(m)
    assert after and after["pid"] != before["pid"]
    assert "to: RUNNING" not in m.console_of_bot(), "it traded for a while"


@pytest.mark.parametrize("mode", MODES)
def test_trade_that_a_person_began_trades_again(rest_suite, mode):
    m = rest_suite(sim={"trade": QUICK}, strategy={"restart_mode": mode}, start=False)
    m.freqtrade.config["initial_state"] = "stopped"
    m.freqtrade.write_config()
    m.start()
    m.start_process("Alpha", "trade")
    wait_until("it is up", lambda: suspended(m))
    m.call_bot("POST", "start")
    m.wait_process("Alpha", "trade", "ready")
    run = m.wait_run(m.start_run("Alpha"))
    assert run["state"] == "done", json.dumps(run, indent=1)
    assert "is ready" in note_of(run), run
    assert m.trade()["worker_state"] == "running"


def test_a_config_that_says_nothing_is_no_failed_start(rest_suite):
    m = rest_suite(sim={"trade": QUICK}, start=False)
    del m.freqtrade.config["initial_state"]
    m.freqtrade.write_config()
    m.start()
    m.start_process("Alpha", "trade")
    wait_until("it is up", lambda: suspended(m))
    run = m.wait_run(m.start_run("Alpha"))
    assert run["state"] == "done", json.dumps(run, indent=1)
    assert suspended(m)
