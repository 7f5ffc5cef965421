"""What the manager learns from a running bot: readiness, figures, hangs, and
every way in which its REST can misbehave."""

import json
import os
import signal
import socket
import time

import pytest

from bots import bots
from rest_bots import PASSWORD, rest_suite  # noqa: F401
from suite import alive, wait_until

QUICK = {"heartbeat_ms": 200, "first_heartbeat_ms": 100, "throttle_ms": 200}


def told(m, what, check, timeout=30):
    """The bot's figures as soon as they are as `check` wants them."""

    def look():
        b = m.bot()
        return b if b and check(b) else None

    try:
        return wait_until(what, look, timeout)
    except AssertionError as e:
        raise AssertionError(f"{e}\n{json.dumps(m.trade(), indent=1)[:2500]}\n{m.console()}") from None


def test_shows_what_the_bot_s_rest_tells(rest_suite):
    m = rest_suite(sim={"trade": QUICK})
    launch = m.start_process("Alpha", "trade")["launch"]
    b = told(m, "all figures", lambda b: b["balance"] is not None)
    assert b["state"] == "running" and b["error"] is None and b["launch"] == launch
    assert b["version"] == "2023.2" and b["stake_currency"] == "USDT"
    assert b["max_open_trades"] == 3 and b["open_trades"] is not None
    assert b["closed_trades"] == 0 and b["profit_closed"] == 0
    assert abs(b["balance"] - 1000) < 50
    first = b["last_process"]
    told(m, "a later loop", lambda b: b["last_process"] != first)
    facts = m.get("state").json["data"]["process"]
    assert next(p for p in facts if p["kind"] == "trade")["bot"]["state"] == "running"
    m.stop_process("Alpha", "trade")
    assert m.wait_process("Alpha", "trade", "stopped")["bot"] is None


def test_2024_tells_the_same(rest_suite):
    m = rest_suite(sim={"trade": {**QUICK, "rest_version": "2024.9"}})
    m.start_process("Alpha", "trade")
    b = told(m, "all figures", lambda b: b["balance"] is not None and b["last_process"])
    assert b["version"] == "2024.9"


def test_a_bot_without_a_rest_has_no_figures(rest_suite):
    m = rest_suite(rest=False, sim={"trade": QUICK})
    m.start_process("Alpha", "trade")
    assert m.wait_process("Alpha", "trade", "ready")["bot"] is None
    assert "listen_port" not in m.console()


def test_ready_by_its_rest_though_its_console_is_mute(rest_suite):
    m = rest_suite(sim={"trade": {"mute_console": True, "rest_after_ms": 700}})
    m.start_process("Alpha", "trade")
    assert m.trade()["state"] != "ready"
    m.wait_process("Alpha", "trade", "ready")
    assert "RUNNING" not in m.console_of_bot()
    assert m.bot()["state"] == "running"


def test_stopped_and_started_by_a_person_s_rest(rest_suite):
    m = rest_suite(sim={"trade": QUICK})
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    m.call_bot("POST", "stop")
    m.wait_process("Alpha", "trade", "running")
    told(m, "stopped", lambda b: b["state"] == "stopped")
    m.call_bot("POST", "start")
    assert m.wait_process("Alpha", "trade", "ready")["pid"] == pid
    told(m, "running", lambda b: b["state"] == "running")


def test_an_adopted_bot_is_asked_again(rest_suite):
    m = rest_suite(sim={"trade": QUICK})
    m.start_process("Alpha", "trade")
    told(m, "all figures", lambda b: b["balance"] is not None)
    m.kill9()
    m.start()
    told(m, "all figures", lambda b: b["balance"] is not None)
    assert m.trade()["state"] == "ready"


@pytest.mark.parametrize(
    "misbehaviour, says",
    [
        ({"rest_mute": True}, "does not answer within 5 s"),
        ({"rest_password": "another"}, "does not take the username and password"),
        ({"rest_garbage": True}, "show_config with what is no JSON object"),
        ({"rest_after_ms": 3_600_000}, "Connection refused"),
    ],
    ids=["mute", "wrong_password", "garbage", "never_up"],
)
def test_says_what_is_wrong_with_the_rest(rest_suite, misbehaviour, says):
    m = rest_suite(sim={"trade": {**QUICK, **misbehaviour}})
    m.start_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "ready")  # by its console
    b = told(m, "the error", lambda b: says in (b["error"] or ""))
    assert b["state"] is None and b["balance"] is None
    assert m.trade()["state"] == "ready"
    assert PASSWORD not in m.console() and PASSWORD not in json.dumps(m.get("state").json)


def test_a_slow_rest_is_waited_for(rest_suite):
    m = rest_suite(sim={"trade": {**QUICK, "rest_slow_ms": 700}})
    m.start_process("Alpha", "trade")
    b = told(m, "all figures", lambda b: b["balance"] is not None)
    assert b["error"] is None
    # Nobody waits for it: the manager answers meanwhile.
    assert m.stop_process("Alpha", "trade")["state"] == "stopping"
    m.wait_process("Alpha", "trade", "stopped")


def test_no_address_of_this_machine_is_not_called(rest_suite):
    m = rest_suite(sim={"trade": QUICK}, listen_ip_address="192.0.2.1")
    m.start_process("Alpha", "trade")
    b = told(m, "the error", lambda b: b["error"])
    assert "192.0.2.1" in b["error"] and "not called" in b["error"]


def test_a_loop_that_stands_still_is_hung_until_it_moves(rest_suite):
    m = rest_suite(
        sim={"trade": {**QUICK, "hang_after_ms": 2500, "hang_for_ms": 9000}},
        strategy={"health": {"poll_interval": 1, "hung_after": "5s"}},
    )
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    hung = m.wait_process("Alpha", "trade", "hung")
    assert "its loop has stood still for" in hung["error"] and hung["pid"] == pid
    assert m.bot()["state"] == "running", "its REST says so still"
    after = m.wait_process("Alpha", "trade", "ready")
    assert after["error"] is None and after["pid"] == pid


def hung_after_a_restart(m, pid, seconds):
    """Kills the manager and starts it: the bot is hung so long after."""
    m.kill9()
    m.start()
    begin = time.monotonic()
    assert m.trade()["state"] != "hung"
    hung = m.wait_process("Alpha", "trade", "hung", timeout=seconds + 5)
    assert "its loop has stood still for" in hung["error"] and hung["pid"] == pid
    assert seconds - 2 < time.monotonic() - begin < seconds + 2


@pytest.mark.parametrize("rest", [False, True], ids=["by_console", "by_rest_too"])
def test_a_bot_that_froze_before_a_restart_of_the_manager_is_hung(rest_suite, rest):
    m = rest_suite(
        rest=rest,
        sim={"trade": QUICK},
        strategy={"health": {"poll_interval": 1, "hung_after": "4s"}},
    )
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    wait_until("its heartbeats", lambda: m.console_of_bot().count("Bot heartbeat.") > 3)
    os.kill(pid, signal.SIGSTOP)
    try:
        hung_after_a_restart(m, pid, 4)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert m.wait_process("Alpha", "trade", "ready")["error"] is None


def test_a_loop_that_stood_still_before_a_restart_of_the_manager_is_hung(rest_suite):
    m = rest_suite(
        sim={"trade": {"heartbeat_ms": 0, "throttle_ms": 200, "hang_after_ms": 1500}},
        strategy={"health": {"poll_interval": 1, "hung_after": "4s"}},
    )
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    seen = []

    def stands_still():
        seen.append(m.call_bot("GET", "health")["last_process"])
        return len(seen) > 1 and seen[-1] == seen[-2]

    wait_until("its loop to stand still", stands_still, step=0.6)
    hung_after_a_restart(m, pid, 4)


def test_a_bot_that_gives_no_signs_is_never_called_hung(rest_suite):
    m = rest_suite(
        rest=False,
        sim={"trade": {"heartbeat_ms": 0}},
        strategy={"health": {"hung_after": "1s"}},
    )
    m.start_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "ready")
    with pytest.raises(AssertionError):
        m.wait_process("Alpha", "trade", "hung", timeout=3)
    assert m.trade()["state"] == "ready"


def test_a_hung_bot_is_restarted_if_so_configured(rest_suite):
    m = rest_suite(
        sim={"trade": {**QUICK, "hang_after_ms": 1500}},
        strategy={
            "health": {"poll_interval": 1, "hung_after": "5s", "restart_hung": True},
            "restart_policy": {"mode": "on_failure", "backoff_ms": 100},
        },
    )
    launch = m.start_process("Alpha", "trade")["launch"]
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    m.freqtrade.misbehave(trade=QUICK)

    def again():
        t = m.trade()
        return t["state"] == "ready" and t["launch"] == f"{launch}.r1" and t

    t = wait_until("its restart", again)
    assert t["restarts"] == 1 and not alive(pid) and len(bots(m)) == 1
    first = next(x for x in t["launches"] if x["launch"] == launch)
    assert first["state"] == "failed" and "stood still" in first["error"]


@pytest.fixture
def taken_port(rest_suite):
    """A manager whose bot finds its port taken, by us."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen()
        port = s.getsockname()[1]
        yield s, lambda **strategy: rest_suite(listen_port=port, strategy=strategy)


@pytest.mark.parametrize("mode, state", [("off", "hung"), ("on_failure", "given_up")])
def test_an_address_in_use_is_the_failure_that_it_is(taken_port, mode, state):
    m = taken_port[1](restart_policy={"mode": mode, "backoff_ms": 100})
    m.start_process("Alpha", "trade")
    t = m.wait_process("Alpha", "trade", state)
    assert f"port {m.bot_port} is in use by process {os.getpid()}" in t["error"], t
    assert t["restarts"] == 0
    assert len(bots(m)) == (1 if state == "hung" else 0)


def test_another_program_on_its_port_is_not_taken_for_it(taken_port):
    other, make = taken_port
    m = make(restart_policy={"mode": "off"})
    m.start_process("Alpha", "trade")
    b = told(m, "the error", lambda b: "belongs to" in (b["error"] or ""))
    assert f"process {os.getpid()}" in b["error"] and "not this bot" in b["error"]
    a = m.post("strategies/Alpha/processes/trade/reload")
    wait_until("its end", lambda: m.trade()["reload"]["state"] == "failed")
    other.settimeout(0)
    with pytest.raises(BlockingIOError):
        other.accept()  # it was never called
    assert a.status == 202
