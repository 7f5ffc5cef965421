"""A supervisor that was frozen, and comes back when another has its place; a shim that was."""

import json
import os
import signal

from bots import bots, suite  # noqa: F401
from suite import Manager, alive, free_port, wait_until
from test_survival import part_pids


def test_a_frozen_supervisor_is_replaced_with_its_bots(suite):
    m = suite(isolate=True)
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    frozen = wait_until("its pid", lambda: part_pids(m).get("supervisor"))
    os.kill(frozen, signal.SIGSTOP)
    m.kill9()
    m.start()
    wait_until("it to be gone", lambda: not alive(frozen))
    assert m.wait_process("Alpha", "trade", "ready")["pid"] == pid
    assert bots(m) == [pid]


def test_a_thawed_manager_that_was_outranked_ends_itself(suite):
    m = suite()
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    os.kill(m.process.pid, signal.SIGSTOP)
    try:
        # Whoever deletes the locks takes the folder from it.
        for name in ("serve.lock", "supervisor.lock"):
            (m.state / name).unlink(missing_ok=True)
        second = Manager.__new__(Manager)
        second.__dict__.update(m.__dict__)
        second.port = free_port()
        config = second.folder / "config.yaml"
        config.write_text(config.read_text().replace(f"port: {m.port}", f"port: {second.port}"))
        second.start()
        try:
            assert second.wait_process("Alpha", "trade", "ready")["pid"] == pid
        finally:
            os.kill(m.process.pid, signal.SIGCONT)
        assert m.process.wait(20) != 0, "it would be started again"
        trade = second.process_state("Alpha", "trade")
        assert (trade["state"], trade["pid"]) == ("ready", pid)
        assert bots(second) == [pid]
        second.clean_up()
    finally:
        if m.process.poll() is None:
            os.kill(m.process.pid, signal.SIGCONT)


def test_a_bot_whose_shim_was_frozen_can_be_stopped(suite):
    m = suite()
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    state = next((m.state / "run/Alpha/trade").glob("*/state.json"))
    shim = json.loads(state.read_text())["shim"]["pid"]
    os.kill(shim, signal.SIGSTOP)
    try:
        assert m.post("strategies/Alpha/processes/trade/stop").status == 202
        m.wait_process("Alpha", "trade", "stopped")
        assert not alive(pid) and bots(m) == []
    finally:
        if alive(shim):
            os.kill(shim, signal.SIGCONT)


def test_a_dead_bot_is_not_shown_as_one_that_trades(suite):
    m = suite()
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    state = next((m.state / "run/Alpha/trade").glob("*/state.json"))
    # As long as something has its place the record cannot be written.
    place = state.parent / "exit" / "x"
    place.mkdir(parents=True)
    os.kill(pid, signal.SIGKILL)
    trade = m.wait_process("Alpha", "trade", "stopping")
    assert trade["pid"] is None
    wait_until(
        "the reason",
        lambda: (m.process_state("Alpha", "trade")["error"] or "").startswith(
            "its end cannot be written"
        ),
    )
    m.kill9()
    m.start()
    trade = m.wait_process("Alpha", "trade", "stopping")
    assert trade["pid"] is None
    place.rmdir()
    place.parent.rmdir()
    new = m.wait_process("Alpha", "trade", "ready")
    assert new["pid"] != pid and new["restarts"] == 1
