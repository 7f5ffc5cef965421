"""Who yields when the machine is short: hyperopt, and never the bot."""

import ctypes
import os
import pathlib
import platform

import pytest

from bots import suite  # noqa: F401
from suite import wait_until

IOPRIO_GET = {"x86_64": 252, "aarch64": 31}.get(platform.machine())
BEST_EFFORT = 2


def tree_of(pid):
    """A process and all that descend from it."""
    pids = [pid]
    for p in pids:
        for task in pathlib.Path(f"/proc/{p}/task").iterdir():
            pids += [int(x) for x in (task / "children").read_text().split()]
    return pids


def nice(pid):
    return os.getpriority(os.PRIO_PROCESS, pid)


def group_nice(pid):
    """Among the sessions, where the kernel groups by them (sched(7)): nice
    alone would do nothing against a bot there."""
    try:
        return int(pathlib.Path(f"/proc/{pid}/autogroup").read_text().split()[-1])
    except OSError:
        return None


def number(pid, name):
    return int(pathlib.Path(f"/proc/{pid}/{name}").read_text())


def io_priority(pid):
    if IOPRIO_GET is None:
        pytest.skip(f"the number of ioprio_get on {platform.machine()} is not known here")
    y = ctypes.CDLL(None, use_errno=True).syscall(IOPRIO_GET, 1, pid)
    return y >> 13, y & 7


def test_a_hyperopt_with_its_workers_yields_and_would_be_killed_first(suite):
    m = suite(sim={"hyperopt": {"epochs_per_s": 5}})
    assert m.wait_run(m.start_run("Alpha", steps=["download_data"]))["state"] == "done"
    m.start_process("Alpha", "trade")
    bot = m.wait_process("Alpha", "trade", "ready")["pid"]
    m.start_process("Alpha", "hyperopt")
    hyperopt = m.wait_process("Alpha", "hyperopt", "running")["pid"]
    tree = wait_until("its workers", lambda: (t := tree_of(hyperopt)) and len(t) >= 3 and t)
    ours = m.process.pid
    for pid in tree:
        assert nice(pid) == max(10, nice(ours))
        assert number(pid, "oom_score_adj") == max(500, number(ours, "oom_score_adj"))
        assert io_priority(pid) == (BEST_EFFORT, 7)
        assert group_nice(pid) in (None, max(10, nice(ours)))
    for pid in tree_of(bot):
        assert nice(pid) == nice(ours)
        assert number(pid, "oom_score_adj") == number(ours, "oom_score_adj")
        assert io_priority(pid) == io_priority(ours)
        assert group_nice(pid) in (None, 0)
    # The kernel kills the highest.
    worst_bot = max(number(x, "oom_score") for x in tree_of(bot))
    assert min(number(x, "oom_score") for x in tree) > worst_bot
    # The shims are as the manager.
    for pid in (bot, hyperopt):
        shim = int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        assert nice(shim) == nice(ours)
        assert number(shim, "oom_score_adj") == number(ours, "oom_score_adj")
    m.stop_process("Alpha", "hyperopt")
    m.wait_process("Alpha", "hyperopt", "stopped")
    assert m.process_state("Alpha", "trade")["pid"] == bot
