"""How fast result files are read: whole ones from the page cache, and ones that
grow."""

import json
import subprocess
import sys
import time

from epoch_lines import Lines, append_as_freqtrade
from run import Socket, timed

CRITERIA = "max_drawdown <= 90; profit_total_pct >= -100 desc"
READ = """
import os, sys, time
fd, room = os.open(sys.argv[1], os.O_RDONLY), bytearray(1 << 20)
begin = time.perf_counter()
while os.readv(fd, [room]):
    pass
print(time.perf_counter() - begin)
"""
LOADS = """
import json, sys, time
lines = open(sys.argv[1]).readlines()
begin = time.perf_counter()
for x in lines:
    json.loads(x)
print(time.perf_counter() - begin, sum(map(len, lines)))
"""


def python(code, path):
    out = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True).stdout
    return [float(x) for x in out.split()]


def cold(bin_dir, folder, line_bytes, megabytes):
    """A file that nobody has read yet, in the page cache, to its winner."""
    path = folder / "strategy_Bench_2024-01-01_00-00-00.fthypt"
    lines = Lines(line_bytes)
    epochs = lines.write(path, megabytes=megabytes)
    size = path.stat().st_size / 1e6
    command = [bin_dir / "ftmanager", "evaluate", path, "--json", "--criteria", CRITERIA]
    read, ours = [], []
    for _ in range(7):  # in turn, so that both see the same machine
        read.append(python(READ, path)[0])
        ours.append(timed(command))
    path.unlink()
    few = folder / "few.fthypt"
    Lines(line_bytes).write(few, megabytes=60)
    seconds, size_of_few = python(LOADS, few)
    few.unlink()
    rate = size / min(ours)
    return {
        "file_mb": round(size),
        "epochs": epochs,
        "evaluate_mb_s": round(rate),
        "read_mb_s": round(size / min(read)),
        "of_read": round(min(read) / min(ours), 3),
        "json_loads_mb_s": round(size_of_few / 1e6 / seconds),
        "times_json_loads": round(rate / (size_of_few / 1e6 / seconds), 1),
    }


def live(make, bin_dir, epochs, line_bytes):
    """A file that grows as fast as freqtrade's way of writing can: when it is
    read and judged, after the last write."""
    m = make().start()
    lines = Lines(line_bytes)
    ready = [lines.next().encode() for _ in range(epochs)]
    path = m.freqtrade.userdir / "hyperopt_results" / "strategy_Alpha_2024-01-01_00-00-00.fthypt"
    path.parent.mkdir(exist_ok=True)
    s = Socket(m, "state")
    s.ready.wait(10)
    begin = time.monotonic()
    for line in ready:
        append_as_freqtrade(path, line)
    last = time.monotonic()

    def status(text):
        x = json.loads(text)
        data = x.get("data")
        return data if x.get("op") == "event" and x.get("type") == "hyperopt" and data["file"] == path.name else None

    seen, done, frames = 0, None, 0
    while done is None:
        if time.monotonic() > last + 60:
            raise SystemExit("not all epochs were read\n" + m.console())
        arrived = s.arrived[seen:]
        seen += len(arrived)
        for at, text in arrived:
            x = status(text)
            frames += x is not None
            if x and x["epochs"] == epochs and x["winner"]:
                done, winner = at, x["winner"]["line"]
        time.sleep(0.001)
    expected = json.loads(
        subprocess.run([bin_dir / "ftmanager", "evaluate", path, "--json", "--criteria", CRITERIA], check=True, stdout=subprocess.PIPE).stdout
    )
    assert winner == expected["winner"]["line"], (winner, expected)
    size = path.stat().st_size / 1e6
    m.clean_up()
    return {
        "epochs": epochs,
        "file_mb": round(size),
        "writing_s": round(last - begin, 2),
        "read_and_judged_s": round(done - last, 4),
        "told_on_the_way": frames,
    }
