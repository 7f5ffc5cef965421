"""The kernel's limit of inotify instances is reached: slower, but not blind."""

import subprocess

import pytest

from rest_bots import rest_suite  # noqa: F401
from suite import wait_until

WITHOUT = ["unshare", "-Ur", "sh", "-c", 'echo 0 >/proc/sys/user/max_inotify_instances && exec "$0" "$@"']


def test_without_inotify_trade_gets_ready_and_its_output_is_followed(rest_suite):
    if subprocess.run([*WITHOUT, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody make a user namespace")
    m = rest_suite(sim={"trade": {"heartbeat_ms": 300}}, rest=False, start=False).start(within=WITHOUT)
    m.start_process("Alpha", "trade")
    m.wait_process("Alpha", "trade", "ready")
    assert "cannot be watched" in m.console()
    path = "strategies/Alpha/processes/trade/output"
    end = len(m.get(path + "?offset=0").body)
    # A reader that waits for more gets it.
    assert wait_until("a heartbeat", lambda: m.get(f"{path}?offset={end}&wait=5").body)
