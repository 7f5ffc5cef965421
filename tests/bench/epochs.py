#!/usr/bin/env python3
"""Figures of epochs, as JSON: reading files cold and live, latency, a million
epochs, and what judging costs.

  tests/bench/epochs.py [--bin build/release/bin] [--only NAME …] [--write-docs]

Needs a release build of ftmanager, ftm-shim and epochs_micro, python3-websocket
and 3 GB of disk. All traffic stays on the loopback interface and every loop is
bounded.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))
DOCS = HERE.parents[1] / "docs" / "PERFORMANCE.md"
BEGIN, END = "<!-- made by tests/bench/epochs.py --write-docs -->", "<!-- end of epochs.py -->"


def micro(bin_dir):
    y = json.loads(subprocess.run([bin_dir / "epochs_micro"], check=True, stdout=subprocess.PIPE).stdout)
    return {str(x.pop("epochs")): x for x in y}


def in_words(x):
    """Rows of the table: what, budget, measured; only what was measured."""
    rows = []

    def row(name, what, budget, words):
        if name in x:
            rows.append((what, budget, words(x[name])))

    def read(name, line):
        row(name, f"a whole file of {line} lines in the page cache → its winner, by `evaluate`, one thread",
            "≥ 1 GB/s, ≥ 35 % of read()",
            lambda y: f"{y['evaluate_mb_s'] / 1000:.2f} GB/s of {y['file_mb']} MB, {100 * y['of_read']:.0f} % of read() "
                      f"({y['read_mb_s'] / 1000:.1f} GB/s), {y['times_json_loads']} × json.loads")

    read("cold_12kb", "12 kB")
    read("cold_350kb", "350 kB")
    row("live_25000", "25,000 epochs written live, last write → read and judged", "≤ 1 s",
        lambda y: f"{1000 * y['read_and_judged_s']:.1f} ms ({y['file_mb']} MB written in {y['writing_s']} s)")
    for rate in (2, 200):
        row(f"latency_{rate}_per_s", f"epoch line → WebSocket, {rate} a second", "p99 ≤ 10 ms, none lost",
            lambda y: f"p50 {y['p50_ms']:.1f} ms, p99 {y['p99_ms']:.1f} ms, "
                      f"{'none' if y['lost'] == 0 else y['lost']} of {y['sent']} lost")
    row("million", "1,000,000 epochs in the manager", "≤ 160 MB",
        lambda y: f"+{y['rss_growth_mb']:.0f} MB (after questions +{y['rss_growth_after_questions_mb']:.0f} MB; 4 parameters asked for: "
                  f"+{y['rss_of_4_parameters_mb']:.0f} MB more); "
                  f"{y['file_mb']} MB read in {y['read_s']} s")
    row("million", "what-if over them by REST, 4 rows", "≤ 100 ms",
        lambda y: f"{y['what_if_limit_4']['median_ms']} ms; by a parameter {y['what_if_by_parameter']['median_ms']} ms; "
                  f"8,192 sorted rows {y['sorted_page_of_8192']['median_ms']} ms")
    row("million", "a Pareto front of them by REST, 2 and 3 fields", "–",
        lambda y: f"{y['front_of_2_fields']['median_ms']} and {y['front_of_3_fields']['median_ms']} ms; "
                  f"stability of one {y['stability']['median_ms']} ms")
    return rows


def micro_table(x):
    sizes = list(x)
    lines = ["", "Without HTTP and disk (`epochs_micro`), nanoseconds an epoch, and the whole of the last:", "",
             "| what | " + " | ".join(f"{int(n):,}" for n in sizes) + " | in all |", "| --- |" + " --- |" * (len(sizes) + 1)]
    for name in (k for k, v in x[sizes[0]].items() if isinstance(v, dict)):
        lines.append(f"| {name.replace('_', ' ')} | " + " | ".join(f"{x[n][name]['ns_per_epoch']:.1f}" for n in sizes)
                     + f" | {x[sizes[-1]][name]['ms']:.1f} ms |")
    return lines


def write_docs(figures):
    lines = [BEGIN, "", "| what | budget | measured |", "| --- | --- | --- |"]
    lines += [f"| {a} | {b} | {c} |" for a, b, c in in_words(figures)]
    if "micro" in figures:
        lines += micro_table(figures["micro"])
    text = DOCS.read_text()
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    DOCS.write_text(before + "\n".join([*lines, "", END]) + after)


# A path into the figures, the bound, whether it is the most or the least.
BUDGETS = [
    *[(f"cold_{x}.{y}", bound, "least") for x in ("12kb", "350kb") for y, bound in (("evaluate_mb_s", 1000), ("of_read", 0.35))],
    ("live_25000.read_and_judged_s", 1, "most"),
    *[(f"latency_{x}_per_s.{y}", bound, "most") for x in (2, 200) for y, bound in (("p99_ms", 10), ("lost", 0))],
    ("million.rss_growth_mb", 160, "most"),
    ("million.what_if_limit_4.median_ms", 100, "most"),
    ("micro.1000000.what_if_limit_4.ms", 100, "most"),
]


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    p.add_argument("--bin", default=HERE.parents[1] / "build" / "release" / "bin", type=pathlib.Path)
    p.add_argument("--only", nargs="*", default=None)
    p.add_argument("--latency-seconds", type=int, default=15)
    p.add_argument("--write-docs", action="store_true", help="replace the table in docs/PERFORMANCE.md")
    a = p.parse_args()
    bin_dir = a.bin.resolve()
    os.environ["FTM_BIN_DIR"] = str(bin_dir)
    import epoch_memory
    import epoch_reading
    import suite
    from run import epoch_latency, judged

    root = pathlib.Path(tempfile.mkdtemp(prefix="ftm-bench-"))
    managers = []

    def make():
        folder = root / str(len(managers))
        managers.append(suite.Manager(folder / "manager", suite.Freqtrade(folder / "freqtrade")))
        return managers[-1]

    benches = {
        "cold_12kb": lambda: epoch_reading.cold(bin_dir, root, 12_000, 500),
        "cold_350kb": lambda: epoch_reading.cold(bin_dir, root, 350_000, 1000),
        "live_25000": lambda: epoch_reading.live(make, bin_dir, 25_000, 12_000),
        "latency_2_per_s": lambda: epoch_latency(make, 2, a.latency_seconds),
        "latency_200_per_s": lambda: epoch_latency(make, 200, a.latency_seconds),
        "million": lambda: epoch_memory.million(make),
        "micro": lambda: micro(bin_dir),
    }
    figures = {"load_average": os.getloadavg()[0]}
    try:
        for name, run in benches.items():
            if a.only and not any(name.startswith(x) for x in a.only):
                continue
            print(f"{name} …", file=sys.stderr, flush=True)
            begin = time.monotonic()
            figures[name] = run()
            print(f"  {time.monotonic() - begin:.0f} s: {json.dumps(figures[name])[:400]}", file=sys.stderr, flush=True)
    finally:
        for m in managers:
            if m.process:
                m.clean_up()
        shutil.rmtree(root, ignore_errors=True)
    figures["budgets"] = judged(figures, BUDGETS)
    print(json.dumps(figures, indent=2))
    if a.write_docs:
        write_docs(figures)


if __name__ == "__main__":
    main()
