"""A freqtrade folder in which the stand-in's commands are run by hand."""

import json
import os
import pathlib
import signal
import subprocess

import pytest

from suite import Freqtrade

HYPEROPT = ["hyperopt", "-c", "config.json", "--strategy", "Alpha", "--hyperopt-loss",
            "SharpeHyperOptLossDaily", "--spaces", "buy", "sell"]
TRADE = ["trade", "-c", "config.json", "--strategy", "Alpha"]
SHOW = ["hyperopt-show", "-c", "config.json"]
DOWNLOAD = ["download-data", "-c", "config.json", "--days", "20", "-t", "5m"]


class Folder(Freqtrade):
    """A freqtrade folder in which commands are run by hand."""

    def __init__(self, path):
        super().__init__(path)
        self.started = []

    def start(self, *words, **popen):
        # A shell's background job ignores SIGINT, and so would all it starts.
        popen.setdefault("preexec_fn", lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        p = subprocess.Popen(
            [".venv/bin/freqtrade", *map(str, words)],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=open(self.folder / "out.txt", "wb"),
            stderr=open(self.folder / "err.txt", "wb"),
            start_new_session=True,
            **popen,
        )
        self.started.append(p)
        return p

    def run(self, *words, **sim):
        self.misbehave(**{"epochs_per_s": 0, **sim})
        return self.start(*words).wait(timeout=60)

    @property
    def out(self):
        return (self.folder / "out.txt").read_bytes().decode("utf8", "replace")

    @property
    def err(self):
        return (self.folder / "err.txt").read_bytes().decode("utf8", "replace")

    def lines(self):
        return self.results()[-1].read_text().splitlines()

    def group(self, pgid):
        """Living processes of a group: pid -> command line."""
        found = {}
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                rest = stat.read_text().rsplit(")", 1)[1].split()
                if rest[0] != "Z" and int(rest[2]) == pgid:
                    found[int(stat.parent.name)] = (
                        (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    )
            except OSError:
                pass
        return found

    def orphans(self):
        """Living processes with this folder as cwd."""
        found = []
        for cwd in pathlib.Path("/proc").glob("[0-9]*/cwd"):
            try:
                if os.readlink(cwd) == str(self.folder):
                    state = (cwd.parent / "stat").read_text().rsplit(")", 1)[1].split()[0]
                    if state != "Z":
                        found.append(int(cwd.parent.name))
            except OSError:
                pass
        return found

    def clean_up(self):
        for pid in self.orphans():
            os.kill(pid, signal.SIGKILL)
        for p in self.started:
            p.wait(timeout=10)


@pytest.fixture
def ft(tmp_path):
    f = Folder(tmp_path / "ft")
    yield f
    f.clean_up()


@pytest.fixture
def with_data(ft):
    assert ft.run(*DOWNLOAD) == 0
    return ft


@pytest.fixture
def with_results(with_data):
    assert with_data.run(*HYPEROPT, "-e", 12, "-j", 1, "--disable-param-export",
                         epochs_per_s=0) == 0
    return with_data


def line_number_of(f, n):
    return json.loads(f.lines()[n - 1])
