"""When trade ends unasked: what is started again, when, and what never is."""

import datetime
import json
import os
import signal

import pytest

from bots import bots
from suite import Freqtrade, Manager, alive, wait_until

QUICK = {"intensity": 2, "period_s": 600, "backoff_ms": 200, "backoff_max_ms": 400}
SLOW = {"backoff_ms": 60000, "backoff_max_ms": 60000}


@pytest.fixture
def suite(tmp_path):
    managers = []

    def make(policy, sim=None):
        f = Freqtrade(tmp_path / "freqtrade", sim=sim)
        entry = {"name": "Alpha", "restart_policy": policy}
        m = Manager(tmp_path / "manager", f, strategies=[entry])
        managers.append(m)
        return m.start()

    yield make
    for m in managers:
        m.clean_up()


def until(time_text):
    """Seconds from now until a time of the JSON."""
    then = datetime.datetime.fromisoformat(time_text.replace("Z", "+00:00"))
    return (then - datetime.datetime.now(datetime.timezone.utc)).total_seconds()


def kill_bot(m):
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    os.kill(pid, signal.SIGKILL)


def launch_states(m):
    return {x["launch"]: x for x in m.process_state("Alpha", "trade")["launches"]}


def test_a_crashed_bot_waits_as_it_says_and_comes_back(suite):
    m = suite({"backoff_ms": 2000, "backoff_max_ms": 2000}, sim={"startup_ms": 700})
    first = m.start_process("Alpha", "trade")["launch"]
    kill_bot(m)
    x = m.wait_process("Alpha", "trade", "backing_off")
    assert x["error"] == "killed by SIGKILL"
    assert (x["exit_signal"], x["pid"], x["wanted"]) == (9, None, True)
    assert 0 < until(x["restart_at"]) <= 2
    y = m.wait_process("Alpha", "trade", ("starting", "running"))
    assert (y["restart_at"], y["error"]) == (None, None)
    assert until(x["restart_at"]) <= 0, "not before it said"
    z = m.wait_process("Alpha", "trade", "ready")
    assert z["launch"] == first + ".r1" and z["restarts"] == 1
    assert launch_states(m)[first]["state"] == "failed"
    assert len(bots(m)) == 1


def test_a_crash_loop_is_given_up_and_a_person_starts_it_again(suite):
    m = suite(QUICK, sim={"trade": {"fail_exit": 1, "exit_zero_on_failure": True}})
    first = m.start_process("Alpha", "trade")["launch"]
    x = m.wait_process("Alpha", "trade", "given_up")
    assert x["exit_code"] == 0, "an exit 0 that nobody asked for is a failure"
    assert x["launch"] == first + ".r2" and x["restart_at"] is None
    assert "given up after 2 restarts within 600 s" in x["error"]
    assert "told to fail here" in x["error"] and "start it" in x["error"]
    m.kill9()
    m.start()
    y = m.process_state("Alpha", "trade")
    assert (y["state"], y["launch"], y["error"]) == ("given_up", x["launch"], x["error"])
    m.freqtrade.misbehave()
    m.start_process("Alpha", "trade")
    assert m.wait_process("Alpha", "trade", "ready")["restarts"] == 0


def test_a_wrong_strategy_is_given_up_at_once(suite):
    m = suite(QUICK)
    file = m.freqtrade.strategy_file("Alpha")
    text = file.read_text()
    file.unlink()
    m.start_process("Alpha", "trade")
    x = m.wait_process("Alpha", "trade", "given_up")
    assert (x["exit_code"], x["restarts"]) == (0, 0)
    assert x["error"].startswith("Impossible to load Strategy 'Alpha'.")
    assert "correct its configuration or strategy, then start it" in x["error"]
    m.kill9()
    m.start()
    assert m.process_state("Alpha", "trade")["error"] == x["error"]
    file.write_text(text)
    m.start_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "ready")


def test_an_exchange_that_cannot_be_reached_is_tried_again(suite):
    text = "Could not load markets, therefore cannot start."
    m = suite(SLOW, sim={"trade": {"fail_exit": 2, "fail_text": text}})
    m.start_process("Alpha", "trade")
    x = m.wait_process("Alpha", "trade", "backing_off")
    assert x["error"] == text and until(x["restart_at"]) > 30


def test_always_restarts_after_a_clean_exit_and_off_never_does(suite):
    m = suite({"mode": "always", **QUICK})
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    os.kill(pid, signal.SIGINT)
    wait_until("its next launch", lambda: m.process_state("Alpha", "trade")["restarts"])
    assert m.wait_process("Alpha", "trade", "ready")["restarts"] == 1
    assert not alive(pid) and len(bots(m)) == 1
    m.stop_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "stopped")
    off = m.yaml([{"name": "Alpha", "restart_policy": {"mode": "off"}}], "")
    (m.folder / "config.yaml").write_text(off)
    m.stop()
    m.start()
    m.start_process("Alpha", "trade")
    os.kill(m.wait_process("Alpha", "trade", "ready")["pid"], signal.SIGINT)
    x = m.wait_process("Alpha", "trade", "failed")
    assert (x["error"], x["exit_code"]) == ("ended by itself (exit code 0)", 0)
    m.kill9()
    m.start()
    assert m.process_state("Alpha", "trade")["state"] == "failed"
    assert bots(m) == []


def test_a_person_outranks_a_wait(suite):
    m = suite(SLOW)
    m.start_process("Alpha", "trade")
    kill_bot(m)
    m.wait_process("Alpha", "trade", "backing_off")
    m.stop_process("Alpha", "trade")
    x = m.wait_process("Alpha", "trade", "stopped")
    assert (x["wanted"], x["restart_at"]) == (False, None)
    m.kill9()
    m.start()
    assert m.process_state("Alpha", "trade")["state"] in ("failed", "stopped")
    assert bots(m) == [], "what a person stopped does not start by itself"
    m.start_process("Alpha", "trade")
    kill_bot(m)
    m.wait_process("Alpha", "trade", "backing_off")
    m.start_process("Alpha", "trade")
    x = m.wait_process("Alpha", "trade", "ready")
    assert (x["restarts"], x["restart_at"]) == (0, None)
    assert len(bots(m)) == 1


def test_a_run_holds_what_waits_and_starts_it_at_its_end(suite):
    m = suite(SLOW)
    m.start_process("Alpha", "trade")
    kill_bot(m)
    m.wait_process("Alpha", "trade", "backing_off")
    run = m.start_run("Alpha")
    x = m.wait_process("Alpha", "trade", "held")
    assert (x["held_by"], x["wanted"], x["restart_at"]) == (run, True, None)
    assert m.wait_run(run)["state"] == "done"
    assert m.wait_process("Alpha", "trade", "ready")["held_by"] in ("", None)
    assert len(bots(m)) == 1


def test_a_killed_manager_goes_on_with_the_wait_that_was_left(suite):
    m = suite({"backoff_ms": 4000, "backoff_max_ms": 4000})
    m.start_process("Alpha", "trade")
    kill_bot(m)
    x = m.wait_process("Alpha", "trade", "backing_off")
    m.kill9()
    m.start()
    y = m.process_state("Alpha", "trade")
    assert y["state"] == "backing_off" and bots(m) == []
    assert abs(until(x["restart_at"]) - until(y["restart_at"])) < 0.3
    m.wait_process("Alpha", "trade", "ready")
    assert until(y["restart_at"]) <= 0 and len(bots(m)) == 1


def test_a_manager_killed_while_a_bot_starts_adopts_it(suite):
    m = suite(QUICK, sim={"trade": {"startup_ms": 2500}})
    launch = m.start_process("Alpha", "trade")["launch"]
    pid = wait_until("its pid", lambda: m.process_state("Alpha", "trade")["pid"])
    m.kill9()
    m.start()
    x = m.wait_process("Alpha", "trade", "ready")
    assert (x["launch"], x["pid"], x["restarts"]) == (launch, pid, 0)
    assert bots(m) == [pid]


def machine_down(m, launch):
    """As after a boot: nothing runs, and what is on disk is of another one."""
    folder = m.state / "run/Alpha/trade" / launch
    state = json.loads((folder / "state.json").read_text())
    m.kill9()
    for who in ("shim", "main"):
        os.kill(state[who]["pid"], signal.SIGKILL)
    wait_until("them to be gone", lambda: not alive(state["main"]["pid"]))
    state["boot_id"] = "00000000-0000-0000-0000-000000000000"
    (folder / "state.json").write_text(json.dumps(state, separators=(",", ":")))


def test_after_a_boot_wanted_trade_starts_and_held_trade_does_not(suite):
    m = suite({"mode": "off"})
    first = m.start_process("Alpha", "trade")["launch"]
    m.wait_process("Alpha", "trade", "ready")
    machine_down(m, first)
    m.start()
    x = m.wait_process("Alpha", "trade", "ready")
    assert x["launch"] == first + ".r1" and len(bots(m)) == 1
    assert launch_states(m)[first]["error"] == "the machine went down while it ran"
    machine_down(m, x["launch"])
    file = m.state / "run/Alpha/trade/wanted.json"
    wanted = json.loads(file.read_text())
    file.write_text(json.dumps({**wanted, "held_by": "a-run"}))
    m.start()
    y = m.process_state("Alpha", "trade")
    assert y["launch"] == x["launch"] and y["held_by"] == "a-run"
    assert bots(m) == []
