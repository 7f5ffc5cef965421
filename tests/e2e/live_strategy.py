#!/usr/bin/env python3
"""Adds strategies to a demo folder: live_strategy.py FOLDER

One has live money and its REST on. The money is as simulated as the demo's, but its bot's config says dry_run:
false, so that the page has to treat it as real. Downloads in its
freqtrade folder flood their output. The other one crashes whenever it trades.
"""
import json
import pathlib
import re
import socket
import sys

NAME = "HarbourLive"
STORMY = "StormyDry"

demo = pathlib.Path(sys.argv[1])
lab = demo / "freqtrade-lab"
strategies = lab / "user_data" / "strategies"
strategies.joinpath(f"{NAME}.py").write_text(
    strategies.joinpath("NightOwl.py").read_text().replace("NightOwl", NAME))

dry = lab.joinpath("config.json").read_text()
live = dry.replace('"dry_run": true', '"dry_run": false').replace(
    '"bot_name": "demo-lab"', '"bot_name": "e2e-live", "db_url": "sqlite:///tradesv3.e2e.sqlite"')
assert live.count('"dry_run": false') == 1
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    port = s.getsockname()[1]
rest = json.dumps({"enabled": True, "listen_ip_address": "127.0.0.1", "listen_port": port,
                   "username": "e2e", "password": "e2e-password"})
live = live.replace("{", f'{{\n  "api_server": {rest},', 1)
lab.joinpath("config-live.json").write_text(live)

# Another one, in dry run, crashes soon after it trades, and is given up.
stormy = lab / "user_data" / "strategies" / f"{STORMY}.py"
stormy.write_text(strategies.joinpath("NightOwl.py").read_text().replace("NightOwl", STORMY))
lab.joinpath("config-stormy.json").write_text(dry.replace(
    '"bot_name": "demo-lab"', '"bot_name": "e2e-stormy", "db_url": "sqlite:///tradesv3.stormy.sqlite"'))

# The demo's pace, with what these strategies do on top; comments are dropped.
pace = lab / "ftm-sim.json"
settings = json.loads(re.sub(r"^\s*//.*$", "", pace.read_text(), flags=re.M))
settings["download-data"] |= {"flood_lines": 200000}
settings["strategies"] = {
    NAME: {"trade": {"startup_ms": 500, "first_heartbeat_ms": 500, "heartbeat_ms": 500}},
    STORMY: {"trade": {"startup_ms": 300, "exit_after_ms": 700, "crash_exit": 3}}}
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
config.write_text(text.replace("\nweb:", "\n" + harbour + "\n" + storm + "\nweb:", 1))
