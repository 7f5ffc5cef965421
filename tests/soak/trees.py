#!/usr/bin/env python3
"""Ends process trees of random shape, and looks for survivors.

  tests/soak/trees.py --count 500 --seed 1 [--jobs 4] [--bin build/dev/bin]
                      [--cgroup A_DELEGATED_CGROUP]

Every tree (hostile_tree.cpp: sessions of their own, double forks, deaf and
stopped members, such without stdio or environment, endless forks) runs under a
real ftm-shim and ends in one of five ways: stop, kill, main killed, main's own
exit, its shim killed and another one that adopts and stops it. A tree has 200
processes at most, and each of them lives for 30 s at most. Prints JSON; exit
code 1 if anything survived or ended otherwise than it should.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from shims import Shim, is_alive  # noqa: E402

ALL = 1023
# After its shim's death a process that is nobody's child, has no environment
# of ours and not the output either is a stranger, but for a cgroup.
TRACEABLE = ALL & ~(4 | 8)
LADDER = "INT:main:150,TERM:group:150,KILL:tree:0"
ENDINGS = ["stop"] * 4 + ["kill", "killed", "exit", "exit", "adopted"]


class Tree:
    def __init__(self, bin_dir, state, number, seed, cgroup=None):
        self.random = random.Random(seed)
        self.ending = self.random.choice(ENDINGS)
        self.most = self.random.choice([1, 5, 20, 60, 200])
        self.code = self.random.randrange(256)
        self.delay = self.random.random() * 0.3
        self.record = state / f"{number}.pids"
        self.record.write_bytes(b"\0\0\0\0\n")
        ending = f"exit:{self.code}:{int(self.delay * 1000)}" if self.ending == "exit" else "stay"
        mask = TRACEABLE if self.ending == "adopted" and not cgroup else ALL
        self.shim = Shim(bin_dir / "ftm-shim", state, f"Tree{number}", [
            bin_dir / "ftm-hostile-tree", str(seed), str(self.most), self.record, str(mask), ending,
        ], cgroup / f"ftm-{number}" if cgroup else None)

    def members(self):
        """Everyone who ever appeared, as (pid, start ticks)."""
        lines = self.record.read_bytes()[4:].split(b"\n")
        return {tuple(map(int, x.split())) for x in lines if x}

    def survivors(self):
        return [x for x in self.members() if is_alive(*x)]

    def run(self):
        """How it ended: what is wrong, how many there were, how long it took."""
        report = self.shim.spawn()
        if not report.startswith("started "):
            return {"wrong": f"it was not started: {report}"}
        main = int(report.split()[1])
        log = self.shim.folder / "out.log"
        end = time.monotonic() + 20
        while b"ready" not in log.read_bytes():
            if time.monotonic() > end:
                return {"wrong": "it was never ready"}
            time.sleep(0.002)
        if self.ending != "exit":
            time.sleep(self.delay)
        begin = time.monotonic()
        self.end(main)
        exit_record = self.shim.wait_ended()
        took = time.monotonic() - begin
        if self.ending == "exit":
            took = max(0, took - self.delay)
        wrong = self.judge(exit_record)
        return {"wrong": wrong, "made": len(self.members()), "took": took, "ending": self.ending}

    def end(self, main):
        if self.ending == "stop":
            self.shim.ask(f"stop user:soak {LADDER}")
        elif self.ending == "kill":
            self.shim.ask("kill user:soak")
        elif self.ending == "killed":
            os.kill(main, signal.SIGKILL)
        elif self.ending == "adopted":
            os.kill(self.shim.state["shim"]["pid"], signal.SIGKILL)
            while not self.shim.spawn(adopt=True).startswith("started"):
                time.sleep(0.002)  # the killed one's locks go with it
            self.shim.ask(f"stop user:soak {LADDER}")

    def judge(self, x):
        """What is wrong once the exit record is there; "" = nothing."""
        left = self.survivors()
        if x is None:
            return f"no exit record; {len(left)} alive"
        if left:
            return f"survivors: {left}"
        if self.shim.tree_is_locked():
            return "the tree lock is held"
        if self.shim.cgroup and self.shim.cgroup.exists():
            return "its cgroup is left"
        count = len(self.members())
        time.sleep(0.05)
        if len(self.members()) != count:
            return "somebody was born after its end"
        expected = {"exit": ("exited", self.code), "adopted": ("shim_lost", None),
                    "kill": ("signaled", None), "killed": ("signaled", None)}.get(self.ending)
        if expected and (x["reason"], x["code"]) != expected:
            return f"exit {x['reason']} {x['code']}, expected {expected}"
        asked = self.ending in ("stop", "kill", "adopted")
        if bool(x["requested"]) != asked:
            return f"requested: {x['requested']}"
        if x["log_end"] != (self.shim.folder / "out.log").stat().st_size:
            return "log_end is not the end"
        return ""

    def clean_up(self):
        for pid, start in self.survivors():
            if is_alive(pid, start):
                os.kill(pid, signal.SIGKILL)


def soak(bin_dir, count, seed, jobs, cgroup=None):
    """Runs `count` trees; their figures."""
    state = pathlib.Path(tempfile.mkdtemp(prefix="ftm-trees-"))
    results, wrong, lock = [], [], threading.Lock()

    def one(number):
        tree = Tree(bin_dir, state, number, seed * 1_000_003 + number, cgroup)
        try:
            x = tree.run()
        finally:
            survivors = len(tree.survivors())
            tree.clean_up()
        with lock:
            results.append({**x, "survivors": survivors})
            if x["wrong"]:
                wrong.append(f"tree {number} ({tree.ending}): {x['wrong']}")
        shutil.rmtree(tree.shim.slot.parent, ignore_errors=True)
        tree.record.unlink()

    begin = time.monotonic()
    try:
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            for x in [pool.submit(one, n) for n in range(count)]:
                x.result()
    finally:
        shutil.rmtree(state, ignore_errors=True)
    took = sorted(x["took"] for x in results if "took" in x)
    return {
        "trees": len(results),
        "seed": seed,
        "processes": sum(x.get("made", 0) for x in results),
        "largest": max((x.get("made", 0) for x in results), default=0),
        "survivors": sum(x["survivors"] for x in results),
        "endings": dict(collections.Counter(x.get("ending") for x in results)),
        "wrong": wrong,
        "median_stop_ms": round(took[len(took) // 2] * 1000, 1) if took else None,
        "slowest_stop_ms": round(took[-1] * 1000, 1) if took else None,
        "seconds": round(time.monotonic() - begin, 1),
    }


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    p.add_argument("--count", type=int, default=500)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--jobs", type=int, default=4)
    p.add_argument("--cgroup", type=pathlib.Path, help="each tree in one of its own below it")
    p.add_argument("--bin", type=pathlib.Path, default=HERE.parents[1] / "build" / "dev" / "bin")
    a = p.parse_args()
    figures = soak(a.bin.resolve(), a.count, a.seed, a.jobs, a.cgroup)
    print(json.dumps(figures, indent=2))
    return 1 if figures["wrong"] or figures["survivors"] else 0


if __name__ == "__main__":
    sys.exit(main())
