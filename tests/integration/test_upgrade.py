"""A new manager takes over what an old one, of another folder, has started."""

import os
import pathlib
import shutil
import signal

import pytest

import suite as suites
from bots import bots, suite  # noqa: F401
from suite import BIN, alive


def shim_of(pid):
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.mark.parametrize("end", ["stop", "kill9"])
def test_a_manager_of_other_binaries_adopts_the_bots_of_the_old_one(
    suite, tmp_path, monkeypatch, end
):
    old = tmp_path / "old"
    old.mkdir()
    for name in ("ftmanager", "ftm-shim"):
        shutil.copy2(BIN / name, old / name)
    m = suite(sim={"trade": {"heartbeat_ms": 200}})
    m.stop()
    monkeypatch.setattr(suites, "BIN", old)
    m.start()
    launch = m.start_process("Alpha", "trade")["launch"]
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    shim = shim_of(pid)
    assert os.readlink(f"/proc/{shim}/exe") == str(old / "ftm-shim")
    m.stop() if end == "stop" else m.kill9()
    # As a package does: the old files are gone while they still run.
    shutil.rmtree(old)
    monkeypatch.setattr(suites, "BIN", BIN)
    m.start()
    trade = m.wait_process("Alpha", "trade", "ready")
    assert (trade["pid"], trade["launch"]) == (pid, launch)
    assert bots(m) == [pid] and shim_of(pid) == shim
    # The new one's adopting shim takes over where an old one dies.
    os.kill(shim, signal.SIGKILL)
    m.wait_process("Alpha", "trade", "unkept")
    assert alive(pid)
    m.stop_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "stopped")
    assert bots(m) == []
