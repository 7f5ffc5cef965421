"""Output of a process: floods of it, all of its bytes, and what is in there."""

import re

import pytest

from bots import suite  # noqa: F401
from sockets import WebSocket
from suite import wait_until

LINES = 200_000
LAST = f"flood line {LINES} "
PATH = "strategies/Alpha/processes/trade/output"


@pytest.fixture
def flood(suite):
    """A bot that prints 200,000 lines of 100 bytes as fast as it can."""
    m = suite(sim={"trade": {"flood_lines": LINES, "flood_bytes": 100, "nul_bytes": True,
                             "non_utf8": True}})
    launch = m.start_process("Alpha", "trade")["launch"]
    return m, launch


def follow(m, launch, offset=0):
    """Texts of a launch's output from an offset on, as a browser gets them:
    whoever is too slow is closed, and goes on where it was."""
    while True:
        ws = WebSocket(m)
        ws.subscribe({"name": "output:Alpha:trade", "epoch": launch, "offset": offset})
        while (frame := ws.next()) is not None:
            if frame["op"] not in ("event", "snapshot"):
                continue
            assert frame["op"] == "event" and frame["epoch"] == launch, frame
            assert frame["after"] == offset, "bytes are missing"
            offset = frame["offset"]
            yield frame["data"]["text"]
        ws.close()


def read_all(m, launch, until):
    body = b""
    while until not in body[-400_000:]:
        a = m.get(f"{PATH}?launch={launch}&offset={len(body)}&follow=1")
        assert a.status == 200 and int(a.headers["X-Offset"]) == len(body), a
        body += a.body  # nothing in there is redacted
        assert int(a.headers["X-Next-Offset"]) == len(body)
    return body


def test_every_byte_of_a_flood_arrives_by_range_and_by_websocket(flood):
    m, launch = flood
    text = ""
    for part in follow(m, launch):
        text += part
        if LAST in text[-400_000:]:
            break
    numbers = [int(n) for n in re.findall(r"^flood line (\d+) x+$", text, re.M)]
    assert numbers == list(range(1, LINES + 1))
    body = read_all(m, launch, LAST.encode())
    log = m.state / "run" / "Alpha" / "trade" / launch / "out.log"
    assert log.read_bytes().startswith(body)
    assert text == body.decode(errors="replace").replace("\0", "\ufffd")[: len(text)]
    m.wait_process("Alpha", "trade", "ready")  # its console was understood


def test_a_flood_is_searched_where_it_lies(flood):
    m, launch = flood
    wait_until("the flood", lambda: LAST in m.get(f"{PATH}?offset=-65536").body.decode(errors="replace"))
    found = m.get(f"{PATH}?search=FLOOD%20line%20123456%20&launch={launch}").json
    assert found["complete"] and found["launch"] == launch
    (match,) = found["matches"]
    line = m.get(f"{PATH}?launch={launch}&offset={match['offset']}&limit=99").body.decode()
    assert line == match["text"] and line.startswith("flood line 123456 ")
    # Page by page: each line once, none missing.
    offset, lines = 0, []
    for _ in range(300):
        page = m.get(f"{PATH}?search=000%20x&limit=10&launch={launch}&offset={offset}").json
        lines += [x["text"].split()[2] for x in page["matches"]]
        if page["complete"]:
            break
        assert page["scanned_to"] > offset
        offset = page["scanned_to"]
    assert lines == [str(n) for n in range(1000, LINES + 1, 1000)]
    nul = m.get(f"{PATH}?search=%00%20bytes").json
    assert [x["text"] for x in nul["matches"]] == ["nul \ufffd bytes \ufffd"]


@pytest.mark.parametrize("isolate", [False, True], ids=["one_process", "isolated"])
def test_what_a_process_used_is_told_with_its_history(suite, isolate):
    m = suite(isolate=isolate)
    m.start_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "ready")

    def measured():
        stats = m.process_state("Alpha", "trade")["stats"]
        return stats if stats and stats["pss_bytes"] else None

    stats = wait_until("the stats", measured)
    assert stats["processes"] == 1 and stats["threads"] >= 1
    assert stats["open_files"] >= 3 and stats["rss_bytes"] > 100_000
    assert stats["gpu_pct"] is None  # it uses none, with a driver or without

    def history():
        x = m.get("strategies/Alpha/processes/trade/stats").json
        return x if len(x["points"]) >= 3 else None

    before = wait_until("some points", history)
    assert before["interval_ms"] == 500
    times = [p["at"] for p in before["points"]]
    assert times == sorted(times)
    assert before["points"][0]["cpu_pct"] == 0
    assert m.get(f"{PATH}?search=to:%20running").json["matches"]
    m.stop_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "stopped")
    after = history()
    assert after["launch"] == before["launch"]
    assert after["points"][: len(times)] == before["points"]
