"""How the stand-in freqtrade takes signals, and how it misbehaves when told to."""

import json
import math
import os
import signal
import time

import pytest

import naive_evaluate
from simulator import DOWNLOAD, HYPEROPT, SHOW, TRADE, ft, line_number_of, with_data, with_results
from suite import wait_until


def start_hyperopt(f, *words, **sim):
    f.misbehave(**{"epochs_per_s": 20, **sim})
    p = f.start(*HYPEROPT, "-e", 5000, "-j", 2, *words)
    wait_until("some epochs", lambda: f.results() and len(f.lines()) > 4)
    return p


def test_hyperopt_is_a_tree_that_sigint_ends_with_0_and_an_export(with_data):
    f = with_data
    p = start_hyperopt(f)
    tree = f.group(p.pid)
    assert len(tree) == 5
    assert sum("popen_loky_posix" in x for x in tree.values()) == 2
    assert sum("resource_tracker" in x for x in tree.values()) == 2
    os.kill(p.pid, signal.SIGINT)
    assert p.wait(timeout=10) == 0
    assert not f.group(p.pid)
    assert "User interrupted.." in f.out
    assert " epochs saved to '" in f.err
    assert f.params_file("Alpha").exists()


def test_sigint_to_the_group_ends_hyperopt_alike(with_data):
    p = start_hyperopt(with_data)
    os.killpg(p.pid, signal.SIGINT)
    assert p.wait(timeout=10) == 0
    wait_until("the tree's end", lambda: not with_data.group(p.pid))
    assert "User interrupted.." in with_data.out


def test_sigterm_to_the_parent_orphans_the_workers(with_data):
    p = start_hyperopt(with_data)
    os.kill(p.pid, signal.SIGTERM)
    assert p.wait(timeout=10) == -signal.SIGTERM
    time.sleep(0.5)
    assert len(with_data.group(p.pid)) == 4
    # The lock went with the parent.
    with_data.misbehave(epochs_per_s=0)
    assert with_data.start(*HYPEROPT, "-e", 2, "-j", 1).wait(timeout=30) == 0
    assert "2 epochs saved to '" in with_data.err


def test_sigterm_to_the_group_ends_the_whole_tree(with_data):
    p = start_hyperopt(with_data)
    os.killpg(p.pid, signal.SIGTERM)
    assert p.wait(timeout=10) == -signal.SIGTERM
    wait_until("the tree's end", lambda: not with_data.group(p.pid), timeout=5)


def test_sigint_while_python_imports_is_a_traceback_and_death(ft):
    ft.misbehave(import_ms=5000)
    p = ft.start(*HYPEROPT)
    time.sleep(0.4)
    os.kill(p.pid, signal.SIGINT)
    assert p.wait(timeout=10) == -signal.SIGINT
    assert "KeyboardInterrupt" in ft.err


def test_sigint_does_nothing_if_it_was_ignored_at_the_start(with_data):
    f = with_data
    f.misbehave(epochs_per_s=20)
    p = f.start(*HYPEROPT, "-e", 500, "-j", 1,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    wait_until("an epoch", f.results)
    os.kill(p.pid, signal.SIGINT)
    time.sleep(0.5)
    assert p.poll() is None


def test_a_second_hyperopt_of_the_folder_quits_with_0(with_data):
    start_hyperopt(with_data)
    assert with_data.start(*HYPEROPT, "-e", 2).wait(timeout=10) == 0
    assert "Another running instance of freqtrade Hyperopt detected." in with_data.err
    assert "Quitting now." in with_data.err


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM])
def test_trade_beats_and_ends_cleanly(ft, sig):
    ft.misbehave(first_heartbeat_ms=100, heartbeat_ms=100)
    p = ft.start(*TRADE)
    wait_until("a heartbeat", lambda: "Bot heartbeat." in ft.err)
    assert "freqtrade.worker - INFO - Changing state to: RUNNING" in ft.err
    assert f"Bot heartbeat. PID={p.pid}, version='2023.2', state='RUNNING'" in ft.err
    os.kill(p.pid, sig)
    assert p.wait(timeout=10) == 0
    assert "SIGINT received, aborting ..." in ft.err
    assert "worker found ... calling exit" in ft.err


def test_sigterm_before_trades_handler_kills(ft):
    ft.misbehave(import_ms=5000)
    p = ft.start(*TRADE)
    time.sleep(0.4)
    os.kill(p.pid, signal.SIGTERM)
    assert p.wait(timeout=10) == -signal.SIGTERM


def test_trade_loads_the_exported_params(with_results):
    f = with_results
    assert f.run(*SHOW, "-n", 5) == 0
    value = line_number_of(f, 5)["params_dict"]["buy_rsi"]
    f.start(*TRADE)
    wait_until("the parameter", lambda: f"Strategy Parameter: buy_rsi = {value}" in f.err)
    assert "Loading parameters from file " in f.err


def test_trade_can_crash_hang_and_resist(ft):
    assert ft.run(*TRADE, exit_after_ms=100, crash_exit=3) == 3
    assert "Traceback" in ft.err
    ft.misbehave(never_ready=True, ignore_sigterm=True)
    p = ft.start(*TRADE)
    wait_until("the pairs", lambda: "No protection Handlers" in ft.err)
    os.kill(p.pid, signal.SIGTERM)
    time.sleep(0.4)
    assert p.poll() is None and "RUNNING" not in ft.err


def test_hyperopt_can_fail_in_every_way(with_data):
    f = with_data
    words = [*HYPEROPT, "-e", 10, "-j", 1]
    assert f.run(*words, fail_exit=5, fail_text="no luck") == 5
    assert "ERROR - no luck" in f.err
    assert f.run(*words, fail_exit=5, exit_zero_on_failure=True) == 0
    assert f.run(*words, no_file=True) == 0
    assert not f.results()
    assert f.run(*words, empty=True) == 0
    assert f.results()[-1].stat().st_size == 0
    assert "No epochs evaluated yet, no best result." in f.out
    f.results()[-1].unlink()
    assert f.run(*words, crash_at_epoch=4) == 1
    assert len(f.lines()) == 4
    f.results()[-1].unlink()
    assert f.run(*words, crash_at_epoch=4, crash_exit=-9) == -9
    f.results()[-1].unlink()
    assert f.run(*words, interrupt_at_epoch=6) == 0
    assert "User interrupted.." in f.out and len(f.lines()) == 6


def test_odd_lines(with_data, tmp_path):
    f = with_data
    words = [*HYPEROPT, "-e", 8, "-j", 1, "--disable-param-export"]
    assert f.run(*words, nan_at=2, inf_at=3, minus_inf_at=[4], garbage_at=6,
                 line_bytes=350000) == 0
    lines = f.lines()
    assert lines[1].startswith('{"loss":NaN,') and lines[2].startswith('{"loss":Infinity,')
    assert not json.loads(lines[3])["is_best"] or json.loads(lines[3])["loss"] == -math.inf
    assert len(lines) == 9
    assert max(map(len, lines)) >= 350000
    found = naive_evaluate.evaluate(f.results()[-1], "trades >= 1; objective <= 1e9 asc")
    assert found["epochs"] == 8 and found["rejected_lines"] == 1
    assert found["remaining"][-1] <= 7  # NaN passes no filter

    kept = tmp_path / "kept.fthypt"
    f.results()[-1].rename(kept)
    assert f.run(*words, replay=str(kept)) == 0
    assert f.results()[-1].read_bytes() == kept.read_bytes()


def test_a_half_line_can_be_seen_while_it_stalls(with_data):
    f = with_data
    f.misbehave(epochs_per_s=0, half_line_at=3, half_line_stall_ms=3000)
    p = f.start(*HYPEROPT, "-e", 5, "-j", 1)
    half = wait_until("half a line", lambda: f.results() and
                      f.results()[-1].read_bytes().count(b"\n") == 2
                      and not f.results()[-1].read_bytes().endswith(b"\n"))
    assert half
    assert p.wait(timeout=20) == 0
    assert len(f.lines()) == 5


def test_output_can_be_a_flood_of_odd_bytes(ft):
    assert ft.run(*DOWNLOAD, flood_lines=20000, flood_bytes=100, non_utf8=True,
                  nul_bytes=True) == 0
    raw = (ft.folder / "out.txt").read_bytes()
    assert len(raw) > 20000 * 100
    assert b"\xff\xfe" in raw and b"\0" in raw


def test_orphans_outlive_their_parent_and_sigterm(ft):
    assert ft.run(*DOWNLOAD, orphans=2) == 0
    wait_until("two orphans", lambda: len(ft.orphans()) == 2)
    for pid in ft.orphans():
        os.kill(pid, signal.SIGTERM)
    time.sleep(0.3)
    assert len(ft.orphans()) == 2
