"""Memory runs out for real, within a memory cgroup: the hyperopt dies and never
the bot, though the bot is the larger one."""

import os
import pathlib

import pytest

from suite import Freqtrade, Manager, alive, wait_until

MB = 1 << 20


def memory_cgroup(name, most):
    """A new group of at most `most` bytes below our own; None where none may be made."""
    lines = (x.strip().split(":", 2) for x in pathlib.Path("/proc/self/cgroup").read_text().splitlines())
    paths = {controllers: path for _, controllers, path in lines}
    for root, path, limit in (
        ("/sys/fs/cgroup/memory", paths.get("memory"), "memory.limit_in_bytes"),
        ("/sys/fs/cgroup", paths.get(""), "memory.max"),
    ):
        if path is None:
            continue
        group = pathlib.Path(root + path) / name
        try:
            group.mkdir()
            (group / limit).write_text(str(most))
            return group
        except OSError:
            if group.is_dir():
                group.rmdir()
    return None


@pytest.fixture
def short_of_memory(tmp_path):
    group = memory_cgroup(f"ftm-test-{os.getpid()}", 400 * MB)
    if group is None:
        pytest.skip("this machine lets nobody make a memory cgroup")
    sim = {"trade": {"eat_mb": 200}, "hyperopt": {"eat_mb": 150, "epochs_per_s": 1}}
    m = Manager(tmp_path / "manager", Freqtrade(tmp_path / "freqtrade", sim=sim))
    within = ["sh", "-c", f'echo $$ >{group}/cgroup.procs && exec "$0" "$@"']
    yield m.start(within=within), group
    m.clean_up()
    wait_until("the group to be empty", lambda: not (group / "cgroup.procs").read_text())
    group.rmdir()


def test_without_room_for_both_the_hyperopt_dies_and_the_bot_trades_on(short_of_memory):
    m, group = short_of_memory
    assert m.wait_run(m.start_run("Alpha", steps=["download_data"]))["state"] == "done"
    m.start_process("Alpha", "trade")
    bot = m.wait_process("Alpha", "trade", "ready")["pid"]
    assert str(bot) in (group / "cgroup.procs").read_text().split()
    for f in ("memory.limit_in_bytes", "memory.max"):
        if (group / f).exists():
            (group / f).write_text(str(300 * MB))
    m.start_process("Alpha", "hyperopt")
    x = m.wait_process("Alpha", "hyperopt", "failed")
    assert x["exit_signal"] == 9 and "SIGKILL" in x["error"], x
    t = m.process_state("Alpha", "trade")
    assert (t["pid"], t["state"]) == (bot, "ready") and alive(bot)
