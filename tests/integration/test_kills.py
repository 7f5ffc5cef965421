"""A short soak; the long one is `tests/soak/kills.py --kills 200`."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "soak"))

import kills  # noqa: E402


def test_random_kill_9_of_the_manager_loses_and_doubles_nothing(tmp_path):
    report = kills.soak(20, 7, tmp_path)
    assert report["wrong"] == [], json.dumps(report, indent=1)
    assert report["launches"] > 2 and report["exit_codes"] == report["launches"]
    assert report["output_bytes"] > 10_000 and report["looks"] > 100


def test_the_audit_finds_what_is_lost(tmp_path):
    class manager:
        state = tmp_path

    launch = tmp_path / "run/Alpha/trade/L"
    launch.mkdir(parents=True)
    records = tmp_path / "records"
    records.mkdir()
    (launch / "launch.json").write_text("{}")
    (launch / "state.json").write_text('{"main": {"pid": 7}}')
    (launch / "out.log").write_bytes(b"one\n")
    (launch / "exit").write_text('{"reason": "exited", "code": 0, "signal": null}')
    (records / "7").write_bytes(b"one\n\0exit 0\n")
    assert kills.audit(manager, records)["wrong"] == []
    (records / "7").write_bytes(b"one\ntwo\n\0exit 1\n")
    (records / "8").write_bytes(b"")
    wrong = kills.audit(manager, records)["wrong"]
    assert len(wrong) == 3, wrong
    (launch / "exit").unlink()
    assert "L: no exit record" in kills.audit(manager, records)["wrong"]
