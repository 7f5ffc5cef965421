"""Output beyond its limit is given up, and a reader is told so."""

import pytest

from bots import suite  # noqa: F401
from suite import Freqtrade, Manager, wait_until


@pytest.fixture
def limited(tmp_path):
    f = Freqtrade(tmp_path / "freqtrade", sim={"trade": {"flood_lines": 200_000}})
    m = Manager(tmp_path / "manager", f, [{"name": "Alpha", "output": {"max_mb": 1}}])
    yield m.start()
    m.clean_up()


def test_a_range_below_what_is_kept_says_where_the_output_begins(limited):
    m = limited
    launch = m.start_process("Alpha", "trade")["launch"]
    m.wait_process("Alpha", "trade", "ready")
    path = f"strategies/Alpha/processes/trade/output?launch={launch}&offset="
    log = m.state / "run" / "Alpha" / "trade" / launch / "out.log"

    def bounded():
        return log.stat().st_size > 20_000_000 and log.stat().st_blocks * 512 < 2_000_000

    wait_until("the flood to be over and bounded", bounded)
    a = m.get(path + "0")
    first = int(a.headers["X-Gone-Before"])
    assert first == int(a.headers["X-Offset"]) > 15_000_000
    assert a.body and b"\0" not in a.body
    b = m.get(path + str(first))
    assert b.headers["X-Gone-Before"] is None and b.body == a.body
