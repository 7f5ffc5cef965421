"""What a shim costs: memory, and the time that a start takes."""

import os
import pathlib
import re
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "soak"))

from shims import Shim  # noqa: E402


def _stopped(shim):
    shim.ask("kill bench")
    assert shim.wait_ended(), "the shim did not end"


def memory(bin_dir, folder):
    """Of one that has done all that it does at rest: it was asked, and watches."""
    shim = Shim(bin_dir / "ftm-shim", folder, "ShimMemory", ["/bin/sleep", "60"])
    assert shim.spawn().startswith("started")
    shim.ask("status", "log_limit 1048576")
    text = pathlib.Path(f"/proc/{shim.state['shim']['pid']}/smaps_rollup").read_text()
    y = {f"{x.lower()}_kb": int(re.search(rf"{x}:\s+(\d+)", text)[1]) for x in ("Rss", "Pss")}
    _stopped(shim)
    return y


def start(bin_dir, folder, percentiles, times=50):
    """From the spawn to main's exec, all six steps of the creation order: with
    what they sync to the disk, beside a plain durable write to the same disk,
    and in memory, where only the shim itself counts."""
    y = {**percentiles(_starts(bin_dir, folder, times)),
         "durable_write": percentiles(_durable_writes(folder, times))}
    if pathlib.Path("/dev/shm").is_dir():
        with tempfile.TemporaryDirectory(dir="/dev/shm") as memory_folder:
            y["in_memory"] = percentiles(_starts(bin_dir, pathlib.Path(memory_folder), times))
    return y


def _durable_writes(folder, times):
    took = []
    for n in range(times):
        begin = time.monotonic()
        with open(folder / "durable.tmp", "wb") as f:
            f.write(b"x" * 200)
            f.flush()
            os.fsync(f.fileno())
        (folder / "durable.tmp").rename(folder / "durable")
        fd = os.open(folder, os.O_DIRECTORY)
        os.fsync(fd)
        os.close(fd)
        took.append(time.monotonic() - begin)
    return took


def _starts(bin_dir, folder, times):
    took = []
    for n in range(times):
        shim = Shim(bin_dir / "ftm-shim", folder, f"ShimStart{n}", ["/bin/sleep", "60"])
        begin = time.monotonic()
        assert shim.spawn().startswith("started")
        took.append(time.monotonic() - begin)
        _stopped(shim)
    return took
