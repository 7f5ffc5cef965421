"""The door: who gets in, who does not, and what its restarts and limits do."""

import contextlib
import os
import pathlib
import resource
import signal
import socket
import time

import pytest

from sockets import WebSocket
from suite import Freqtrade, Manager, alive, wait_until


@pytest.fixture
def suite(tmp_path):
    managers = []

    def make(isolate=False, sim=None, strategies=None, names=("Alpha",)):
        f = Freqtrade(tmp_path / "freqtrade", names, sim=sim)
        m = Manager(tmp_path / "manager", f, strategies=strategies, isolate=isolate)
        managers.append(m)
        return m.start()

    yield make
    for m in managers:
        m.clean_up()


def log_in(m):
    """The header that a browser sends from then on."""
    a = m.request("POST", "/api/v1/session", {"token": m.token}, login=False)
    assert a.status == 204, a
    return {"Cookie": a.headers["Set-Cookie"].split(";")[0]}


def who(m, cookie):
    return m.request("GET", "/api/v1/session", headers=cookie, login=False).status


def parts(m):
    """Part -> its status as the warden tells it."""
    return {
        p["part"]: p
        for p in m.get("state").json["data"]["part"]
        if p["by"] == "warden" and p["part"] != "warden"
    }


# -- without login ----------------------------------------------------------


def test_strangers_are_told_nothing_and_break_nothing(suite):
    m = suite()
    for method in ("TRACE", "OPTIONS", "PUT", "CONNECT", "DANCE"):
        a = m.request(method, "/api/v1/session", login=False)
        assert a.status == 405 and a.headers["Allow"], (method, a)
        assert b"X-Ftm" not in a.body
    deep = "[" * 500_000
    json_type = {"Content-Type": "application/json"}
    for body in (deep, '{"token":' + deep):
        a = m.request("POST", "/api/v1/session", body, json_type, login=False)
        assert a.status == 400 and len(a.body) < 2000, a
    for _ in range(200):
        m.request("DANCE", "/", login=False)
    for _ in range(60):
        m.request("POST", "/api/v1/session", {"token": "wrong"}, login=False)
    assert m.get("state").status == 200, "the right token always passes"
    lines = (m.folder / "freqtrade_manager.log").read_text().count("\n")
    assert lines < 60, "strangers cannot fill the log"


def test_other_users_of_the_machine_do_not_reach_the_private_port(suite):
    m = suite()
    mine = set()
    for fd in pathlib.Path(f"/proc/{m.process.pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            mine.add(os.readlink(fd))
    ports = []
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        if words[3] == "0A" and f"socket:[{words[9]}]" in mine:
            ports.append(int(words[1].split(":")[1], 16))
    private = [p for p in ports if p != m.port]
    assert len(private) == 1, ports
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", private[0]), 1).close()
    assert m.get("strategies").status == 200


def test_idle_connections_keep_nobody_out_and_freqtrade_keeps_its_limit(suite):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard))
    try:
        m = suite()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    idle = []
    try:
        for _ in range(1500):
            idle.append(socket.create_connection(("127.0.0.1", m.port), 10))
        m.start_process("Alpha", "trade")
        pid = m.wait_process("Alpha", "trade", "ready")["pid"]
        for line in pathlib.Path(f"/proc/{pid}/limits").read_text().splitlines():
            if line.startswith("Max open files"):
                assert line.split()[3:5] == ["200", str(hard)], line
        assert m.get("state").status == 200
    finally:
        for s in idle:
            s.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


# -- restarts ---------------------------------------------------------------


def test_a_login_outlives_a_restart_and_a_logout_too(suite):
    m = suite()
    stays, goes = log_in(m), log_in(m)
    a = m.request("DELETE", "/api/v1/session", headers=goes, login=False)
    assert a.status == 204
    assert (who(m, stays), who(m, goes)) == (200, 401)
    m.stop()
    m.start()
    assert (who(m, stays), who(m, goes)) == (200, 401)
    # Without the token, nothing that it let in is left.
    m.stop()
    (m.state / "token").unlink()
    m.start()
    assert who(m, stays) == 401


def test_a_login_outlives_kill_9_of_the_gateway(suite):
    m = suite(isolate=True)
    cookie = log_in(m)
    before = wait_until("the warden's report", lambda: parts(m).get("gateway"))["pid"]
    os.kill(before, signal.SIGKILL)
    wait_until(
        "the gateway to be back",
        lambda: who(m, cookie) == 200 and parts(m)["gateway"]["pid"] != before,
    )
    s = WebSocket(m, headers=cookie)
    assert s.status == 101
    s.close()


def test_a_gateway_that_cannot_come_back_ends_nobody_else(suite):
    m = suite(isolate=True)
    m.start_process("Alpha", "trade")
    bot = m.wait_process("Alpha", "trade", "ready")["pid"]
    gateway = wait_until("the warden's report", lambda: parts(m).get("gateway"))["pid"]
    token = (m.state / "token").read_text()
    (m.state / "token").write_text("broken\n")
    os.kill(gateway, signal.SIGKILL)
    log = m.folder / "freqtrade_manager.warden.log"
    wait_until("the refusal", lambda: "exit code 78" in log.read_text())
    assert m.process.poll() is None and alive(bot)
    (m.state / "token").write_text(token)
    m.wait_ready()
    assert parts(m)["gateway"]["restarts"] >= 2
    assert m.process_state("Alpha", "trade")["pid"] == bot


def test_a_monitor_that_is_down_leaves_with_its_strategy(suite):
    m = suite(
        isolate=True,
        strategies=[{"name": "Alpha"}, {"name": "Beta"}],
        names=("Alpha", "Beta"),
    )
    wait_until("both monitors", lambda: "monitor-Beta" in parts(m))
    # Killed again and again, it waits for a minute before its next start.
    end = time.monotonic() + 60
    while (beta := parts(m)["monitor-Beta"])["state"] != "failed":
        assert time.monotonic() < end, beta
        if beta["pid"]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(beta["pid"], signal.SIGKILL)
        time.sleep(0.05)
    (m.folder / "config.yaml").write_text(m.yaml([{"name": "Alpha"}], ""))
    assert m.post("config/reload").json["accepted"]
    wait_until("it to be gone", lambda: "monitor-Beta" not in parts(m))
    assert "monitor-Alpha" in parts(m)


# -- WebSocket --------------------------------------------------------------


def test_a_hundred_clients_at_once_get_every_event_mistake_1(suite):
    m = suite()
    clients = [WebSocket(m) for _ in range(100)]
    try:
        for c in clients:
            c.subscribe("state")
        places = []
        for c in clients:
            first = c.next()
            assert first["op"] == "snapshot"
            places.append(first["offset"])

        def next_strategy(i):
            while True:
                e = clients[i].next()
                assert e["op"] == "event" and e["after"] <= places[i], e
                places[i] = e["offset"]
                if e["type"] == "strategy":
                    return e["offset"], e["data"]["steps"]

        expected = []
        for turn in range(20):
            steps = ["hyperopt"] if turn % 2 else ["hyperopt", "evaluate"]
            a = m.request(
                "PATCH", "/api/v1/strategies/Alpha/workflow", {"steps": steps}
            )
            assert a.status == 200, a
            expected.append(next_strategy(0))
            assert expected[-1][1] == steps
        for i in range(1, len(clients)):
            assert [next_strategy(i) for _ in expected] == expected
    finally:
        for c in clients:
            c.close()


def test_twenty_epochs_a_second_all_arrive_once_mistake_2(suite):
    hyperopt = {"epochs": 100, "jobs": 2, "spaces": "buy sell", "timeframe_detail": ""}
    m = suite(
        sim={"epochs_per_s": 20},
        strategies=[{"name": "Alpha", "hyperopt": hyperopt}],
    )
    assert m.wait_run(m.start_run("Alpha", steps=["download_data"]))["state"] == "done"
    c = WebSocket(m)
    try:
        c.subscribe("epochs:Alpha")
        m.start_process("Alpha", "hyperopt")
        lines, frames, epoch, at = [], 0, None, 0
        end = time.monotonic() + 60
        while len(lines) < 100:
            assert time.monotonic() < end, lines
            x = c.next()
            if x["op"] == "snapshot":
                lines, epoch = [], x["epoch"]
            else:
                assert x["epoch"] == epoch and x["after"] == at, x
            at = x["offset"]
            frames += 1
            lines += x["data"]["columns"].get("line", [])
        assert lines == list(range(1, 101))
        assert frames > 20, "they came as they were written, not at the end"
    finally:
        c.close()
