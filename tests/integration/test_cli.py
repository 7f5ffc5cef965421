"""The command line against a running manager."""

import json
import re
import subprocess

import pytest

from suite import BIN, Freqtrade, Manager, wait_until


@pytest.fixture(scope="module")
def m(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    manager = Manager(folder / "manager", Freqtrade(folder / "freqtrade"))
    manager.start()
    yield manager
    manager.clean_up()


def ftm(m, *words, timeout=90):
    return subprocess.run(
        [BIN / "ftmanager", *words],
        capture_output=True,
        text=True,
        cwd=m.folder,
        timeout=timeout,
        check=False,
    )


def test_status_shows_strategies_for_people_and_for_programs(m):
    r = ftm(m, "status")
    assert r.returncode == 0, r
    assert "Alpha" in r.stdout
    assert "next run" in r.stdout and "not scheduled" in r.stdout
    data = json.loads(ftm(m, "status", "--json").stdout)
    assert data["data"]["strategy"][0]["strategy"] == "Alpha"


def test_start_logs_stop(m):
    assert ftm(m, "start", "Alpha", "trade").returncode == 0
    m.wait_process("Alpha", "trade", "ready")
    again = ftm(m, "start", "Alpha", "trade")
    assert again.returncode == 1 and "ready already" in again.stderr
    logs = ftm(m, "logs", "Alpha", "trade")
    assert logs.returncode == 0 and "simulator" in logs.stdout
    r = ftm(m, "stop", "Alpha", "trade")
    assert r.returncode == 0, r
    assert m.process_state("Alpha", "trade")["state"] == "stopped"


def test_run_follows_the_steps_to_the_end(m):
    r = ftm(m, "run", "Alpha", "--follow")
    assert r.returncode == 0, r
    for step in ("download_data", "hyperopt", "evaluate", "extract"):
        assert step in r.stdout
    assert "done" in r.stdout
    assert "hyperopt: done after " in r.stdout
    assert r.stdout.splitlines()[-1].startswith("done: ")
    shown = ftm(m, "status").stdout
    assert re.search(r"^  cycle +done +\d+ s ago: ", shown, re.M), shown
    assert re.search(r"^  hyperopt +completed +exit code 0, ", shown, re.M), shown


def test_run_shows_how_far_hyperopt_is(m):
    m.freqtrade.misbehave(epochs_per_s=2.5)
    r = ftm(m, "run", "Alpha", "--follow")
    m.freqtrade.misbehave()
    assert r.returncode == 0, r
    assert re.search(r"^  hyperopt: \d+ of 20 epochs$", r.stdout, re.M), r


def test_a_failed_run_exits_3(m):
    m.freqtrade.misbehave(backtesting={"fail_exit": 2})
    r = ftm(m, "run", "Alpha", "--follow")
    m.freqtrade.misbehave()
    assert r.returncode == 3, r
    assert "backtest" in r.stdout + r.stderr


def test_errors_name_what_is_wrong(m):
    r = ftm(m, "start", "Nobody", "trade")
    assert r.returncode == 1 and "Nobody" in r.stderr
    r = ftm(m, "start", "Alpha", "dance")
    assert r.returncode == 2 and "dance" in r.stderr


def test_a_token_that_is_not_there_is_said_to_be_missing_where(m, tmp_path):
    r = ftm(m, "status", "--state-dir", tmp_path, "--url", f"http://127.0.0.1:{m.port}")
    assert r.returncode == 1
    assert str(tmp_path / "token") in r.stderr and "--state-dir" in r.stderr


def test_a_config_that_cannot_be_read_is_named_where_no_manager_answers(tmp_path):
    m = Manager(tmp_path / "manager", Freqtrade(tmp_path / "freqtrade"))
    config = m.folder / "config.yaml"
    config.write_text("strategies: [")
    r = ftm(m, "status")
    assert r.returncode == 4 and f"{config} cannot be understood" in r.stderr, r
    config.unlink()
    r = ftm(m, "status")
    assert r.returncode == 4 and f"{config} cannot be read" in r.stderr, r


def test_a_config_with_errors_still_names_the_state_folder(tmp_path):
    m = Manager(tmp_path / "manager", Freqtrade(tmp_path / "freqtrade"), config="state_dir: other")
    m.state = m.folder / "other"
    m.start()
    try:
        config = m.folder / "config.yaml"
        config.write_text(config.read_text().replace('"epochs": 20', '"epochs": "many"'))
        assert ftm(m, "check").returncode == 1
        r = ftm(m, "status")
        assert r.returncode == 0 and "Alpha" in r.stdout, r
    finally:
        m.clean_up()


def test_a_start_without_a_valid_config_says_that(tmp_path):
    m = Manager(tmp_path / "manager", Freqtrade(tmp_path / "freqtrade"))
    config = m.folder / "config.yaml"
    config.write_text(config.read_text().replace('"epochs": 20', '"epochs": "many"'))
    m.start(wait=False, arguments=("--port", str(m.port)))
    try:
        told = "The manager's orchestrator is degraded: there is no valid config: "

        def says_so():
            r = ftm(m, "start", "Alpha", "trade")
            return r.returncode == 1 and told in r.stderr and "hyperopt.epochs" in r.stderr

        wait_until("the reason", says_so)
    finally:
        m.clean_up()


@pytest.mark.parametrize(
    "words, says",
    [
        ((), "Usage: ftmanager "),
        (("dance",), 'there is no command "dance"'),
        (("--config", "x", "status"), 'a command comes first, not "--config"'),
        (("start", "Alpha"), "ftmanager start: KIND is required\nSee ftmanager start --help."),
        (("status", "--nonsense"), "ftmanager status: The following argument was not expected: --nonsense"),
        (("status", "--url", "8080"), '"8080" is no address: http://HOST:PORT'),
    ],
)
def test_bad_arguments_exit_2_and_say_what_is_wrong(m, words, says):
    r = ftm(m, *words)
    assert r.returncode == 2 and says in r.stderr and not r.stdout, r


def test_help_of_start_names_what_can_be_started(m):
    r = ftm(m, "start", "--help")
    assert r.returncode == 0 and "hyperopt_show" not in r.stdout


def test_no_manager_exits_4(tmp_path):
    f = Freqtrade(tmp_path / "freqtrade")
    m = Manager(tmp_path / "manager", f)
    r = ftm(m, "status")
    assert r.returncode == 4 and "ftmanager serve" in r.stderr
