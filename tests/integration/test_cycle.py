"""The whole cycle through REST, in one process and isolated; each step failing;
cancel at each step."""

import json

import pytest

from params import assert_params_are_those_of
from suite import Freqtrade, Manager, wait_until

STEPS = [
    "stop_trade",
    "download_data",
    "backtest",
    "cleanup_results",
    "hyperopt",
    "evaluate",
    "extract",
    "restart_trade",
]


@pytest.fixture
def folders(tmp_path):
    return tmp_path / "freqtrade", tmp_path / "manager"


@pytest.fixture
def make(folders):
    managers = []

    def make_(sim=None, isolate=False, strategies=None, names=("Alpha",)):
        freqtrade = Freqtrade(folders[0], names, sim=sim)
        m = Manager(folders[1], freqtrade, strategies=strategies, isolate=isolate)
        managers.append(m)
        return m.start()

    yield make_
    for m in managers:
        m.clean_up()


def trading(m, strategy="Alpha"):
    launch = m.start_process(strategy, "trade")["launch"]
    m.wait_process(strategy, "trade", "ready")
    return launch


@pytest.mark.parametrize("isolate", [False, True], ids=["one_process", "isolated"])
def test_whole_cycle_ends_done_with_trade_on_the_chosen_params(make, isolate):
    m = make(isolate=isolate)
    before = trading(m)
    run = m.wait_run(m.start_run("Alpha"))
    assert run["state"] == "done", json.dumps(run, indent=1)
    states = {s["name"]: s["state"] for s in run["steps"]}
    assert [s["name"] for s in run["steps"]] == STEPS
    assert states["hyperopt"] == states["extract"] == states["restart_trade"] == "done"
    trade = m.process_state("Alpha", "trade")
    assert trade["state"] == "ready" and trade["launch"] != before
    decision = m.get(f"runs/{run['id']}/decision").json
    assert decision["winner"]["trades"] > 0
    assert len(decision["sha256"]) == 64
    assert_params_are_those_of(m, decision["winner"]["line"], decision["file"])


def test_a_run_does_not_start_trade_that_did_not_run_mistake_8(make):
    m = make()
    run = m.wait_run(m.start_run("Alpha"))
    assert run["state"] == "done"
    assert m.process_state("Alpha", "trade")["state"] == "idle"


# What makes each step fail, and what its error then says.
FAILURES = {
    "download_data": ({"download-data": {"fail_exit": 2}}, ""),
    "backtest": ({"backtesting": {"fail_exit": 2}}, ""),
    "hyperopt": ({"hyperopt": {"crash_at_epoch": 5}}, ""),
    "hyperopt_no_file_mistake_7": ({"hyperopt": {"no_file": True}}, ""),
    "hyperopt_exit_zero": ({"hyperopt": {"fail_exit": 2, "exit_zero_on_failure": True}}, ""),
    "extract": ({"hyperopt-show": {"fail_exit": 2}}, ""),
    "extract_wrong_params": ({"hyperopt-show": {"wrong_params": True}}, ""),
}


@pytest.mark.parametrize("case", FAILURES)
def test_a_failing_step_restores_what_ran_before_mistake_10(make, case):
    m = make()
    # An older result and older params: neither may be touched or used.
    first = m.wait_run(m.start_run("Alpha", steps=["download_data", "hyperopt", "evaluate", "extract"]))
    assert first["state"] == "done", json.dumps(first, indent=1)
    params = m.freqtrade.params_file("Alpha").read_bytes()
    trading(m)
    m.freqtrade.misbehave(**FAILURES[case][0])
    run = m.wait_run(m.start_run("Alpha"))
    step = case.split("_no_")[0].split("_exit")[0].split("_wrong")[0]
    assert run["state"] == "restored", json.dumps(run, indent=1)
    assert run["reason"] == "failed"
    failed = [s for s in run["steps"] if s["state"] == "failed"]
    assert [s["name"] for s in failed] == [step]
    assert failed[0]["error"], "the error is shown"
    assert run["outcome"]
    assert m.freqtrade.params_file("Alpha").read_bytes() == params
    assert m.wait_process("Alpha", "trade", "ready")["wanted"] is True
    if step == "hyperopt":
        assert all(
            s["state"] in ("pending", "skipped")
            for s in run["steps"]
            if s["name"] in ("evaluate", "extract")
        )


def test_no_epoch_passes_the_criteria_and_the_old_params_stay(make):
    m = make(
        strategies=[
            {
                "name": "Alpha",
                "epoch_criteria": [
                    {"field": "profit_total_pct", "operator": ">=", "value": 1e9}
                ],
            }
        ]
    )
    trading(m)
    run = m.wait_run(m.start_run("Alpha"))
    assert run["state"] == "restored"
    step = next(s for s in run["steps"] if s["name"] == "evaluate")
    assert step["state"] == "failed" and "profit_total_pct" in step["error"]
    assert not m.freqtrade.params_file("Alpha").exists()
    m.wait_process("Alpha", "trade", "ready")


def test_the_new_bot_does_not_get_ready_and_the_old_params_come_back(make):
    m = make(strategies=[{"name": "Alpha", "restart": {"ready_timeout": 3}}])
    m.freqtrade.params_file("Alpha").write_text('{"strategy_name": "Alpha", "params": {}}')
    old = m.freqtrade.params_file("Alpha").read_bytes()
    trading(m)
    run_id = m.start_run("Alpha")
    m.wait_step(run_id, "hyperopt")
    m.freqtrade.misbehave(trade={"never_ready": True})
    m.wait_step(run_id, "restart_trade", ("failed",))
    m.freqtrade.misbehave()
    run = m.wait_run(run_id)
    assert run["state"] == "restored"
    assert m.freqtrade.params_file("Alpha").read_bytes() == old
    m.wait_process("Alpha", "trade", "ready")


# Slows a step down so that it can be cancelled in the act.
SLOW = {
    "stop_trade": {"trade": {"slow_stop_ms": 1500}},
    "download_data": {"download-data": {"hang": True}},
    "backtest": {"backtesting": {"hang": True}},
    "hyperopt": {"hyperopt": {"epochs_per_s": 2}},
    "extract": {"hyperopt-show": {"hang": True}},
    "restart_trade": {"trade": {"never_ready": True}},
}


@pytest.mark.parametrize("step", SLOW)
def test_cancel_restores_at_each_step(make, step):
    m = make(sim=SLOW[step] if step == "stop_trade" else None)
    trading(m)
    if step != "stop_trade":
        m.freqtrade.misbehave(**SLOW[step])
    run_id = m.start_run("Alpha")
    m.wait_step(run_id, step)
    if step == "restart_trade":
        m.freqtrade.misbehave()
    assert m.post(f"runs/{run_id}/cancel").status == 202
    run = m.wait_run(run_id)
    assert run["state"] == "restored", json.dumps(run, indent=1)
    assert run["reason"] == "cancelled"
    assert not m.freqtrade.params_file("Alpha").exists()
    m.wait_process("Alpha", "trade", "ready")
    kinds = {p["kind"]: p["state"] for p in m.get("strategies/Alpha/processes").json["items"]}
    assert all(kinds[k] not in ("running", "starting") for k in kinds if k != "trade")


def test_a_second_run_of_a_strategy_is_refused_with_the_first(make):
    m = make(sim={"hyperopt": {"epochs_per_s": 5}})
    run_id = m.start_run("Alpha")
    m.wait_step(run_id, "hyperopt")
    again = m.post("strategies/Alpha/runs")
    assert again.status == 409 and run_id in again.body.decode()
    assert m.post(f"runs/{run_id}/cancel").status == 202
    m.wait_run(run_id)


def test_strategies_of_one_folder_take_turns_at_hyperopt(make):
    m = make(
        strategies=[{"name": "Alpha"}, {"name": "Beta"}],
        sim={"hyperopt": {"epochs_per_s": 15}},
        names=("Alpha", "Beta"),
    )
    a = m.start_run("Alpha", steps=["download_data", "hyperopt", "evaluate"])
    b = m.start_run("Beta", steps=["download_data", "hyperopt", "evaluate"])
    seen_waiting = False

    def both_done():
        nonlocal seen_waiting
        runs = [m.run(a), m.run(b)]
        running = [
            p
            for s in ("Alpha", "Beta")
            for p in [m.process_state(s, "hyperopt")]
            if p["state"] == "running"
        ]
        assert len(running) <= 1
        seen_waiting = seen_waiting or any(
            s["state"] == "waiting" for r in runs for s in r["steps"]
        )
        return all(r["state"] == "done" for r in runs) and runs

    wait_until("both runs to be done", both_done, 60)
    assert seen_waiting


def test_extract_by_one_click_takes_the_line_of_the_shown_file_mistake_13(make):
    m = make()
    first = m.wait_run(m.start_run("Alpha", steps=["download_data", "hyperopt"]))
    assert first["state"] == "done"
    second = m.wait_run(m.start_run("Alpha", steps=["hyperopt"]))
    assert second["state"] == "done"
    files = m.get("strategies/Alpha/hyperopt/files").json["items"]
    assert len(files) == 2
    old = files[1]["name"]
    a = m.post("strategies/Alpha/epochs/3/extract", {"file": old})
    assert a.status == 202, a
    run = m.wait_run(a.json["id"])
    assert run["state"] == "done", json.dumps(run, indent=1)
    assert_params_are_those_of(m, 3, old)


def test_history_survives_a_restart(make):
    m = make()
    run = m.wait_run(m.start_run("Alpha"))
    m.stop()
    m.start()
    items = m.get("strategies/Alpha/runs").json["items"]
    assert [x["id"] for x in items] == [run["id"]]
    assert m.get(f"runs/{run['id']}/decision").json["winner"]


def test_a_dry_run_changes_nothing_and_says_what_it_would_do(make):
    m = make()
    a = m.post("strategies/Alpha/runs", {"dry_run": True})
    assert a.status == 200, a
    run = a.json
    assert run["state"] == "done"
    assert not m.freqtrade.results()
    assert m.process_state("Alpha", "hyperopt")["state"] == "idle"
    notes = " ".join(s.get("note") or "" for s in run["steps"])
    assert " hyperopt " in notes and " -e 20 " in notes, notes
