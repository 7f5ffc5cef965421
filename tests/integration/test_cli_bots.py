"""The command line and bots: reload, figures, foreign bots, lost output."""

import json
import re
import subprocess

import pytest

from bots import bots, suite  # noqa: F401
from rest_bots import rest_suite  # noqa: F401
from suite import Freqtrade, Manager, wait_until
from test_cli import ftm

QUICK = {"heartbeat_ms": 500, "throttle_ms": 200, "reload_ms": 50}


def trading(m):
    assert ftm(m, "start", "Alpha", "trade").returncode == 0
    return m.wait_process("Alpha", "trade", "ready")


def test_reload_waits_for_its_proof(rest_suite):
    m = rest_suite(sim={"trade": QUICK})
    pid = trading(m)["pid"]
    params = m.freqtrade.params_file("Alpha")
    params.write_text('{"strategy_name": "Alpha", "params": {"buy": {"buy_rsi": 21}, "sell": {}}}')
    r = ftm(m, "reload", "Alpha")
    assert r.returncode == 0, r
    assert f"Alpha trade: reloaded by its REST; it has loaded {params}\n" in r.stdout
    assert "Strategy Parameter: buy_rsi = 21" in m.console_of_bot()
    r = ftm(m, "reload", "Alpha", "--json")
    assert r.returncode == 0, r
    t = json.loads(r.stdout)
    assert (t["reload"]["state"], t["pid"]) == ("done", pid)


def test_a_reload_that_is_not_proved_exits_3(rest_suite):
    m = rest_suite(sim={"trade": {**QUICK, "reload_keeps_params": True}})
    trading(m)
    m.freqtrade.params_file("Alpha").write_text(
        '{"strategy_name": "Alpha", "params": {"buy": {"buy_rsi": 21}, "sell": {}}}'
    )
    r = ftm(m, "reload", "Alpha")
    assert r.returncode == 3, r
    assert "could not be reloaded: it has not loaded the params" in r.stderr
    assert "ftmanager stop Alpha trade && ftmanager start Alpha trade" in r.stderr
    r = ftm(m, "reload", "Alpha", "--json")
    assert r.returncode == 3 and json.loads(r.stdout)["reload"]["state"] == "failed"


def test_reload_says_that_a_suspended_bot_trades_again(rest_suite):
    m = rest_suite(sim={"trade": QUICK})
    trading(m)
    m.call_bot("POST", "stop")
    wait_until("it is suspended", lambda: m.trade()["worker_state"] == "stopped")
    shown = ftm(m, "status").stdout
    assert re.search(r"^  trade +running +DRY RUN, NOT TRADING \(", shown, re.M), shown
    r = ftm(m, "reload", "Alpha")
    assert r.returncode == 0 and "IT TRADES AGAIN" in r.stdout, r


def test_what_cannot_be_reloaded_is_refused_with_a_way_out(rest_suite):
    m = rest_suite(sim={"trade": QUICK}, rest=False)
    r = ftm(m, "reload", "Alpha")
    assert r.returncode == 1 and "ftmanager start Alpha trade" in r.stderr, r
    trading(m)
    r = ftm(m, "reload", "Alpha")
    assert r.returncode == 1 and "turns no REST on" in r.stderr, r
    assert "ftmanager stop Alpha trade && ftmanager start Alpha trade" in r.stderr
    assert ftm(m, "stop", "Alpha", "trade").returncode == 0
    r = ftm(m, "reload", "Alpha")
    assert r.returncode == 1 and "it is stopped" in r.stderr, r
    assert "  ftmanager start Alpha trade\n" in r.stderr


def test_logs_of_what_never_ran_say_so(suite):
    r = ftm(suite(), "logs", "Alpha", "trade")
    assert r.returncode == 1 and "Alpha trade was never started" in r.stderr, r


def test_status_shows_what_a_bot_s_rest_tells(rest_suite):
    m = rest_suite(sim={"trade": QUICK})
    trading(m)
    wait_until("its balance", lambda: m.bot() and m.bot()["balance"] is not None)
    shown = ftm(m, "status").stdout
    assert re.search(
        r"^ {30}\d/3 open trades?, closed profit -?\d+\.\d\d USDT \(-?\d+\.\d\d %\), "
        r"balance \d+\.\d\d USDT$",
        shown,
        re.M,
    ), shown


def test_status_says_why_a_bot_s_rest_does_not_tell(rest_suite):
    m = rest_suite(sim={"trade": {**QUICK, "rest_password": "another"}})
    trading(m)
    wait_until("the reason", lambda: "password" in ((m.bot() or {}).get("error") or ""))
    shown = ftm(m, "status").stdout
    assert re.search(r"^ {30}no figures: its REST .*password", shown, re.M), shown


def test_a_bot_s_own_rest_is_not_taken_for_a_manager(rest_suite):
    m = rest_suite(sim={"trade": QUICK})
    trading(m)
    wait_until("its REST", lambda: m.bot() and m.bot()["open_trades"] is not None)
    for words in (("status",), ("reload", "Alpha"), ("logs", "Alpha", "trade")):
        r = ftm(m, *words, "--url", f"http://127.0.0.1:{m.bot_port}")
        assert r.returncode == 4 and "is no ftmanager" in r.stderr, r


def test_status_tells_the_next_start_of_a_bot_that_backs_off(suite):
    m = suite(sim={"trade": {"fail_exit": 2}})
    assert ftm(m, "start", "Alpha", "trade").returncode == 0

    def backs_off():
        shown = ftm(m, "status").stdout
        return re.search(r"^  trade +backing_off +.*next start in \d+ s", shown, re.M)

    wait_until("it backs off", backs_off)


def test_start_beside_a_foreign_bot_names_force(suite):
    m = suite()
    by_hand = subprocess.Popen(
        [m.freqtrade.folder / ".venv/bin/freqtrade", "trade", "-sAlpha"],
        cwd=m.freqtrade.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until("it to be at work", lambda: bots(m) == [by_hand.pid])
        r = ftm(m, "start", "Alpha", "trade")
        assert r.returncode == 1 and str(by_hand.pid) in r.stderr, r
        assert "  ftmanager start Alpha trade --force\n" in r.stderr
        assert ftm(m, "start", "Alpha", "trade", "--force").returncode == 0
        m.wait_process("Alpha", "trade", "ready")
    finally:
        by_hand.kill()
        by_hand.wait(10)


def test_status_shows_a_bot_that_the_config_names_no_longer(suite):
    m = suite(strategies=("Alpha", "Beta"))
    m.start_process("Beta", "trade")
    pid = m.wait_process("Beta", "trade", "ready")["pid"]
    m.stop()
    (m.folder / "config.yaml").write_text(m.yaml([{"name": "Alpha"}], ""))
    m.start()
    m.wait_process("Beta", "trade", "ready")
    shown = ftm(m, "status").stdout
    assert "\nBeta  (not in config.yaml)\n" in shown and f"pid {pid}" in shown, shown


@pytest.fixture
def limited(tmp_path):
    f = Freqtrade(tmp_path / "freqtrade", sim={"trade": {"flood_lines": 60_000}})
    m = Manager(tmp_path / "manager", f, [{"name": "Alpha", "output": {"max_mb": 1}}])
    yield m.start()
    m.clean_up()


def test_logs_say_how_much_of_the_output_is_gone(limited):
    m = limited
    trading(m)

    def gone():
        path = "strategies/Alpha/processes/trade/output?offset=0"
        return int(m.get(path).headers["X-Gone-Before"] or 0) > 4_000_000

    wait_until("old output to be gone", gone)
    r = ftm(m, "logs", "Alpha", "trade")
    assert r.returncode == 0, r.returncode
    told = re.fullmatch(r"ftmanager: (\d+\.\d) MB of older output are gone .*\n", r.stderr)
    assert told and float(told[1]) >= 4, r.stderr
