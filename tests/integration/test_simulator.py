"""The stand-in freqtrade has the habits that freqtrade 2023.2 was seen to have."""

import json
import math
import time

import pytest

from simulator import HYPEROPT, SHOW, ft, line_number_of, with_data, with_results  # noqa: F401


def test_one_cycle_by_hand_leaves_the_files_that_freqtrade_leaves(with_data):
    f = with_data
    assert (f.userdir / "data/binance/BTC_USDT-5m.json").exists()
    assert f.run("backtesting", "-c", "config.json", "--strategy", "Alpha") == 0
    assert "BACKTESTING REPORT" in f.out and "SUMMARY METRICS" in f.out
    assert "freqtrade.simulator - INFO - This is ftm-freqtrade-sim, a simulator" in f.err
    assert f.run(*HYPEROPT, "-e", 35, "-j", 2, epochs_per_s=0) == 0
    assert "| * Best |    1/35 |" in f.out
    assert "35 epochs saved to '" in f.err and "Dumping parameters to " in f.err
    assert "Best result:" in f.out and "Wins/Draws/Losses." in f.out
    assert len(f.lines()) == 35
    last = json.loads((f.userdir / "hyperopt_results/.last_result.json").read_text())
    assert last == {"latest_hyperopt": f.results()[-1].name}
    best = [x for x in map(json.loads, f.lines()) if x["is_best"]][-1]
    params = json.loads(f.params_file("Alpha").read_text())
    assert params["params"]["buy"] == best["params_details"]["buy"]
    assert set(params) == {"strategy_name", "params", "ft_stratparam_v", "export_time"}


def test_epochs_are_consistent_and_the_record_runs(with_results):
    record = 100
    for i, x in enumerate(map(json.loads, with_results.lines()), 1):
        m = x["results_metrics"]
        assert x["current_epoch"] == i
        assert m["wins"] + m["draws"] + m["losses"] == m["total_trades"] == len(m["trades"])
        assert math.isclose(m["profit_total_abs"], sum(t["profit_abs"] for t in m["trades"]),
                            abs_tol=1e-6)
        assert x["is_best"] == (x["loss"] < record)
        record = min(record, x["loss"])


def test_a_seed_repeats_the_search(with_results):
    first = [(x["loss"], x["params_dict"]) for x in map(json.loads, with_results.lines())]
    time.sleep(1.1)  # another second, another file name
    assert with_results.run(*HYPEROPT, "-e", 12, "-j", 1, "--disable-param-export",
                            epochs_per_s=0) == 0
    assert len(with_results.results()) == 2
    assert [(x["loss"], x["params_dict"])
            for x in map(json.loads, with_results.lines())] == first


@pytest.mark.parametrize("words, code, text", [
    (["--version"], 0, "freqtrade 2023.2"),
    ([], 2, "Usage of Freqtrade requires a subcommand to be specified."),
    (["hyperopt", "--nope"], 2, "freqtrade: error: unrecognized arguments: --nope"),
    (["hyperopt", "-c", "nope.json"], 2, 'ERROR - Config file "nope.json" not found!'),
    (["hyperopt", "-c", "config.json"], 2, "ERROR - No strategy set."),
    ([*HYPEROPT[:4], "Nope"], 2, "ERROR - Impossible to load Strategy 'Nope'."),
    (HYPEROPT[:5], 2, "ERROR - No Hyperopt loss set."),
    ([*HYPEROPT[:6], "NopeLoss"], 2, "ERROR - Impossible to load HyperoptLoss 'NopeLoss'."),
    (HYPEROPT, 2, "ERROR - No data found. Terminating."),
    (["backtesting", "-c", "config.json", "-s", "Alpha"], 2, "ERROR - No data found."),
    (["backtesting", "-c", "config.json", "-s", "Alpha", "--timerange", "2026-09-01"], 2,
     'ERROR - Incorrect syntax for timerange "2026-09-01"'),
    (["backtesting", "-c", "config.json", "-s", "Alpha", "--timerange", "20261101-20261001"],
     2, 'ERROR - Start date is after stop date for timerange "20261101-20261001"'),
    (["hyperopt-show", "-n", "0"], 2, "0 is invalid for this parameter"),
    (["hyperopt-list", "-c", "config.json"], 0, "WARNING - Hyperopt file "),
    (["hyperopt-show", "-c", "config.json"], 2, "should be greater than -1."),
    (["trade", "-c", "config.json", "-s", "Nope"], 0, "ERROR - Fatal exception!"),
])
def test_errors_read_and_exit_as_recorded(ft, words, code, text):
    assert ft.run(*words) == code
    assert text in ft.out + ft.err


def test_show_takes_line_numbers_and_overwrites_the_params_file(with_results):
    f = with_results
    assert not f.params_file("Alpha").exists()
    assert f.run(*SHOW, "-n", 3, "--disable-param-export") == 0
    assert not f.params_file("Alpha").exists()
    for n, line in ((3, 3), (-1, 12), (-12, 1)):
        assert f.run(*SHOW, "-n", n, "--hyperopt-filename", f.results()[-1].name) == 0
        params = json.loads(f.params_file("Alpha").read_text())["params"]
        assert params["buy"] == line_number_of(f, line)["params_details"]["buy"]
        assert f"{line:5d}/12: " in f.out
    for n in (13, -13):
        assert f.run(*SHOW, "-n", n) == 2
    assert f.run(*SHOW, "-n", 1, "--hyperopt-filename", f.results()[-1]) == 2
    assert "--hyperopt-filename expects only the filename" in f.err
    assert f.run(*SHOW, "-n", 1, "--hyperopt-filename", "nope.fthypt") == 2
    assert f.run("hyperopt-list", "-c", "config.json") == 0
    assert f.out.count("/12 |") == 12


def test_show_fails_on_half_a_last_line(with_results):
    f = with_results
    file = f.results()[-1]
    file.write_bytes(file.read_bytes()[:-100])
    assert f.run(*SHOW, "-n", 1) == 1
    assert "rapidjson.JSONDecodeError" in f.err


def test_show_can_be_told_to_export_other_values(with_results):
    f = with_results
    assert f.run(*SHOW, "-n", 3, wrong_params=True) == 0
    params = json.loads(f.params_file("Alpha").read_text())["params"]
    assert params["buy"] != line_number_of(f, 3)["params_details"]["buy"]
