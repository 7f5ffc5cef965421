"""Configs that freqtrade accepts work in every step."""

import json

import pytest
from suite import Freqtrade, Manager


@pytest.fixture
def make(tmp_path):
    managers = []

    def make_(prepare):
        freqtrade = Freqtrade(tmp_path / "freqtrade")
        prepare(freqtrade)
        m = Manager(tmp_path / "manager", freqtrade)
        managers.append(m)
        return m

    yield make_
    for m in managers:
        m.clean_up()


def test_a_user_data_dir_in_a_config_with_comments_and_commas_is_found(make):
    def prepare(freqtrade):
        freqtrade.userdir = freqtrade.userdir.rename(freqtrade.folder / "mine")
        inner = json.dumps(freqtrade.config, indent=2)[1:-1].strip()
        (freqtrade.folder / "config.json").write_text(
            '{ // ours\n  "user_data_dir": "mine", /* not "user_data" */\n  ' + inner + ",\n}\n"
        )

    m = make(prepare).start()
    run = m.wait_run(m.start_run("Alpha"))
    assert run["state"] == "done", json.dumps(run, indent=1)
    assert {s["name"]: s["state"] for s in run["steps"]}["extract"] == "done"
    assert len(m.freqtrade.results()) == 1
    assert m.freqtrade.params_file("Alpha").exists()
    assert m.process_state("Alpha", "trade")["live"] in (None, False)
