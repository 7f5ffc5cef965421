"""Parts that nobody wrote down, and a supervisor whose place is taken."""

import contextlib
import fcntl
import os
import pathlib
import signal
import struct

from bots import bots, suite  # noqa: F401
from suite import alive, wait_until
from test_survival import part_pids


def reports(m, part="supervisor"):
    """What the part and the warden say of it."""
    return {p["by"]: p for p in m.get("state").json["data"]["part"] if p["part"] == part}


def supervisors(m):
    """Pids of supervisors of this state folder, whoever started them."""
    mine = []
    for p in pathlib.Path("/proc").iterdir():
        if p.name.isdigit():
            with contextlib.suppress(OSError):
                words = (p / "cmdline").read_bytes()
                if b"actor\0supervisor" in words and str(m.folder).encode() in words:
                    mine.append(int(p.name))
    return [p for p in mine if alive(p)]


def test_a_part_that_cannot_be_written_down_is_not_let_in(suite):
    m = suite(isolate=True)
    m.start_process("Alpha", "trade")
    bot = m.wait_process("Alpha", "trade", "ready")["pid"]
    before = wait_until("the warden's report", lambda: part_pids(m).get("supervisor"))
    # As on a full disk: no temporary file can be made.
    block = m.state / f"warden.json.tmp.{m.process.pid}"
    block.mkdir()
    os.kill(before, signal.SIGKILL)

    def told():
        w = reports(m)["warden"]
        return w["state"] == "failed" and "warden.json" in w["note"] and w

    told = wait_until("the reason", told)
    assert not told["pid"] and "Is a directory" in told["note"]
    assert supervisors(m) == []
    # One that was not let in holds no lock against the next warden.
    m.kill9()
    m.start()
    assert m.wait_process("Alpha", "trade", "ready")["pid"] == bot
    wait_until("it to be ready", lambda: {p["state"] for p in reports(m).values()} == {"ready"})
    assert len(supervisors(m)) == 1 and bots(m) == [bot]


def test_a_part_is_let_in_as_soon_as_it_can_be_written_down(suite):
    m = suite(isolate=True)
    before = wait_until("the warden's report", lambda: part_pids(m).get("scheduler"))
    block = m.state / f"warden.json.tmp.{m.process.pid}"
    block.mkdir()
    os.kill(before, signal.SIGKILL)
    wait_until("it to be kept out", lambda: reports(m, "scheduler")["warden"]["state"] == "failed")
    block.rmdir()
    after = wait_until("it to be back", lambda: (p := part_pids(m).get("scheduler")) != before and p)
    wait_until("it to be ready", lambda: reports(m, "scheduler")["warden"]["state"] == "ready")
    assert alive(after) and str(after) in (m.state / "warden.json").read_text()


def lock(path):
    """Takes the supervisor's place as one that nobody knows of would."""
    f = open(path, "r+b")
    whole = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0)

    def taken():
        with contextlib.suppress(BlockingIOError):
            fcntl.fcntl(f, fcntl.F_OFD_SETLK, whole)
            return True

    wait_until("the lock", taken, step=0.001)
    return f


def test_a_supervisor_whose_place_is_taken_says_so_and_takes_over_later(suite):
    m = suite(isolate=True)
    m.start_process("Alpha", "trade")
    bot = m.wait_process("Alpha", "trade", "ready")["pid"]
    before = wait_until("the warden's report", lambda: part_pids(m).get("supervisor"))
    # It is kept out until we have its lock.
    block = m.state / f"warden.json.tmp.{m.process.pid}"
    block.mkdir()
    os.kill(before, signal.SIGKILL)
    holder = lock(m.state / "supervisor.lock")
    block.rmdir()
    try:

        def both():
            r = reports(m)
            return (
                set(r) >= {"warden", "supervisor"}
                and {r["warden"]["state"], r["supervisor"]["state"]} == {"failed"}
                and r["warden"]["pid"] == r["supervisor"]["pid"] != before
                and r
            )

        told = wait_until("both to say failed", both)
        for x in ("warden", "supervisor"):
            assert "in use by process" in told[x]["note"]
        assert m.request("GET", "/readyz", login=False).status == 503
        pid = told["warden"]["pid"]
    finally:
        holder.close()
    wait_until("it to be ready", lambda: {p["state"] for p in reports(m).values()} == {"ready"})
    assert part_pids(m)["supervisor"] == pid, "it took over without a new start"
    assert m.wait_process("Alpha", "trade", "ready")["pid"] == bot
    m.stop_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "stopped")
    assert not alive(bot)
