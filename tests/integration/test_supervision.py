"""Whose bots run: leftovers, what config no longer names, what they say."""

import json
import os
import pathlib
import shutil
import signal
import subprocess

from bots import bots, suite  # noqa: F401
from suite import alive, wait_until


def test_a_bot_whose_run_folder_was_deleted_gets_none_beside_it(suite):
    m = suite()
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    m.kill9()
    shutil.rmtree(m.state / "run")
    m.start()
    a = m.post("strategies/Alpha/processes/trade/start")
    assert a.status == 409, a
    assert a.json["code"] == "foreign_process"
    assert f"Process {pid}" in a.json["detail"] and "trade" in a.json["detail"]
    assert bots(m) == [pid]


def test_a_start_beside_a_person_s_own_bot_must_be_forced(suite):
    m = suite()
    by_hand = subprocess.Popen(
        [m.freqtrade.folder / ".venv/bin/freqtrade", "trade", "-sAlpha"],
        cwd=m.freqtrade.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until("it to be at work", lambda: bots(m) == [by_hand.pid])
        a = m.post("strategies/Alpha/processes/trade/start")
        assert (a.status, a.json["code"]) == (409, "foreign_process")
        assert str(by_hand.pid) in a.json["detail"]
        m.start_process("Alpha", "trade", force=True)
        m.wait_process("Alpha", "trade", "ready")
        assert len(bots(m)) == 2
    finally:
        by_hand.kill()
        by_hand.wait(10)


def test_what_config_no_longer_names_is_not_started_by_itself(suite):
    m = suite(strategies=("Alpha", "Beta"))
    for s in ("Alpha", "Beta"):
        m.start_process(s, "trade")
    pids = [m.wait_process(s, "trade", "ready")["pid"] for s in ("Alpha", "Beta")]
    m.stop()
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
        wait_until("the bot to be gone", lambda p=pid: not alive(p))
    (m.folder / "config.yaml").write_text(m.yaml([{"name": "Alpha"}], ""))
    m.start()
    m.wait_process("Alpha", "trade", "ready")

    def beta():
        facts = m.get("state").json["data"]["process"]
        return next(p for p in facts if p["strategy"] == "Beta")

    wait_until("the reason", lambda: "does not name Beta" in (beta()["error"] or ""))
    assert beta()["state"] in ("failed", "given_up")
    assert len(bots(m)) == 1


def test_an_emptied_lock_file_does_not_lock_the_manager_out(suite):
    m = suite()
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    m.kill9()
    m.start()
    m.wait_process("Alpha", "trade", "ready")
    m.kill9()
    (m.state / "supervisor.lock").write_text("")
    m.start()
    assert m.wait_process("Alpha", "trade", "ready")["pid"] == pid

    def generation():
        return json.loads((m.state / "supervisor.lock").read_text())["generation"]

    # The bot is known from the disk; a moment later its shim says who was here.
    wait_until("a higher generation", lambda: generation() > 2)
    m.stop_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "stopped")


def test_a_deleted_run_folder_does_not_keep_a_dead_bot_on_the_screen(suite):
    m = suite()
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    shutil.rmtree(m.state / "run")
    os.kill(pid, signal.SIGKILL)
    m.wait_process("Alpha", "trade", ("failed", "backing_off", "starting", "ready"))
    wait_until("it to be gone", lambda: not alive(pid))
    m.post("strategies/Alpha/processes/trade/stop")
    m.wait_process("Alpha", "trade", ("stopped", "failed", "given_up"))
    a = m.post("strategies/Alpha/processes/trade/start")
    assert a.status in (202, 409), a
    m.wait_process("Alpha", "trade", "ready")
    assert len(bots(m)) == 1


def test_what_is_printed_while_stopping_is_all_readable_mistake_20(suite):
    m = suite(sim={"trade": {"slow_stop_ms": 1500}})
    launch = m.start_process("Alpha", "trade")["launch"]
    m.wait_process("Alpha", "trade", "ready")
    path = f"strategies/Alpha/processes/trade/output?launch={launch}&offset=0"
    m.stop_process("Alpha", "trade")
    wait_until("the first word", lambda: b"SIGINT received" in m.get(path).body)
    assert m.process_state("Alpha", "trade")["state"] == "stopping"
    m.wait_process("Alpha", "trade", "stopped")
    out = m.get(path).body
    said = [b"SIGINT received", b"calling exit", b"process died", b"Cleaning up rpc"]
    at = [out.find(x) for x in said]
    assert -1 not in at and at == sorted(at), out[-2000:]
    log = pathlib.Path(next(m.state.glob(f"run/Alpha/trade/{launch}/out.log")))
    assert out == log.read_bytes() and out.endswith(b"\n")


def test_a_bot_that_prints_no_utf8_goes_on_and_is_known_mistake_5(suite):
    m = suite(sim={"trade": {"non_utf8": True, "nul_bytes": True, "heartbeat_ms": 200}})
    launch = m.start_process("Alpha", "trade")["launch"]
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    path = f"strategies/Alpha/processes/trade/output?launch={launch}&offset=0"
    wait_until("output after it", lambda: b"Bot heartbeat" in m.get(path).body)
    trade = m.process_state("Alpha", "trade")
    assert (trade["state"], trade["pid"]) == ("ready", pid) and alive(pid)
    again = m.post("strategies/Alpha/processes/trade/start")
    assert again.status == 409 and again.json["launch"] == launch
    assert bots(m) == [pid]
    m.stop_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "stopped")
    out = m.get(path).body
    assert b"caf\xe9 \xff\xfe is not UTF-8\n" in out and b"nul \0 bytes \0\n" in out
    log = pathlib.Path(next(m.state.glob(f"run/Alpha/trade/{launch}/out.log")))
    assert out == log.read_bytes()
