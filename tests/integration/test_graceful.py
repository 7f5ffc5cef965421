"""Trade goes on through a run and reloads its params; every way in which that
can fail ends with trade stopped and started."""

import json
import os
import re
import sys

import pytest

from params import assert_params_are_those_of
from rest_bots import PASSWORD, USER, rest_suite  # noqa: F401
from suite import alive, wait_until

QUICK = {"heartbeat_ms": 500, "throttle_ms": 200, "reload_ms": 50}
GRACEFUL = {"restart_mode": "graceful", "restart": {"ready_timeout": 20}}


def trading(m):
    m.start_process("Alpha", "trade")
    return m.wait_process("Alpha", "trade", "ready")


def restart_note(run):
    return next(s for s in run["steps"] if s["name"] == "restart_trade")["note"]


def test_a_graceful_cycle_never_stops_trade_and_proves_the_params(rest_suite):
    m = rest_suite(sim={"trade": QUICK}, strategy=GRACEFUL)
    before = trading(m)
    run = m.wait_run(m.start_run("Alpha"))
    assert run["state"] == "done", json.dumps(run, indent=1)
    after = m.trade()
    assert (after["pid"], after["launch"]) == (before["pid"], before["launch"])
    assert after["state"] == "ready" and after["held_by"] is None
    notes = {s["name"]: s["note"] for s in run["steps"]}
    assert "goes on trading" in notes["stop_trade"]
    params = m.freqtrade.params_file("Alpha")
    assert f"reloaded by its REST; it has loaded {params}" in notes["restart_trade"]
    decision = m.get(f"runs/{run['id']}/decision").json
    assert_params_are_those_of(m, decision["winner"]["line"], decision["file"])
    said = m.console_of_bot().rpartition("Changing state from RUNNING to: RELOAD_CONFIG")[2]
    loaded = dict(re.findall(r"Strategy Parameter: (\w+) = (\S+)", said))
    wanted = json.loads(params.read_text())["params"]
    assert loaded == {k: str(v) for s in ("buy", "sell") for k, v in wanted[s].items()}
    assert after["reload"]["state"] == "done" and run["id"] in after["reload"]["id"]


# What keeps trade from reloading, and what the step's note says of it.
FAILURES = {
    "no_rest": ({}, False, "turns no REST on"),
    "never_comes_back": ({"reload_hang": True}, True, "not back within 3 s"),
    "old_params": ({"reload_keeps_params": True}, True, "it has not loaded the params"),
    "ends": ({"reload_fails": True}, True, "ended meanwhile"),
    "mute": ({"rest_mute": True}, True, "not back within 3 s"),
    "wrong_password": ({"rest_password": "another"}, True, "HTTP status 401"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_what_cannot_be_reloaded_is_stopped_and_started(rest_suite, case):
    sim, rest, says = FAILURES[case]
    m = rest_suite(
        sim={"trade": {**QUICK, **sim}},
        strategy={**GRACEFUL, "restart": {"ready_timeout": 3}},
        rest=rest,
    )
    before = trading(m)
    run = m.wait_run(m.start_run("Alpha"))
    assert run["state"] == "done", json.dumps(run, indent=1)
    note = restart_note(run)
    assert "could not be reloaded" in note and says in note, note
    assert "stopped and started" in note
    after = m.wait_process("Alpha", "trade", "ready")
    assert after["launch"].startswith(run["id"]) and not alive(before["pid"])
    decision = m.get(f"runs/{run['id']}/decision").json
    assert_params_are_those_of(m, decision["winner"]["line"], decision["file"])


def test_cancelled_while_it_reloads_trade_gets_the_old_params_back(rest_suite):
    m = rest_suite(sim={"trade": {**QUICK, "reload_hang": True}}, strategy=GRACEFUL)
    params = m.freqtrade.params_file("Alpha")
    params.write_text('{"strategy_name": "Alpha", "params": {"buy": {"buy_rsi": 33}}}')
    old = params.read_bytes()
    trading(m)
    run_id = m.start_run("Alpha")
    m.wait_step(run_id, "restart_trade")
    wait_until("its reload", lambda: "to: RELOAD_CONFIG" in m.console_of_bot())
    assert params.read_bytes() != old
    m.freqtrade.misbehave(trade=QUICK)
    assert m.post(f"runs/{run_id}/cancel").status == 202
    run = m.wait_run(run_id)
    assert run["state"] == "restored", json.dumps(run, indent=1)
    assert params.read_bytes() == old
    m.wait_process("Alpha", "trade", "ready")
    assert "Strategy Parameter: buy_rsi = 33" in m.console_of_bot()


def test_a_failed_graceful_run_never_touches_trade(rest_suite):
    m = rest_suite(sim={"trade": QUICK}, strategy=GRACEFUL)
    before = trading(m)
    m.freqtrade.misbehave(trade=QUICK, hyperopt={"no_file": True})
    run = m.wait_run(m.start_run("Alpha"))
    assert run["state"] == "restored"
    after = m.trade()
    assert (after["pid"], after["state"]) == (before["pid"], "ready")
    assert after["reload"] is None


def test_a_person_reloads_a_bot(rest_suite):
    m = rest_suite(sim={"trade": QUICK})
    before = trading(m)
    m.freqtrade.params_file("Alpha").write_text(
        '{"strategy_name": "Alpha", "params": {"buy": {"buy_rsi": 21}, "sell": {}}}'
    )
    a = m.post("strategies/Alpha/processes/trade/reload")
    assert a.status == 202 and a.json["reload"]["state"] == "running", a

    def done():
        t = m.trade()
        return t["reload"]["state"] == "done" and t

    t = wait_until("its end", done)
    assert str(m.freqtrade.params_file("Alpha")) in t["reload"]["note"]
    assert t["pid"] == before["pid"]
    assert "Strategy Parameter: buy_rsi = 21" in m.console_of_bot()


CLIENT = """#!{python}
import base64, sys, urllib.request
assert sys.argv[1:] == ["--config", "{config}", "reload_config"], sys.argv
login = base64.b64encode(b"{user}:{password}").decode()
request = urllib.request.Request("http://127.0.0.1:{port}/api/v1/reload_config",
                                 method="POST", headers={{"Authorization": "Basic " + login}})
print(urllib.request.urlopen(request).read())
"""


def test_reloads_by_freqtrade_client_where_its_rest_is_not_to_be_asked(rest_suite):
    m = rest_suite(sim={"trade": QUICK}, start=False)
    config = m.freqtrade.folder / "client.json"
    config.write_text("{}")
    entry = {"name": "Alpha", **GRACEFUL, "health": {"rest": False}, "reload_client_config": str(config)}
    (m.folder / "config.yaml").write_text(m.yaml([entry], ""))
    client = m.freqtrade.folder / ".venv/bin/freqtrade-client"
    client.write_text(
        CLIENT.format(python=sys.executable, config=config, user=USER, password=PASSWORD, port=m.bot_port)
    )
    os.chmod(client, 0o755)
    m.start()
    before = trading(m)
    assert before["bot"] is None
    run = m.wait_run(m.start_run("Alpha"))
    assert run["state"] == "done", json.dumps(run, indent=1)
    assert "reloaded by the reload command; it has loaded" in restart_note(run), restart_note(run)
    assert m.trade()["pid"] == before["pid"]


def test_a_mute_console_proves_nothing(rest_suite):
    m = rest_suite(sim={"trade": {**QUICK, "mute_console": True}}, strategy=GRACEFUL)
    before = trading(m)
    m.post("strategies/Alpha/processes/trade/reload")
    by_hand = wait_until("its end", lambda: m.trade()["reload"]["state"] == "done" and m.trade())
    assert by_hand["pid"] == before["pid"]
    assert "is not proved: its console does not say" in by_hand["reload"]["note"]
    run = m.wait_run(m.start_run("Alpha"))
    assert run["state"] == "done", json.dumps(run, indent=1)
    note = restart_note(run)
    assert "could not be reloaded" in note and "its console does not say what it has loaded" in note, note
    after = m.wait_process("Alpha", "trade", "ready")
    assert after["launch"].startswith(run["id"]) and not alive(before["pid"])
