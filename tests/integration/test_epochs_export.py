"""Epochs as CSV and JSON lines by REST: exact, of any size, never two files
mixed."""

import contextlib
import csv
import http.client
import io
import json
import math
import os
import pathlib
import random
import re
import socket
import time
import urllib.parse

import pytest
from naive_columns import COLUMNS, FLAGS, read
from suite import Freqtrade, Manager, wait_until

RECORDED = sorted(
    (pathlib.Path(__file__).resolve().parents[1] / "fixtures" / "fthypt").glob("*.fthypt")
)
FORMATS = ["csv", "jsonl"]
RECORDED_2024 = next(p for p in RECORDED if "6epochs" in p.name)
NAME = "strategy_Alpha_2026-11-22_13-30-00.fthypt"
MANY = 100_000
MIB = 1 << 20


@pytest.fixture(scope="module")
def manager(tmp_path_factory):
    """One manager for all: an export changes nothing."""
    folder = tmp_path_factory.mktemp("export")
    m = Manager(folder / "manager", Freqtrade(folder / "freqtrade"))
    (m.freqtrade.userdir / "hyperopt_results").mkdir()
    m.start()
    yield m
    m.clean_up()


def result_file(m, second=0):
    name = NAME.replace("13-30-00", f"13-30-{second:02}")
    return m.freqtrade.userdir / "hyperopt_results" / name


def epoch_line(number, profit=0.01, drawdown=0.02, params=None):
    """A short line with all that counts."""
    return json.dumps({
        "loss": -profit * 3,
        "params_dict": params or {"buy_rsi": number % 40, "buy_mode": "dip"},
        "results_metrics": {
            "trades": [], "total_trades": 9, "wins": 5, "draws": 1, "losses": 3,
            "profit_mean": profit / 9, "profit_total": profit,
            "profit_total_abs": profit * 1000, "profit_median": 0.001,
            "max_drawdown_account": drawdown, "max_drawdown_abs": 7.5,
            "holding_avg": "0:10:00", "holding_avg_s": 600.0, "sharpe": 1.5,
        },
        "current_epoch": number, "is_initial_point": number < 30, "is_best": number == 1,
    }, separators=(",", ":"))


def write_many(path, seed, epochs=MANY):
    r = random.Random(seed)
    with open(path, "w") as f:
        for i in range(1, epochs + 1):
            f.write(epoch_line(i, r.uniform(-1, 1), r.random()) + "\n")


def target(path, fmt, **query):
    query = {"format": fmt, "file": path.name, **query}
    return "/api/v1/strategies/Alpha/epochs?" + urllib.parse.urlencode(query)


def export(m, path, fmt, **query):
    a = m.request("GET", target(path, fmt, **query))
    assert a.status == 200, a
    return a


def rows_of(fmt, body):
    """Each row as {column: value}; CSV's values are texts."""
    if fmt == "csv":
        assert body.count(b"\n") == body.count(b"\r\n")
        return list(csv.DictReader(io.StringIO(body.decode(), newline="")))
    return [json.loads(x, parse_constant=refuse) for x in body.splitlines()]


def refuse(x):
    raise AssertionError(f"{x} is no JSON")


def value_in(fmt, row, name):
    """What a row says, NaN and infinities as Python's floats."""
    x = row[name]
    if fmt == "csv":
        return {"true": True, "false": False}[x] if name in FLAGS else float(x)
    if x is None:
        return float(row["nonfinite"][name].replace("Infinity", "inf"))
    return x


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def assert_same_rows(fmt, rows, expected):
    assert len(rows) == len(expected)
    for row, epoch in zip(rows, expected):
        assert [k for k in row if k != "nonfinite"] == COLUMNS
        for name in COLUMNS:
            found = value_in(fmt, row, name)
            assert same(found, epoch[name]), (epoch["line"], name, found, epoch[name])


# -- exact ---------------------------------------------------------------------


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("recorded", RECORDED, ids=lambda p: p.name)
def test_every_number_of_a_recording_comes_exactly(manager, recorded, fmt):
    path = result_file(manager, RECORDED.index(recorded))
    path.write_bytes(recorded.read_bytes())
    a = export(manager, path, fmt)
    assert_same_rows(fmt, rows_of(fmt, a.body), read(path))
    assert a.headers["Content-Type"].startswith(
        {"csv": "text/csv", "jsonl": "application/x-ndjson"}[fmt])
    assert a.headers["Content-Disposition"] == (
        f'attachment; filename="{path.name.replace(".fthypt", "." + fmt)}"')


@pytest.mark.parametrize("fmt", FORMATS)
def test_parameters_come_as_numbers_and_texts(manager, fmt):
    path = result_file(manager, 20)
    path.write_bytes(RECORDED_2024.read_bytes())
    expected = read(path)
    names = [x for x in expected[0] if x.startswith("params.")]
    assert "params.buy_mode" in names and "params.buy_vol" in names
    rows = rows_of(fmt, export(manager, path, fmt, columns=",".join(["epoch", *names])).body)
    assert len(rows) == len(expected) > 0
    for row, epoch in zip(rows, expected):
        assert list(row) == ["epoch", *names]
        for name in names:
            x = epoch[name]
            assert (row[name] if isinstance(x, str) else float(row[name])) == x


@pytest.mark.parametrize("fmt", FORMATS)
def test_filter_sort_and_limit_choose_rows(manager, fmt):
    path = result_file(manager, 21)
    r = random.Random(5)
    # Coarse, so that ties keep the order of the file.
    path.write_text("".join(
        epoch_line(i, round(r.uniform(-1, 1), 1), round(r.random(), 1)) + "\n"
        for i in range(1, 501)))
    expected = [e for e in read(path) if e["max_drawdown"] <= 50 and e["params.buy_rsi"] >= 10]
    expected.sort(key=lambda e: -e["profit_total_pct"])
    assert 100 < len(expected) < 400
    query = {"filter": "max_drawdown<=50;params.buy_rsi>=10", "sort": "-profit_total_pct"}
    rows = rows_of(fmt, export(manager, path, fmt, **query).body)
    assert_same_rows(fmt, rows, expected)
    rows = rows_of(fmt, export(manager, path, fmt, **query, limit=7).body)
    assert_same_rows(fmt, rows, expected[:7])
    rows = rows_of(fmt, export(manager, path, fmt, limit=3).body)
    assert_same_rows(fmt, rows, read(path)[:3])


def test_rejected_lines_leave_no_gap_in_the_rest(manager):
    path = result_file(manager, 22)
    path.write_text("\n".join(
        epoch_line(i) if i % 3 else "np.float64(1)" for i in range(1, 1001)) + "\n")
    lines = [int(x["line"]) for x in rows_of("csv", export(manager, path, "csv").body)]
    assert lines == [i for i in range(1, 1001) if i % 3]


def test_a_text_is_no_formula_for_a_spreadsheet(manager):
    texts = ["=1+1", "+cmd", "-x", "@SUM(A1)", "\tx", "a,b", 'say "no"', "two\nlines", "plain"]
    path = result_file(manager, 23)
    path.write_text("".join(
        epoch_line(i, params={"mode": x}) + "\n" for i, x in enumerate(texts, 1)))
    a = export(manager, path, "csv", columns="epoch,params.mode")
    found = [x[1] for x in csv.reader(io.StringIO(a.body.decode(), newline=""))][1:]
    assert found == ["'" + x if x[0] in "=+-@\t" else x for x in texts]
    rows = rows_of("jsonl", export(manager, path, "jsonl", columns="params.mode").body)
    assert [x["params.mode"] for x in rows] == texts


def test_what_cannot_be_asked_for_is_named(manager):
    path = result_file(manager, 24)
    path.write_text(epoch_line(1) + "\n")

    def refusal(**query):
        a = manager.request("GET", target(path, query.pop("format", "csv"), **query))
        assert a.status == 400, a
        assert a.headers["Content-Type"] == "application/problem+json"
        return a.body.decode()

    assert "jsonl" in refusal(format="xml")
    assert "profit_factor" in refusal(columns="line,profit")
    assert "params.NAME" in refusal(columns="params.")
    refusal(filter="trades~3")
    assert "sortino" in refusal(sort="profit")
    refusal(limit="0")
    gone = manager.request("GET", target(result_file(manager, 59), "csv"))
    assert gone.status == 404, gone


# -- any size ------------------------------------------------------------------


def memory_of(m):
    text = pathlib.Path(f"/proc/{m.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", text)[1]) * 1024


@pytest.fixture(scope="module")
def many(manager):
    """A long file that the manager has read."""
    path = result_file(manager, 30)
    write_many(path, 1)
    export(manager, path, "csv", limit=1)
    return path


def stream(m, path, fmt, **query):
    """Lines of an export, and how much memory the manager took meanwhile."""
    c = http.client.HTTPConnection("127.0.0.1", m.port, timeout=60)
    try:
        before = memory_of(m)
        c.request("GET", target(path, fmt, **query),
                  headers={"Authorization": f"Bearer {m.token}"})
        r = c.getresponse()
        assert r.status == 200
        assert r.headers["Transfer-Encoding"] == "chunked"
        lines, most = [], 0
        rest = b""
        while piece := r.read(MIB):
            *whole, rest = (rest + piece).split(b"\n")
            lines += [x.split(b",", 1)[0] for x in whole]
            most = max(most, memory_of(m))
        assert rest == b""
        return lines, most - before
    finally:
        c.close()


def test_many_epochs_need_no_memory(manager, many):
    lines, grown = stream(manager, many, "csv")
    assert lines == [b"line", *(str(i).encode() for i in range(1, MANY + 1))]
    assert grown < 24 * MIB
    lines, grown = stream(manager, many, "jsonl")
    assert lines == [b'{"line":%d' % i for i in range(1, MANY + 1)]
    assert grown < 24 * MIB


def test_many_sorted_epochs_need_no_memory_and_no_time(manager, many):
    start = time.monotonic()
    lines, grown = stream(manager, many, "csv", sort="-profit_total_pct",
                          filter="max_drawdown<=75", columns="profit_total_pct,line")
    assert time.monotonic() - start < 20
    assert grown < 24 * MIB
    profits = [float(x) for x in lines[1:]]
    assert profits == sorted(profits, reverse=True)
    assert profits == sorted(
        (e["profit_total_pct"] for e in read(many) if e["max_drawdown"] <= 75), reverse=True)


# -- slow clients, changing files ------------------------------------------------


class Reader:
    """A client that takes what it wants to, when it wants to."""

    def __init__(self, m, path, **query):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
        self.socket.settimeout(60)
        self.socket.connect(("127.0.0.1", m.port))
        self.socket.sendall(
            f"GET {target(path, 'csv', **query)} HTTP/1.1\r\nHost: 127.0.0.1:{m.port}\r\n"
            f"Authorization: Bearer {m.token}\r\n\r\n".encode())
        self.got = b""

    def take(self, size):
        while len(self.got) < size:
            piece = self.socket.recv(64 * 1024)
            if not piece:
                return False
            self.got += piece
        return True

    def take_all(self):
        """Whether the transfer ended as it should."""
        with contextlib.suppress(ConnectionResetError):
            while not self.got.endswith(b"\r\n0\r\n\r\n") and self.take(len(self.got) + 1):
                pass
        return self.got.endswith(b"\r\n0\r\n\r\n")

    def close(self):
        self.socket.close()


def other_end_of(m, reader):
    """Whether the manager holds its end of the reader's connection."""
    port = reader.socket.getsockname()[1]
    mine = f"{m.port:04X}", f"{port:04X}"
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, remote, state = line.split()[1:4]
        if (local[-4:], remote[-4:]) == mine:
            return state == "01"
    return False


def test_a_reader_that_stops_takes_no_memory_and_is_cut_off(manager, many):
    before = memory_of(manager)
    readers = [Reader(manager, many) for _ in range(8)]
    try:
        for r in readers:
            assert r.take(100_000)
        most = 0

        def all_gone():
            nonlocal most
            most = max(most, memory_of(manager))
            return not any(other_end_of(manager, r) for r in readers)

        assert manager.get("strategies").status == 200
        wait_until("the readers to be cut off", all_gone, 60, 0.2)
        assert most - before < 32 * MIB
        for r in readers:
            assert not r.take_all()
    finally:
        for r in readers:
            r.close()


def test_a_reader_that_vanishes_is_forgotten(manager, many):
    r = Reader(manager, many)
    assert r.take(100_000)
    fds = pathlib.Path(f"/proc/{manager.process.pid}/fd")
    before = len(list(fds.iterdir()))
    r.close()
    wait_until("its connection to be closed", lambda: len(list(fds.iterdir())) < before, 30)


@pytest.mark.parametrize("sort", ["", "-profit_total_pct"])
@pytest.mark.parametrize("how", ["replaced", "cut"])
def test_two_files_are_never_mixed(manager, how, sort):
    path = result_file(manager, 40 + len(how) + bool(sort))
    write_many(path, 2, 50_000)
    was = [e["profit_total_pct"] for e in read(path)]
    r = Reader(manager, path, **({"sort": sort} if sort else {}))
    try:
        assert r.take(100_000)
        if how == "replaced":
            other = path.with_suffix(".new")
            write_many(other, 3, 50_000)
            os.replace(other, path)
        else:
            write_many(path, 3, 20_000)
        assert not r.take_all()
    finally:
        r.close()
    rows = [x.split(b",") for x in r.got.split(b"\r\n")]
    seen = {float(x[7]) for x in rows if len(x) == len(COLUMNS) and x[0] != b"line"}
    assert len(seen) > 100 and seen <= set(was)
    assert "broke off" in log_of(manager)


def log_of(m):
    return (m.folder / "freqtrade_manager.log").read_text(errors="replace")


def test_epochs_that_come_meanwhile_do_not_disturb(manager):
    path = result_file(manager, 50)
    write_many(path, 4, 50_000)
    r = Reader(manager, path)
    try:
        assert r.take(100_000)
        with open(path, "a") as f:
            for i in range(50_001, 50_101):
                f.write(epoch_line(i) + "\n")
        assert r.take_all()
    finally:
        r.close()
    rows = [x.split(b",") for x in r.got.split(b"\r\n")]
    lines = [int(x[0]) for x in rows if len(x) == len(COLUMNS) and x[0] != b"line"]
    assert lines == list(range(1, len(lines) + 1)) and len(lines) in (50_000, 50_100)
