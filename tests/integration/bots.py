"""Managers with bots: a fixture that makes them, and who trades."""

import pytest

from suite import Freqtrade, Manager, alive


@pytest.fixture
def suite(tmp_path):
    managers = []

    def make(isolate=False, sim=None, strategies=("Alpha",)):
        f = Freqtrade(tmp_path / "freqtrade", strategies=strategies, sim=sim)
        m = Manager(
            tmp_path / "manager",
            f,
            strategies=[{"name": s} for s in strategies],
            isolate=isolate,
        )
        managers.append(m)
        return m.start()

    yield make
    for m in managers:
        m.clean_up()


def bots(m):
    """Pids of simulated `trade` processes of this test."""
    mine = []
    for pid in m.own_pids():
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as f:
                words = f.read().split(b"\0")
        except OSError:
            continue
        if b"trade" in words and b"ftm-shim" not in words[0] and alive(pid):
            mine.append(pid)
    return mine
