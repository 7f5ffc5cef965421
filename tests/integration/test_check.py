"""`ftmanager check`: what two bots share, and which freqtrade it is."""

import json
import subprocess

from suite import BIN, Freqtrade, Manager

KEY = "a-key-that-nobody-may-print"


def check(folder, entries, *words, extra=""):
    (folder / "config.yaml").write_text(f"strategies: {json.dumps(entries, indent=1)}\n{extra}")
    r = subprocess.run(
        [BIN / "ftmanager", "check", *words],
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=60,
        check=False,
    )
    assert KEY not in r.stdout + r.stderr
    return r


def problems(folder, entries, **kw):
    r = check(folder, entries, "--json", **kw)
    assert r.returncode == 0, r
    return json.loads(r.stdout)


def two_bots(tmp_path, second=None):
    f = Freqtrade(tmp_path / "freqtrade", strategies=("Alpha", "Beta"))
    f.config["exchange"]["key"] = KEY
    f.config["api_server"] = {
        "enabled": True,
        "listen_ip_address": "127.0.0.1",
        "listen_port": 18080,
        "username": "me",
        "password": "q7Vd-long-enough",
    }
    f.write_config()
    (f.folder / "beta.json").write_text(json.dumps({**f.config, **(second or {})}))
    where = {"freqtrade": {"directory": str(f.folder)}, "schedule": {"enabled": False}}
    a = {"name": "Alpha", "config": "config.json", **where}
    b = {"name": "Beta", "config": "config.json", "trade_config": "beta.json", **where}
    return f, [a, b]


def test_two_bots_that_share_database_port_and_key_are_warned_of(tmp_path):
    _, entries = two_bots(tmp_path)
    x = problems(tmp_path, entries)
    assert x["ok"], x
    found = [p["found"] for p in x["problems"]]
    for what in (
        "the database sqlite:///tradesv3.dryrun.sqlite",
        "the port 18080 of the bot's API",
        "the key of the exchange binance",
    ):
        assert f"{what}, which is also that of the strategy Alpha" in found, found
    text = (tmp_path / "config.yaml").read_text().splitlines()
    for p in x["problems"]:
        assert p["key"] == "strategies[1].trade_config" and not p["fatal"]
        assert "beta.json" in text[p["line"] - 1] and p["expected"]
    assert [s["version"] for s in x["strategies"]] == ["2023.2", "2023.2"]
    r = check(tmp_path, entries)
    assert r.returncode == 0 and "0 errors, 3 warnings." in r.stdout
    assert "freqtrade   2023.2" in r.stdout


def test_two_bots_with_all_of_their_own_are_no_warning(tmp_path):
    f, entries = two_bots(tmp_path)
    beta = {**f.config, "exchange": {"name": "binance", "key": "another"}}
    beta["api_server"] = {**f.config["api_server"], "listen_port": 18081}
    (f.folder / "beta.json").write_text(json.dumps(beta))
    entries[1]["trade_extra_args"] = "--db-url sqlite:///beta.sqlite"
    assert problems(tmp_path, entries)["problems"] == []
    entries[1]["trade_extra_args"] = ""
    entries[1]["environment"] = {"FREQTRADE__DB_URL": "sqlite:///tradesv3.dryrun.sqlite"}
    (shared,) = problems(tmp_path, entries)["problems"]
    assert shared["key"] == "strategies[1].environment.FREQTRADE__DB_URL"


def test_a_freqtrade_of_unknown_habits_is_named(tmp_path):
    f, entries = two_bots(tmp_path)
    exe = f.folder / ".venv/bin/freqtrade"
    exe.unlink()
    exe.write_text("#!/bin/sh\necho freqtrade 2031.1\n")
    exe.chmod(0o755)
    x = problems(tmp_path, entries[:1])
    (p,) = x["problems"]
    assert p["found"].startswith("freqtrade 2031.1 (") and "2024.x" in p["expected"]
    assert p["key"] == "strategies[0].freqtrade.directory" and p["line"] > 0
    assert x["strategies"][0]["version"] == "2031.1"
    exe.write_text("#!/bin/sh\nexit 3\n")
    (p,) = problems(tmp_path, entries[:1])["problems"]
    assert p["found"].endswith("does not tell it: exit code 3")


def test_serve_warns_of_the_same_at_its_start(tmp_path):
    f, entries = two_bots(tmp_path)
    m = Manager(tmp_path / "manager", f, strategies=entries)
    try:
        m.start()
        log = m.console()
        assert "warning: strategies[1].trade_config: found the database" in log, log
        assert KEY not in log
    finally:
        m.clean_up()
