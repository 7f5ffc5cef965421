#!/usr/bin/env python3
"""Inputs to begin with, made of recorded files: one folder for each target.

usage: seeds.py FOLDER
"""

import json
import pathlib
import sys

FIXTURES = pathlib.Path(__file__).resolve().parents[1] / "fixtures"
CRITERIA = [
    "max_drawdown <= 2; profit_total_pct >= 0 desc",
    "trades >= 5; winrate > .5 asc; params.buy_rsi < 3e1 desc;;",
    "Objective ASC",
    "sharpe == -0; calmar desc; sortino > 1e-320",
]


def first_of_lists(x):
    if isinstance(x, list):
        return [first_of_lists(y) for y in x[:1]]
    return {k: first_of_lists(v) for k, v in x.items()} if isinstance(x, dict) else x


def short(line):
    """A line with what is left of its long lists."""
    try:
        return json.dumps(first_of_lists(json.loads(line)), separators=(",", ":")).encode()
    except ValueError:
        return line[:1500] + line[-4000:]


def recorded_lines():
    for path in sorted((FIXTURES / "fthypt").glob("*.fthypt")) + sorted((FIXTURES / "sim").glob("*.fthypt")):
        for line in path.read_bytes().split(b"\n")[:3]:
            if line:
                yield path.stem, short(line)


def write(folder, name, data):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def main():
    out = pathlib.Path(sys.argv[1])
    lines = list(recorded_lines())
    for i, (name, line) in enumerate(lines):
        write(out / "line", f"{name}-{i}", line)
    for i in range(0, len(lines), 2):
        two = [line for _, line in lines[i : i + 2]]
        how = bytes([(i * 37) % 256, 255, 255, (i * 11) % 256])
        write(out / "epoch_file", f"recorded-{i}", how + b"\n".join([*two, b"", b"garbage", two[0][:200]]))
    for path in sorted((FIXTURES / "console").glob("*hyperopt*.txt")):
        data = path.read_bytes()
        for i in range(0, min(len(data), 24_000), 6_000):
            write(out / "console", f"{path.stem}-{i}", bytes([i // 100 % 255 + 1]) + data[i : i + 6_000])
    for i, text in enumerate(CRITERIA):
        write(out / "criteria", f"typed-{i}", text.encode())


if __name__ == "__main__":
    main()
