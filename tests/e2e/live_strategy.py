#!/usr/bin/env python3
"""Adds a strategy with live money to a demo folder: live_strategy.py FOLDER

The money is as simulated as the demo's, but its bot's config says dry_run:
false, so that the page has to treat it as real. Downloads in its freqtrade
folder flood their output.
"""
import json
import pathlib
import re
import sys

NAME = "HarbourLive"

demo = pathlib.Path(sys.argv[1])
lab = demo / "freqtrade-lab"
strategies = lab / "user_data" / "strategies"
strategies.joinpath(f"{NAME}.py").write_text(
    strategies.joinpath("NightOwl.py").read_text().replace("NightOwl", NAME))

dry = lab.joinpath("config.json").read_text()
live = dry.replace('"dry_run": true', '"dry_run": false').replace(
    '"bot_name": "demo-lab"', '"bot_name": "e2e-live", "db_url": "sqlite:///tradesv3.e2e.sqlite"')
assert live.count('"dry_run": false') == 1
lab.joinpath("config-live.json").write_text(live)

# The demo's pace, with what this strategy does on top; comments are dropped.
pace = lab / "ftm-sim.json"
settings = json.loads(re.sub(r"^\s*//.*$", "", pace.read_text(), flags=re.M))
settings["download-data"] |= {"flood_lines": 40000}
settings["strategies"] = {NAME: {
    "trade": {"startup_ms": 500, "first_heartbeat_ms": 500, "heartbeat_ms": 500}}}
pace.write_text(json.dumps(settings, indent=2))

config = demo / "config.yaml"
text = config.read_text()
owl = text[text.index("  - name: NightOwl"):text.index("\nweb:")]
harbour = owl.replace("NightOwl", NAME).replace(
    "    config: config.json\n", "    config: config.json\n    trade_config: config-live.json\n")
assert "config-live.json" in harbour
config.write_text(text.replace("\nweb:", "\n" + harbour + "\nweb:", 1))
