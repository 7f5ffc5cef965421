"""What a flood of output costs its writer, and how fast output is searched."""

import os
import pathlib
import re
import subprocess
import sys
import threading
import time

from sockets import WebSocket

# In place of freqtrade: writes 200,000 lines of 100 bytes, one write each, says
# how long that took, and trades on until it is told to stop.
WRITER = """#!{python}
import os, sys, time
if "trade" not in sys.argv:
    os.execv({sim!r}, [{sim!r}] + sys.argv[1:])
begin = time.monotonic()
for i in range({lines}):
    os.write(1, b"burst line %d " % i + b"x" * (86 - len(str(i))) + b"\\n")
took = time.monotonic() - begin
with open({took!r} + ".new", "w") as f:
    f.write(str(took))
os.rename({took!r} + ".new", {took!r})
if "--alone" not in sys.argv:
    time.sleep(600)
"""

LINES = 200_000


def peak_growth_mb(pid, work):
    """Runs `work`; how far above what it was the memory of a process rose."""
    status = pathlib.Path(f"/proc/{pid}/status")
    kb = lambda name: int(re.search(name + r":\s+(\d+)", status.read_text())[1])
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")  # forgets the peak
    before = kb("VmRSS")
    y = work()
    return y, round((kb("VmHWM") - before) / 1024, 1)


class Watcher(threading.Thread):
    """Reads a launch's output from its first byte on until its last line."""

    def __init__(self, m, launch):
        super().__init__(daemon=True)
        self.m, self.launch, self.bytes, self.done = m, launch, 0, None
        self.start()

    def run(self):
        last = f"burst line {LINES - 1} "
        while self.done is None:  # one that is too slow is closed and goes on
            ws = WebSocket(self.m, timeout=60)
            ws.subscribe({"name": "output:Alpha:trade", "epoch": self.launch, "offset": self.bytes})
            while self.done is None and (frame := ws.next()) is not None:
                if frame["op"] == "event":
                    self.bytes = frame["offset"]
                    if last in frame["data"]["text"]:
                        self.done = time.monotonic()
            ws.close()


def burst(make):
    m = make()
    took = m.folder / "took"
    tool = m.freqtrade.folder / ".venv" / "bin" / "freqtrade"
    sim = str(tool.resolve())
    tool.unlink()
    tool.write_text(WRITER.format(python=sys.executable, sim=sim, lines=LINES, took=str(took)))
    tool.chmod(0o755)

    def written():
        end = time.monotonic() + 60
        while not took.exists():
            if time.monotonic() > end:
                raise SystemExit("the writer was blocked\n" + m.console())
            time.sleep(0.01)
        y = float(took.read_text())
        took.unlink()
        return y

    def alone():
        with open(m.folder / "alone.log", "wb") as f:
            subprocess.run([str(tool), "trade", "--alone"], stdout=f, check=True)
        return written()

    plain = min(alone() for _ in range(3))
    m.start()

    def watched():
        begin = time.monotonic()
        launch = m.start_process("Alpha", "trade")["launch"]
        watchers = [Watcher(m, launch) for _ in range(2)]
        child = written()
        for w in watchers:
            w.join(60)
        if any(w.done is None for w in watchers):
            raise SystemExit("not all of the output was shown")
        return child, max(w.done for w in watchers) - begin

    (child, shown), growth = peak_growth_mb(m.process.pid, watched)
    m.clean_up()
    return {
        "lines": LINES,
        "child_s": round(child, 3),
        "alone_s": round(plain, 3),
        "of_alone": round(child / plain, 2),
        "all_shown_s": round(shown, 2),
        "manager_peak_growth_mb": growth,
    }


def search(make, megabytes=1000):
    m = make().start()
    launch = m.start_process("Alpha", "trade")["launch"]
    m.wait_process("Alpha", "trade", "ready")
    m.stop_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "stopped")
    log = m.state / "run" / "Alpha" / "trade" / launch / "out.log"
    block = "".join(
        f"2026-11-22 13:36:{i % 60:02},877 - freqtrade.worker - INFO - Bot heartbeat. PID={i}, state='RUNNING'\n"
        for i in range(10_000)
    ).encode()
    with open(log, "ab") as f:
        for _ in range((megabytes << 20) // len(block)):
            f.write(block)
        f.write(b"2026-11-22 - freqtrade - ERROR - the Needle\n")
    size = log.stat().st_size
    subprocess.run(["cat", log], check=True, stdout=subprocess.DEVNULL)  # into the page cache

    def ours():
        offset, found, begin = 0, 0, time.monotonic()
        while True:
            y = m.get(f"strategies/Alpha/processes/trade/output?launch={launch}&search=the%20needle&offset={offset}").json
            found += len(y["matches"])
            if y["complete"]:
                assert found == 1, found
                return time.monotonic() - begin
            offset = y["scanned_to"]

    def grep():
        begin = time.monotonic()
        y = subprocess.run(["grep", "-ic", "the needle", log], stdout=subprocess.PIPE, check=True)
        assert y.stdout.strip() == b"1"
        return time.monotonic() - begin

    took, growth = peak_growth_mb(m.process.pid, lambda: min(ours() for _ in range(3)))
    by_grep = min(grep() for _ in range(3))
    os.unlink(log)
    m.clean_up()
    return {
        "file_mb": round(size / 1e6, 1),
        "seconds": round(took, 3),
        "gb_s": round(size / took / 1e9, 2),
        "grep_s": round(by_grep, 3),
        "of_grep": round(took / by_grep, 3),
        "manager_peak_growth_mb": growth,
    }
