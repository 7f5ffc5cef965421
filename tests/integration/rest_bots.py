"""Managers whose bots have a REST, and that REST as a person calls it."""

import base64
import http.client
import json

import pytest

from suite import Freqtrade, Manager, free_port

USER, PASSWORD = "trader", "a-password-nobody-may-see"


class RestManager(Manager):
    """Its one bot, Alpha, listens on `bot_port`."""

    def bot(self):
        return self.process_state("Alpha", "trade")["bot"]

    def trade(self):
        return self.process_state("Alpha", "trade")

    def call_bot(self, method, path):
        c = http.client.HTTPConnection("127.0.0.1", self.bot_port, timeout=10)
        try:
            login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            c.request(method, "/api/v1/" + path, headers={"Authorization": f"Basic {login}"})
            return json.loads(c.getresponse().read())
        finally:
            c.close()

    def console_of_bot(self):
        path = "strategies/Alpha/processes/trade/output?offset=0"
        return self.get(path).body.decode(errors="replace")


@pytest.fixture
def rest_suite(tmp_path):
    managers = []

    def make(sim=None, strategy=None, rest=True, start=True, **api):
        f = Freqtrade(tmp_path / "freqtrade", sim=sim)
        port = free_port()
        if rest:
            f.config["api_server"] = {
                "enabled": True,
                "listen_ip_address": "127.0.0.1",
                "listen_port": port,
                "username": USER,
                "password": PASSWORD,
                **api,
            }
            f.write_config()
        fast = {"health": {"poll_interval": 1}}
        m = RestManager(tmp_path / "manager", f, strategies=[{"name": "Alpha", **fast, **(strategy or {})}])
        m.bot_port = f.config.get("api_server", {}).get("listen_port", port)
        managers.append(m)
        return m.start() if start else m

    yield make
    for m in managers:
        m.clean_up()
