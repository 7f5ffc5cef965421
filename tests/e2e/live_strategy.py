#!/usr/bin/env python3
"""Adds strategies to a demo folder: live_strategy.py FOLDER

One has live money and its REST on. The money is as simulated as the demo's,
but its bot's config says dry_run: false, so that the page has to treat it as
real. Downloads in its freqtrade folder flood their output. Another one
crashes whenever it trades; one stands still soon after it trades, and its REST
takes no login; one is reloaded by its cycles; one is not enabled. Prints the
port of the first one's REST.
"""
import json
import pathlib
import re
import socket
import sys

NAME = "HarbourLive"
STORMY = "StormyDry"
HANGY = "HangyDry"
GRACEFUL = "GracefulDry"
OFF = "OffDry"

demo = pathlib.Path(sys.argv[1])
lab = demo / "freqtrade-lab"
strategies = lab / "user_data" / "strategies"
strategies.joinpath(f"{NAME}.py").write_text(
    strategies.joinpath("NightOwl.py").read_text().replace("NightOwl", NAME))


def lenient(file):
    """JSON with comments and trailing commas, as freqtrade takes it."""
    text = re.sub(r"^\s*//.*$", "", file.read_text(), flags=re.M)
    return json.loads(re.sub(r",(\s*[}\]])", r"\1", text))


def config_of(bot, database, **more):
    """The lab's config as another bot's own."""
    x = lenient(lab / "config.json")
    return json.dumps(x | {"bot_name": bot, "db_url": f"sqlite:///{database}"} | more, indent=2)


def rest_at(port):
    return {"enabled": True, "listen_ip_address": "127.0.0.1", "listen_port": port,
            "username": "e2e", "password": "e2e-password"}


with socket.socket() as s, socket.socket() as t, socket.socket() as u:
    ports = []
    for x in (s, t, u):
        x.bind(("127.0.0.1", 0))
        ports.append(x.getsockname()[1])
port, hangy_port, graceful_port = ports
rest = rest_at(port)
lab.joinpath("config-live.json").write_text(
    config_of("e2e-live", "tradesv3.e2e.sqlite", dry_run=False, api_server=rest))

# Another one, in dry run, crashes soon after it trades, and is given up.
stormy = lab / "user_data" / "strategies" / f"{STORMY}.py"
stormy.write_text(strategies.joinpath("NightOwl.py").read_text().replace("NightOwl", STORMY))
lab.joinpath("config-stormy.json").write_text(
    config_of("e2e-stormy", "tradesv3.stormy.sqlite", api_server={"enabled": False}))

for name, own in {HANGY: {"api_server": rest_at(hangy_port)},
                  GRACEFUL: {"api_server": rest_at(graceful_port)},
                  OFF: {"api_server": {"enabled": False}}}.items():
    strategies.joinpath(f"{name}.py").write_text(
        strategies.joinpath("NightOwl.py").read_text().replace("NightOwl", name))
    lab.joinpath(f"config-{name}.json").write_text(
        config_of(f"e2e-{name}", f"tradesv3.{name}.sqlite", **own))

# The demo's pace, with what these strategies do on top.
pace = lab / "ftm-sim.json"
settings = lenient(pace)
settings["download-data"] |= {"flood_lines": 200000}
settings["strategies"] = {
    NAME: {"trade": {"startup_ms": 500, "first_heartbeat_ms": 500, "heartbeat_ms": 500}},
    STORMY: {"trade": {"startup_ms": 300, "exit_after_ms": 700, "crash_exit": 3}},
    HANGY: {"trade": {"startup_ms": 300, "first_heartbeat_ms": 300, "heartbeat_ms": 300,
                      "hang_after_ms": 8000, "rest_password": "another"}},
    GRACEFUL: {"trade": {"startup_ms": 300, "first_heartbeat_ms": 300, "heartbeat_ms": 500},
               "backtesting": {"duration_ms": 20000}}}
pace.write_text(json.dumps(settings, indent=2))

config = demo / "config.yaml"
text = config.read_text()
owl = text[text.index("  - name: NightOwl"):text.index("\nweb:")]


def like_owl(name, more):
    return owl.replace("NightOwl", name).replace("    config: config.json\n", "    config: config.json\n" + more)


harbour = like_owl(NAME, "    trade_config: config-live.json\n")
storm = like_owl(STORMY, "    trade_config: config-stormy.json\n"
                         "    restart_policy: {mode: on_failure, intensity: 1, backoff_ms: 6000}\n")
assert "config-live.json" in harbour and "config-stormy.json" in storm
others = [harbour, storm]
for name, more in {HANGY: "    health: {hung_after: 2, poll_interval: 1}\n",
                   GRACEFUL: "    restart_mode: graceful\n    health: {poll_interval: 1}\n",
                   OFF: "    enabled: false\n"}.items():
    others.append(like_owl(name, f"    trade_config: config-{name}.json\n" + more))
    assert f"config-{name}.json" in others[-1]
config.write_text(text.replace("\nweb:", "\n" + "\n".join(others) + "\nweb:", 1))
print(port)
