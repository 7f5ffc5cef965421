"""What a strategy's params file holds, and whether its bot has read that."""

import datetime
import json

OLD = b'{"strategy_name": "Alpha", "params": {}}'


def assert_params_are_those_of(m, line, file):
    """The params file holds that epoch's params, space by space."""
    record = m.get(f"strategies/Alpha/epochs/{line}?file={file}").json
    params = json.loads(m.freqtrade.params_file("Alpha").read_text())["params"]
    wanted = record["epoch"]["params"]
    assert wanted["buy"] and wanted["sell"]
    for space, values in wanted.items():
        assert params[space] == values


def assert_bot_runs_with_what_the_file_holds(m):
    """freqtrade reads the file once, at its start."""
    trade = m.wait_process("Alpha", "trade", "ready")
    started = datetime.datetime.fromisoformat(trade["started_at"]).timestamp()
    assert started >= m.freqtrade.params_file("Alpha").stat().st_mtime
    return trade
