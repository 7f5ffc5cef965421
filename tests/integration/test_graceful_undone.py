"""Params that come while trade goes on, of a run that is undone: trade never
goes on with them, whoever had it load them."""

import json
import os
import signal

import pytest

from rest_bots import rest_suite  # noqa: F401
from suite import wait_until

# A value that no hyperopt finds: it lies outside of its space.
OLD_PARAMS = b'{"strategy_name": "Alpha", "params": {"buy": {"buy_rsi": 7}, "sell": {}}}'
QUICK = {"heartbeat_ms": 500, "throttle_ms": 200, "reload_ms": 50}
NEW_BEST = {
    "restart_mode": "graceful",
    "restart": {"ready_timeout": 20},
    "restart_policy": {"backoff_ms": 100},
    "extract": {"on_new_best": True},
    "hyperopt": {"epochs": 2000, "jobs": 2, "spaces": "buy sell", "timeframe_detail": "", "min_trades": 1},
}


@pytest.fixture
def in_hyperopt(rest_suite):
    """A run whose hyperopt has brought new params in beside trade."""

    def begin():
        m = rest_suite(sim={"trade": QUICK, "hyperopt": {"epochs_per_s": 5}}, strategy=NEW_BEST)
        file = m.freqtrade.params_file("Alpha")
        file.write_bytes(OLD_PARAMS)
        m.start_process("Alpha", "trade")
        m.old_trade = m.wait_process("Alpha", "trade", "ready")
        run_id = m.start_run("Alpha")
        m.wait_step(run_id, "hyperopt")
        wait_until("new params", lambda: file.read_bytes() not in (OLD_PARAMS, b""), 60)
        return m, run_id

    return begin


def cancel(m, run_id):
    assert m.post(f"runs/{run_id}/cancel").status == 202
    run = m.wait_run(run_id)
    assert run["state"] == "restored", json.dumps(run, indent=1)
    assert m.freqtrade.params_file("Alpha").read_bytes() == OLD_PARAMS
    return run


def relaunch_of(m):
    def check():
        x = m.trade()
        return x["state"] == "ready" and x["pid"] not in (None, m.old_trade["pid"]) and x

    return wait_until("its relaunch", check)


def loaded(m):
    """The value of buy_rsi that the newest load of trade printed."""
    said = m.console_of_bot().rpartition("Strategy Parameter: buy_rsi = ")[2]
    return said.split("\n")[0].strip()


def old_value():
    return str(json.loads(OLD_PARAMS)["params"]["buy"]["buy_rsi"])


def test_trade_that_kept_the_old_params_is_left_alone(in_hyperopt):
    m, run_id = in_hyperopt()
    cancel(m, run_id)
    after = m.trade()
    assert (after["pid"], after["state"]) == (m.old_trade["pid"], "ready")
    assert loaded(m) == old_value()


def test_trade_that_crashed_and_came_back_with_the_new_gets_the_old(in_hyperopt):
    m, run_id = in_hyperopt()
    os.kill(m.old_trade["pid"], signal.SIGKILL)
    relaunched = relaunch_of(m)
    assert loaded(m) != old_value(), "it has what hyperopt brought"
    run = cancel(m, run_id)
    after = m.wait_process("Alpha", "trade", "ready")
    assert after["pid"] != relaunched["pid"]
    assert loaded(m) == old_value()
    assert "may have loaded the new params" in json.dumps(run)


def test_trade_that_a_person_reloads_meanwhile_gets_the_old(in_hyperopt):
    m, run_id = in_hyperopt()
    m.call_bot("POST", "reload_config")
    wait_until("its reload", lambda: "from RELOAD_CONFIG to: RUNNING" in m.console_of_bot())
    assert loaded(m) != old_value()
    cancel(m, run_id)
    m.wait_process("Alpha", "trade", "ready")
    assert loaded(m) == old_value()


def test_the_manager_is_killed_meanwhile(in_hyperopt):
    m, run_id = in_hyperopt()
    os.kill(m.old_trade["pid"], signal.SIGKILL)
    relaunch_of(m)
    m.kill9()
    m.start()
    run = m.wait_run(run_id)
    assert run["state"] == "restored", json.dumps(run, indent=1)
    assert m.freqtrade.params_file("Alpha").read_bytes() == OLD_PARAMS
    m.wait_process("Alpha", "trade", "ready")
    assert loaded(m) == old_value()
