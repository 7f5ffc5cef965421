"""What dies, and what goes on: the manager, each isolated part, the shim."""

import os
import signal

import pytest

from bots import bots, suite  # noqa: F401
from params import OLD, assert_bot_runs_with_what_the_file_holds, assert_params_are_those_of
from suite import Manager, alive, wait_until


@pytest.mark.parametrize("isolate", [False, True], ids=["one_process", "isolated"])
def test_kill_9_of_the_manager_leaves_the_bot_and_the_next_start_adopts_it_mistake_6(
    suite, isolate
):
    m = suite(isolate=isolate)
    launch = m.start_process("Alpha", "trade")["launch"]
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    m.kill9()
    assert alive(pid)
    m.start()
    trade = m.wait_process("Alpha", "trade", "ready")
    assert trade["pid"] == pid and trade["launch"] == launch
    again = m.post("strategies/Alpha/processes/trade/start")
    assert again.status == 409 and launch in again.body.decode()
    assert bots(m) == [pid]
    # Its output is whole, from the first line on.
    out = m.get("strategies/Alpha/processes/trade/output?offset=0").body
    assert b"simulator" in out[:3000]


def test_what_ended_while_the_manager_was_away_has_its_true_exit(suite):
    m = suite()
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    m.kill9()
    os.kill(pid, signal.SIGKILL)
    wait_until("the bot to be gone", lambda: not alive(pid))
    # Wanted and not running: it is started again, and the old one is in the list.
    m.start()

    def ended():
        p = m.process_state("Alpha", "trade")
        return [x for x in p["launches"] if x["exit_signal"] == signal.SIGKILL]

    wait_until("the true exit", ended)


def test_stop_says_stopped_when_the_whole_tree_is_gone_mistake_11(suite):
    m = suite(sim={"hyperopt": {"epochs_per_s": 5, "orphans": 2}})
    assert m.wait_run(m.start_run("Alpha", steps=["download_data"]))["state"] == "done"
    m.start_process("Alpha", "hyperopt")
    m.wait_process("Alpha", "hyperopt", "running")
    wait_until(
        "epochs",
        lambda: (m.get("strategies/Alpha").json["hyperopt"] or {}).get("epochs"),
    )
    m.stop_process("Alpha", "hyperopt")
    m.wait_process("Alpha", "hyperopt", "stopped", timeout=60)
    left = [p for p in m.own_pids() if alive(p) and p != m.process.pid]
    assert left == [], [open(f"/proc/{p}/cmdline").read() for p in left]


def test_non_utf8_output_harms_nothing_mistake_5(suite):
    m = suite(sim={"trade": {"non_utf8": True}})
    launch = m.start_process("Alpha", "trade")["launch"]
    m.wait_process("Alpha", "trade", "ready")
    assert m.process_state("Alpha", "trade")["launch"] == launch
    a = m.get("strategies/Alpha/processes/trade/output?offset=0")
    assert a.status == 200
    with pytest.raises(UnicodeDecodeError):
        a.body.decode()


def test_a_bot_that_ends_by_itself_has_failed_whatever_its_code(suite):
    m = suite(sim={"trade": {"fail_exit": 2, "exit_zero_on_failure": True}})
    m.start_process("Alpha", "trade")
    p = m.wait_process(
        "Alpha", "trade", ("failed", "backing_off", "given_up"), timeout=60
    )
    assert p["error"]


def test_a_killed_shim_leaves_the_bot_and_is_shown_as_unkept(suite):
    m = suite()
    m.start_process("Alpha", "trade")
    pid = m.wait_process("Alpha", "trade", "ready")["pid"]
    with open(f"/proc/{pid}/status") as f:
        shim = int(next(x for x in f if x.startswith("PPid:")).split()[1])
    os.kill(shim, signal.SIGKILL)
    m.wait_process("Alpha", "trade", "unkept")
    assert alive(pid) and bots(m) == [pid]
    m.stop_process("Alpha", "trade")
    # Asked for, so it is no failure; the code went down with the shim.
    trade = m.wait_process("Alpha", "trade", "stopped", timeout=60)
    assert trade["exit_code"] is None
    assert bots(m) == []


def test_a_second_serve_on_the_state_folder_is_refused_by_name(suite):
    m = suite()
    second = Manager.__new__(Manager)
    second.__dict__.update(m.__dict__)
    second.start(wait=False)
    assert second.process.wait(20) == 1
    assert f"pid {m.process.pid}" in m.console()
    assert m.request("GET", "/livez", login=False).status == 200


def part_pids(m):
    parts = {}
    for p in m.get("state").json["data"]["part"]:
        if p["by"] == "warden" and p["part"] != "warden" and p["pid"]:
            parts[p["part"]] = p["pid"]
    return parts


@pytest.mark.parametrize(
    "part",
    ["supervisor", "orchestrator", "scheduler", "broadcaster", "gateway", "monitor-Alpha"],
)
def test_kill_9_of_any_part_during_the_cycle_heals(suite, part):
    m = suite(isolate=True, sim={"hyperopt": {"epochs_per_s": 8}})
    params = m.freqtrade.params_file("Alpha")
    params.write_bytes(OLD)
    m.start_process("Alpha", "trade")
    bot = m.wait_process("Alpha", "trade", "ready")["pid"]
    run_id = m.start_run("Alpha")
    m.wait_step(run_id, "hyperopt")
    before = wait_until("the warden's report", lambda: part_pids(m).get(part))
    os.kill(before, signal.SIGKILL)
    if part == "orchestrator":
        # A half-done run is restored: trade runs again.
        run = m.wait_run(run_id, timeout=90)
        assert run["state"] in ("done", "restored")
    else:
        run = m.wait_run(run_id, timeout=90)
        assert run["state"] == "done", run
    assert not alive(bot)
    if run["state"] == "restored":
        assert params.read_bytes() == OLD
    else:
        decision = m.get(f"runs/{run_id}/decision").json
        assert_params_are_those_of(m, decision["winner"]["line"], decision["file"])
    assert_bot_runs_with_what_the_file_holds(m)
    assert len(bots(m)) == 1
    after = wait_until(
        "the part to be back",
        lambda: (p := part_pids(m).get(part)) and p != before and p,
    )
    assert alive(after)


def test_isolated_parts_are_processes_of_their_own_and_all_end_with_the_warden(suite):
    m = suite(isolate=True)
    parts = wait_until(
        "all parts", lambda: (p := part_pids(m)) and len(p) == 6 and p
    )
    assert len(set(parts.values())) == 6
    assert m.stop() == 0
    assert not any(alive(p) for p in parts.values())


def test_a_new_warden_replaces_what_a_killed_one_left(suite):
    m = suite(isolate=True)
    parts = wait_until(
        "all parts", lambda: (p := part_pids(m)) and len(p) == 6 and p
    )
    m.kill9()
    m.start()
    # Until they are replaced, what the killed one left answers for the new one.
    wait_until("them to be gone", lambda: not any(alive(p) for p in parts.values()))
    fresh = wait_until("new parts", lambda: (p := part_pids(m)) and len(p) == 6 and p)
    assert not set(fresh.values()) & set(parts.values())
