#!/usr/bin/env python3
"""Kills the manager again and again while a bot and a hyperopt run.

  tests/soak/kills.py [--kills 200] [--seed N] [--bin build/dev/bin]

Each kill is SIGKILL at a random moment of a manager that starts, adopts, or
answers commands; every third manager is isolated, and then any of its
processes may be the victim. The stand-in freqtrade keeps a second copy of all
that it prints, and of its exit codes. At the end, and all along:

- at most one bot and one hyperopt were ever alive at once;
- what a launch printed is in its out.log, byte for byte;
- every launch has ended as the stand-in says that it ended;
- nothing is left after trade was stopped.

One JSON object on stdout; exit code 1 if anything was wrong. All processes are
its own, on loopback, and it ends by itself.
"""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import random
import signal
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))


def mains(folder):
    """Living freqtrade processes of a folder, by subcommand; not their workers,
    also not between fork and exec."""
    y = {"trade": {}, "hyperopt": {}}
    for p in pathlib.Path("/proc").iterdir():
        if not p.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            words = (p / "cmdline").read_bytes().split(b"\0")
            if len(words) < 3 or not words[0].startswith(folder):
                continue
            kind = words[1].decode(errors="replace")
            stat = (p / "stat").read_text().rpartition(")")[2].split()
            if kind in y and stat[0] not in "ZX":
                y[kind][int(p.name)] = int(stat[1])
    return {kind: [p for p, parent in x.items() if parent not in x] for kind, x in y.items()}


class Watcher(threading.Thread):
    """Looks for duplicates all along."""

    def __init__(self, folder):
        super().__init__(daemon=True)
        self.folder = str(folder).encode()
        self.duplicates, self.looks, self.over = [], 0, False

    def run(self):
        while not self.over:
            for kind, pids in mains(self.folder).items():
                if len(pids) > 1:
                    self.duplicates.append([kind, pids])
            self.looks += 1
            time.sleep(0.02)


def victims(m):
    """The manager's own processes: the warden and its parts."""
    y = [m.process.pid]
    with contextlib.suppress(OSError):
        for task in pathlib.Path(f"/proc/{m.process.pid}/task").iterdir():
            y += [int(x) for x in (task / "children").read_text().split()]
    # A shim is nobody's child but for an instant: never a victim here.
    return [p for p in y if b"ftmanager" in cmdline(p)]


def cmdline(pid):
    with contextlib.suppress(OSError):
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]
    return b""


def provoke(m, rng):
    """A command whose answer may be lost."""
    kind = rng.choice(["trade", "trade", "hyperopt", "hyperopt"])
    verb = rng.choice(["start", "start", "stop"])
    with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
        m.post(f"strategies/Alpha/processes/{kind}/{verb}", timeout=3)


def one_kill(m, rng):
    m.isolate = rng.random() < 0.33
    m.start(wait=False)
    end = time.monotonic() + rng.choice([0.02, 0.1, 0.3, 0.8, 1.5]) * rng.uniform(0.2, 1.2)
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, rng.uniform(0.01, 0.3)))
        if rng.random() < 0.7 and (m.state / "token").exists():
            provoke(m, rng)
    if m.isolate and rng.random() < 0.5:
        with contextlib.suppress(ProcessLookupError):
            os.kill(rng.choice(victims(m)), signal.SIGKILL)
        time.sleep(rng.uniform(0, 0.5))
    m.kill9()
    m.log.close()


def sent(file):
    """What a process printed, and its exit code; None while it lives or if it
    was killed."""
    text = file.read_bytes()
    head, end, code = text.rpartition(b"\0exit ")
    return (head, int(code)) if end else (text, None)


def audit(m, records):
    """Compares every launch with what the stand-in says."""
    wrong, launches, output, codes = [], 0, 0, 0
    told = set()
    for folder in sorted(m.state.glob("run/Alpha/*/*/launch.json")):
        folder = folder.parent
        launches += 1
        try:
            end = json.loads((folder / "exit").read_text())
        except OSError:
            wrong.append(f"{folder.name}: no exit record")
            continue
        log = (folder / "out.log").read_bytes()
        if not (folder / "state.json").exists():
            if log:
                wrong.append(f"{folder.name}: printed, but is not on disk")
            continue
        pid = json.loads((folder / "state.json").read_text())["main"]["pid"]
        file = records / str(pid)
        if not file.exists():
            # It was stopped before its first word.
            if log and b"KeyboardInterrupt" not in log:
                wrong.append(f"{folder.name}: printed {log[:80]!r}, unknown to the stand-in")
            continue
        told.add(file)
        printed, code = sent(file)
        output += len(printed)
        if printed != log:
            wrong.append(f"{folder.name}: {len(printed)} bytes printed, {len(log)} in out.log")
        if end["reason"] in ("exited", "signaled"):
            codes += 1
            if code is not None and end["code"] != code:
                wrong.append(f"{folder.name}: exit code {end['code']}, was {code}")
            if code is None and end["signal"] is None:
                wrong.append(f"{folder.name}: {end['code']}, but it never returned")
        else:
            wrong.append(f"{folder.name}: its exit code was lost: {end['reason']}")
    for file in records.iterdir():
        if file not in told:
            wrong.append(f"process {file.name} printed without a launch")
    return {"launches": launches, "output_bytes": output, "exit_codes": codes, "wrong": wrong}


def soak(kills, seed, root):
    """Does it all in the folder `root`; returns the report."""
    from suite import Freqtrade, Manager, alive, wait_until

    rng = random.Random(seed)
    records = root / "records"
    records.mkdir()
    sim = {
        "record": str(records),
        "import_ms": 20,
        "startup_ms": 30,
        "trade": {"first_heartbeat_ms": 20, "heartbeat_ms": 20, "slow_stop_ms": 100},
        "hyperopt": {"epochs_per_s": 40},
    }
    f = Freqtrade(root / "freqtrade", sim=sim)
    policy = {"mode": "on_failure", "backoff_ms": 50, "intensity": 1000}
    m = Manager(root / "manager", f, strategies=[{"name": "Alpha", "restart_policy": policy}])
    m.start()
    run = m.start_run("Alpha", steps=["download_data"])
    m.wait_run(run)
    m.start_process("Alpha", "trade")
    m.start_process("Alpha", "hyperopt")
    m.kill9()
    watcher = Watcher(f.folder)
    watcher.start()
    begin = time.monotonic()
    try:
        for i in range(kills):
            one_kill(m, rng)
            if sys.stderr.isatty():
                print(f"\r{i + 1}/{kills}", end="", file=sys.stderr)
        m.isolate = False
        m.start()
        trade = m.process_state("Alpha", "trade")
        alive_now = mains(str(f.folder).encode())
        wrong = []
        if trade["wanted"]:
            pid = m.wait_process("Alpha", "trade", "ready")["pid"]
            if mains(str(f.folder).encode())["trade"] != [pid]:
                wrong.append(f"not one bot: {alive_now['trade']}, shown {pid}")
        elif alive_now["trade"]:
            # Its end may be under way.
            m.wait_process("Alpha", "trade", "stopped")
        for kind in ("trade", "hyperopt"):
            m.post(f"strategies/Alpha/processes/{kind}/stop")
        over = ("stopped", "completed", "failed", "idle", "given_up")
        for kind in ("trade", "hyperopt"):
            m.wait_process("Alpha", kind, over, timeout=60)
        seconds = time.monotonic() - begin
        report = audit(m, records)
        m.stop()
        survivors = [p for p in m.own_pids() if alive(p)]
    finally:
        watcher.over = True
        watcher.join()
        m.clean_up()
    report["wrong"] += wrong
    report["wrong"] += [f"alive at once: {x}" for x in watcher.duplicates]
    report["wrong"] += [f"process {p} survived" for p in survivors]
    return {"kills": kills, "seed": seed, "seconds": round(seconds, 1), "looks": watcher.looks, **report}


def main():
    a = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    a.add_argument("--kills", type=int, default=200)
    a.add_argument("--seed", type=int, default=int(time.time()))
    a.add_argument("--bin", default=None)
    a.add_argument("--keep", action="store_true", help="keep the folder if anything is wrong")
    x = a.parse_args()
    if x.bin:
        os.environ["FTM_BIN_DIR"] = str(pathlib.Path(x.bin).resolve())
    with contextlib.ExitStack() as stack:
        root = pathlib.Path(tempfile.mkdtemp(prefix="ftm-soak-"))
        report = soak(x.kills, x.seed, root)
        if report["wrong"] and x.keep:
            report["folder"] = str(root)
        else:
            import shutil

            stack.callback(shutil.rmtree, root)
    print(json.dumps(report, indent=1))
    return 1 if report["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
