#!/usr/bin/env python3
"""First figures of the suite, as JSON.

  tests/bench/run.py [--bin build/release/bin] [--only NAME …] [--idle-seconds 60]

Every figure that depends on the machine stands beside one of a plain program
measured in the same run (cat, json.loads), so that the ratio says something.
All traffic stays on the loopback interface and every loop is bounded.
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))

from adoption import adoption  # noqa: E402
from output import burst, search  # noqa: E402


def percentiles(values):
    v = sorted(values)
    if not v:
        return {"count": 0}
    pick = lambda q: round(v[min(len(v) - 1, int(q * len(v)))] * 1000, 3)
    return {"count": len(v), "p50_ms": pick(0.5), "p99_ms": pick(0.99), "max_ms": round(v[-1] * 1000, 3)}


def median(values):
    return sorted(values)[len(values) // 2]


# -- start, idle ---------------------------------------------------------------


def first_200(make, isolate, times=10):
    took = []
    for _ in range(times):
        m = make(isolate=isolate)
        begin = time.monotonic()
        m.start(wait=False)
        while True:
            try:
                if m.request("GET", "/livez", login=False).status == 200:
                    break
            except OSError:
                pass
            if time.monotonic() - begin > 30:
                raise SystemExit(m.console())
            time.sleep(0.001)
        took.append(time.monotonic() - begin)
        m.wait_ready()
        m.stop()
    return {"median_ms": round(median(took) * 1000, 1), "max_ms": round(max(took) * 1000, 1)}


def tree_of(pid):
    pids = [pid]
    for p in pids:
        try:
            for task in pathlib.Path(f"/proc/{p}/task").iterdir():
                pids += [int(x) for x in (task / "children").read_text().split()]
        except OSError:
            pass
    return pids


def cpu_seconds(pids):
    """By the scheduler's own account, in ns; the ticks of /proc/PID/stat are too
    coarse for what is idle. Threads that have ended do not count."""
    ns = 0
    for p in pids:
        for task in pathlib.Path(f"/proc/{p}/task").glob("*/schedstat"):
            try:
                ns += int(task.read_text().split()[0])
            except OSError:
                pass
    return ns / 1e9


def memory_mb(pids):
    rss = pss = 0
    for p in pids:
        try:
            text = pathlib.Path(f"/proc/{p}/smaps_rollup").read_text()
        except OSError:
            continue
        rss += int(re.search(r"Rss:\s+(\d+)", text)[1])
        pss += int(re.search(r"Pss:\s+(\d+)", text)[1])
    return {"rss_mb": round(rss / 1024, 1), "pss_mb": round(pss / 1024, 1)}


def idle(make, isolate, seconds):
    m = make(isolate=isolate).start()
    time.sleep(3)
    pids = tree_of(m.process.pid)
    before = cpu_seconds(pids)
    time.sleep(seconds)
    cpu = cpu_seconds(pids) - before
    y = {"seconds": seconds, "cpu_pct": round(100 * cpu / seconds, 3), "processes": len(pids), **memory_mb(pids)}
    m.stop()
    return y


# -- evaluate --------------------------------------------------------------------


def generate(path, megabytes, line_bytes, seed=1):
    """Lines as freqtrade writes them: trades first and most of it."""
    rng = random.Random(seed)
    trade = '{"pair": "BTC/USDT", "profit_ratio": 0.0123, "open_rate": 27012.5, "close_rate": 27344.8, "exit_reason": "roi"}'
    written = epoch = 0
    with open(path, "w", encoding="ascii") as f:
        while written < megabytes << 20:
            epoch += 1
            n = rng.randint(1, 400)
            wins = rng.randint(0, n)
            profit = rng.uniform(-0.5, 0.9)
            trades = ",".join([trade] * max(1, (line_bytes - 1500) // len(trade)))
            line = (
                f'{{"loss":{rng.uniform(-5, 5)},"params_dict":{{"buy_rsi":{rng.randint(10, 40)}}},'
                f'"params_details":{{"buy":{{"buy_rsi":{rng.randint(10, 40)}}}}},"params_not_optimized":{{}},'
                f'"results_metrics":{{"trades":[{trades}],"locks":[],"total_trades":{n},"wins":{wins},"draws":0,'
                f'"losses":{n - wins},"profit_mean":{profit / n},"profit_total":{profit},"profit_total_abs":{profit * 1000},'
                f'"max_drawdown_account":{rng.uniform(0, 0.4)},"max_drawdown_abs":{rng.uniform(0, 400)},'
                f'"holding_avg":"0 days 02:10:00","holding_avg_s":7800.0}},"results_explanation":"x","total_profit":{profit},'
                f'"current_epoch":{epoch},"is_initial_point":false,"is_best":false,"is_random":false,"fthypt_fileversion":2}}'
            )
            f.write(line)
            f.write("\n")
            written += len(line) + 1
    return epoch


def timed(command):
    begin = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begin


def evaluate(bin_dir, folder, megabytes=200):
    path = folder / "strategy_Bench_2024-01-01_00-00-00.fthypt"
    epochs = generate(path, megabytes, 12_000)
    size = path.stat().st_size / 1e6
    timed(["cat", path])  # into the page cache
    cat = min(timed(["cat", path]) for _ in range(5))
    ours = min(
        timed([bin_dir / "ftmanager", "evaluate", path, "--json", "--criteria", "max_drawdown <= 20; profit_total_pct >= 0 desc"])
        for _ in range(5)
    )
    python = timed([sys.executable, "-c", f"import json\nfor x in open({str(path)!r}): json.loads(x)"])
    path.unlink()
    rate = lambda t: round(size / t, 1)
    return {
        "file_mb": round(size, 1),
        "epochs": epochs,
        "evaluate_mb_s": rate(ours),
        "cat_mb_s": rate(cat),
        "json_loads_mb_s": rate(python),
        "of_cat": round(cat / ours, 3),
        "times_json_loads": round(python / ours, 1),
    }


# -- latencies --------------------------------------------------------------------


class Socket(threading.Thread):
    """Follows one topic and notes when something came."""

    def __init__(self, m, topic):
        super().__init__(daemon=True)
        import websocket

        self.arrived = []
        self.ready = threading.Event()
        self.ws = websocket.create_connection(
            f"ws://127.0.0.1:{m.port}/ws", header=[f"Authorization: Bearer {m.token}"], timeout=30
        )
        self.ws.send(json.dumps({"op": "subscribe", "id": 1, "topics": [{"name": topic}]}))
        self.start()

    def run(self):
        while True:
            try:
                text = self.ws.recv()
            except Exception:  # closed by the bench
                return
            now = time.monotonic()
            if text:
                self.arrived.append((now, text))
                self.ready.set()


def epoch_latency(make, rate, seconds):
    m = make().start()
    folder = m.freqtrade.userdir / "hyperopt_results"
    folder.mkdir(exist_ok=True)
    lines = folder.parent / "lines.txt"
    generate(lines, 2, 12_000)
    source = lines.read_text().splitlines()
    path = folder / "strategy_Alpha_2024-01-01_00-00-00.fthypt"
    path.write_text(source[0] + "\n")
    s = Socket(m, "epochs:Alpha")
    s.ready.wait(10)
    time.sleep(1)
    s.arrived.clear()
    sent = {}
    with open(path, "a", encoding="ascii") as f:
        for i in range(int(rate * seconds)):
            begin = time.monotonic()
            f.write(source[1 + i % (len(source) - 1)] + "\n")
            f.flush()
            sent[i + 2] = time.monotonic()
            time.sleep(max(0, begin + 1 / rate - time.monotonic()))
    time.sleep(1)
    took = {}
    for at, text in s.arrived:
        frame = json.loads(text)
        if frame.get("op") != "event":
            continue
        for line in frame["data"]["columns"]["line"]:
            if line in sent:
                took.setdefault(line, at - sent[line])
    m.clean_up()
    return {**percentiles(list(took.values())), "sent": len(sent), "lost": len(sent) - len(took)}


def line_latency(make, rate, seconds):
    m = make().start()
    launch = m.start_process("Alpha", "trade")["launch"]
    m.wait_process("Alpha", "trade", "ready")
    log = m.state / "run" / "Alpha" / "trade" / launch / "out.log"
    s = Socket(m, "output:Alpha:trade")
    s.ready.wait(10)
    time.sleep(1)
    s.arrived.clear()
    sent = {}
    fd = os.open(log, os.O_WRONLY | os.O_APPEND)
    for i in range(int(rate * seconds)):
        begin = time.monotonic()
        os.write(fd, f"bench line {i} of the output\n".encode())
        sent[i] = time.monotonic()
        time.sleep(max(0, begin + 1 / rate - time.monotonic()))
    os.close(fd)
    time.sleep(1)
    took = {}
    for at, text in s.arrived:
        for n in re.findall(r"bench line (\d+) of", text):
            took.setdefault(int(n), at - sent[int(n)])
    m.clean_up()
    return {**percentiles(list(took.values())), "sent": len(sent), "lost": len(sent) - len(took)}


def state_rate(make, seconds=5):
    if not shutil.which("wrk"):
        return {"skipped": "wrk is not installed (apt-get install wrk)"}
    m = make().start()
    y = {}
    for connections in (1, 16, 64):
        r = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
             "-H", f"Authorization: Bearer {m.token}", f"http://127.0.0.1:{m.port}/api/v1/state"],
            capture_output=True, text=True, check=True,
        ).stdout
        rate = re.search(r"Requests/sec:\s+([\d.]+)", r)
        p99 = re.search(r"99%\s+(\S+)", r)
        y[f"{connections}_connections"] = {
            "requests_s": float(rate[1]),
            "p99": p99[1] if p99 else None,
            "errors": bool(re.search(r"Non-2xx|Socket errors", r)),
        }
    m.clean_up()
    return y


# What the design allows: a path into the figures, the bound, whether it is the
# most or the least.
BUDGETS = [
    ("first_200_one_process.median_ms", 100, "most"),
    ("idle_one_process.rss_mb", 30, "most"),
    ("idle_one_process.cpu_pct", 0.02, "most"),
    ("adoption_one_process.max_ms", 1000, "most"),
    ("adoption_isolated.max_ms", 1000, "most"),
    ("adoption_with_history.max_ms", 1000, "most"),
    ("evaluate.of_cat", 0.35, "least"),
    ("evaluate.evaluate_mb_s", 1000, "least"),
    ("epoch_to_websocket_2_per_s.p99_ms", 10, "most"),
    ("epoch_to_websocket_20_per_s.p99_ms", 10, "most"),
    ("epoch_to_websocket_20_per_s.lost", 0, "most"),
    ("line_to_websocket_2_per_s.p99_ms", 10, "most"),
    ("line_to_websocket_20_per_s.p99_ms", 10, "most"),
    ("line_to_websocket_20_per_s.lost", 0, "most"),
    ("burst.child_s", 1, "most"),
    ("burst.manager_peak_growth_mb", 32, "most"),
    ("search.gb_s", 1, "least"),
    ("search.manager_peak_growth_mb", 16, "most"),
    ("get_state.16_connections.requests_s", 7500, "least"),
    ("shim_memory.pss_kb", 1024, "most"),
    ("shim_start_ms.in_memory.p50_ms", 10, "most"),
]


def judged(figures, budgets):
    y = []
    for path, bound, kind in budgets:
        value = figures
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if value is not None:
            met = value <= bound if kind == "most" else value >= bound
            y.append({"figure": path, "value": value, f"at_{kind}": bound, "met": met})
    return y


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    p.add_argument("--bin", default=HERE.parents[1] / "build" / "release" / "bin", type=pathlib.Path)
    p.add_argument("--only", nargs="*", default=None)
    p.add_argument("--idle-seconds", type=int, default=60)
    p.add_argument("--latency-seconds", type=int, default=15)
    a = p.parse_args()
    bin_dir = a.bin.resolve()
    os.environ["FTM_BIN_DIR"] = str(bin_dir)
    import shim_figures
    import suite

    root = pathlib.Path(tempfile.mkdtemp(prefix="ftm-bench-"))
    count = 0
    managers = []

    def make(isolate=False, strategies=("Alpha",)):
        nonlocal count
        count += 1
        folder = root / str(count)
        f = suite.Freqtrade(folder / "freqtrade", strategies=strategies)
        entries = [{"name": s} for s in strategies]
        m = suite.Manager(folder / "manager", f, strategies=entries, isolate=isolate)
        managers.append(m)
        return m

    benches = {
        "first_200_one_process": lambda: first_200(make, False),
        "first_200_isolated": lambda: first_200(make, True, 5),
        "idle_one_process": lambda: idle(make, False, a.idle_seconds),
        "idle_isolated": lambda: idle(make, True, a.idle_seconds),
        "adoption_one_process": lambda: adoption(make, False),
        "adoption_isolated": lambda: adoption(make, True),
        # Two weeks of an hourly cycle of twenty strategies.
        "adoption_with_history": lambda: adoption(make, False, past=336),
        "evaluate": lambda: evaluate(bin_dir, root),
        "epoch_to_websocket_2_per_s": lambda: epoch_latency(make, 2, a.latency_seconds),
        "epoch_to_websocket_20_per_s": lambda: epoch_latency(make, 20, a.latency_seconds),
        "line_to_websocket_2_per_s": lambda: line_latency(make, 2, a.latency_seconds),
        "line_to_websocket_20_per_s": lambda: line_latency(make, 20, a.latency_seconds),
        "burst": lambda: burst(make),
        "search": lambda: search(make),
        "get_state": lambda: state_rate(make),
        "shim_memory": lambda: shim_figures.memory(bin_dir, root),
        "shim_start_ms": lambda: shim_figures.start(bin_dir, root, percentiles),
    }
    figures = {}
    try:
        for name, run in benches.items():
            if a.only and not any(name.startswith(x) for x in a.only):
                continue
            print(f"{name} …", file=sys.stderr, flush=True)
            figures[name] = run()
    finally:
        for m in managers:
            if m.process:
                m.clean_up()
        shutil.rmtree(root, ignore_errors=True)
    figures["budgets"] = judged(figures, BUDGETS)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
