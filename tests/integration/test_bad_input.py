"""Bad input gets a clear error, and nothing is lost."""

import json
import subprocess

import pytest

from suite import BIN, Freqtrade, Manager


@pytest.fixture(scope="module")
def m(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad-input")
    manager = Manager(folder / "manager", Freqtrade(folder / "freqtrade"))
    manager.start()
    yield manager
    manager.clean_up()


def problem(answer, status):
    assert answer.status == status, answer
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    p = answer.json
    assert p["status"] == status and p["title"] and p["detail"]
    return p


BAD = [
    ("GET", "strategies/Nobody", None, 404),
    ("GET", "strategies/Alpha/processes/dance", None, 404),
    ("GET", "runs/no-such-run", None, 404),
    ("GET", "runs/no-such-run/decision", None, 404),
    ("GET", "strategies/Alpha/epochs/0", None, 404),
    ("GET", "strategies/Alpha/epochs/1?file=../../etc/passwd", None, 400),
    ("GET", "strategies/Alpha/epochs?columns=nonsense&format=columns", None, 400),
    ("GET", "strategies/Alpha/epochs?limit=minus", None, 400),
    ("GET", "nothing/here", None, 404),
    ("POST", "strategies/Alpha/runs", "{", 400),
    ("POST", "strategies/Alpha/runs", "[]", 400),
    ("POST", "strategies/Alpha/runs", {"steps": ["dance"]}, 400),
    ("POST", "strategies/Alpha/runs", {"steps": []}, 400),
    ("POST", "strategies/Alpha/runs", {"stepz": []}, 400),
    ("POST", "strategies/Alpha/runs", {"dry_run": "maybe"}, 400),
    ("POST", "strategies/Alpha/processes/trade/start", {"force": 1}, 400),
    ("POST", "strategies/Alpha/processes/hyperopt_show/start", None, 400),
    ("POST", "strategies/Alpha/evaluate", {"criteria": [{"field": "luck"}]}, 400),
    ("PATCH", "strategies/Alpha/workflow", {"steps": "all"}, 400),
    ("DELETE", "strategies/Alpha", None, 405),
]


@pytest.mark.parametrize("method,path,body,status", BAD)
def test_rest_says_what_was_wrong(m, method, path, body, status):
    headers = {"Content-Type": "application/json"} if isinstance(body, str) else {}
    a = m.request(method, "/api/v1/" + path, body, headers)
    if path.endswith("hyperopt_show/start"):
        assert a.status in (400, 409), a
        return
    problem(a, status)


def test_a_body_of_twelve_megabytes_is_refused_in_words(m):
    # Far more than sockets buffer: who closes at once is never heard.
    a = m.request(
        "POST",
        "/api/v1/strategies/Alpha/runs",
        b" " * (12 << 20),
        {"Content-Type": "application/json"},
    )
    assert a.status == 413


def test_without_login_nothing_is_told_or_done_mistake_16(m):
    for method, path in [("GET", "state"), ("POST", "strategies/Alpha/runs")]:
        assert m.request(method, "/api/v1/" + path, login=False).status == 401
    a = m.request("GET", "/api/v1/state", headers={"Authorization": "Bearer wrong"}, login=False)
    assert a.status == 401


def test_foreign_hosts_and_origins_are_refused_mistake_16(m):
    assert m.get("state", headers={"Host": "evil.example"}).status in (400, 403, 421)
    a = m.post("strategies/Alpha/runs", headers={"Origin": "http://evil.example"})
    assert a.status == 403
    assert m.get("strategies/Alpha/runs").json["items"] == []


def test_secrets_do_not_leave(m):
    whole = m.get("state").body + m.get("log").body
    assert b"integration-test-secret" not in whole
    assert m.token.encode() not in whole


def test_garbage_in_a_result_file_is_counted_and_harms_nothing(m):
    folder = m.freqtrade.userdir / "hyperopt_results"
    folder.mkdir(exist_ok=True)
    good = json.dumps(
        {
            "loss": 1.5,
            "params_dict": {"buy_rsi": 20},
            "results_metrics": {
                "trades": [],
                "total_trades": 3,
                "wins": 2,
                "draws": 0,
                "losses": 1,
                "profit_mean": 0.01,
                "profit_total": 0.03,
                "profit_total_abs": 30,
                "max_drawdown_account": 0.02,
                "max_drawdown_abs": 2,
                "holding_avg_s": 60,
            },
            "current_epoch": 1,
            "is_best": True,
        }
    )
    nan = good.replace('"loss": 1.5', '"loss": NaN').replace('"current_epoch": 1', '"current_epoch": 2')
    name = "strategy_Alpha_2024-01-01_00-00-00.fthypt"
    (folder / name).write_bytes(
        b"\x00\xff garbage\n{}\n" + good.encode() + b"\n[1,2\n" + nan.encode() + b"\n" + good.encode()[:50]
    )
    a = m.get(f"strategies/Alpha/best?file={name}")
    assert a.status == 200, a
    best = a.json
    assert best["epochs"] == 2 and best["rejected_lines"] == 3
    assert best["winner"]["line"] in (3, 5)
    # A NaN epoch is null in JSON, and the state goes on (mistake 4).
    rows = m.get(f"strategies/Alpha/epochs?file={name}").json["items"]
    assert [r["objective"] for r in rows] == [1.5, None]
    assert rows[1]["nonfinite"]["objective"] == "NaN"
    assert m.get("state").status == 200


def result_file(m, name, lines):
    folder = m.freqtrade.userdir / "hyperopt_results"
    folder.mkdir(exist_ok=True)
    with open(folder / name, "w") as f:
        for i, (profit, more) in enumerate(lines, 1):
            metrics = {"total_trades": 3, "profit_total": profit, "max_drawdown_account": 0.0}
            x = {"loss": 1.5, "x": "MORE", "results_metrics": metrics, "current_epoch": i}
            f.write(json.dumps(x).replace('"MORE"', more) + "\n")
    return folder / name


def test_a_line_nested_without_end_is_rejected_and_kills_nobody(m):
    name = "strategy_Alpha_2024-01-02_00-00-00.fthypt"
    deep = "[" * 200_000 + "]" * 200_000
    result_file(m, name, [(0.1, "1"), (0.9, deep)])
    a = m.get(f"strategies/Alpha/best?file={name}")
    assert a.status == 200, a
    assert a.json["winner"]["line"] == 1 and a.json["rejected_lines"] == 1
    assert m.get(f"strategies/Alpha/epochs/2?file={name}").status == 404
    assert m.get("state").status == 200


def test_an_older_file_is_shown_to_its_end(m):
    name = "strategy_Alpha_2024-01-03_00-00-00.fthypt"
    lines = 400
    path = result_file(m, name, [(0.1, '"' + "x" * 60_000 + '"')] * lines)
    assert path.stat().st_size > 2 * (8 << 20)
    page = m.get(f"strategies/Alpha/epochs?file={name}&format=columns").json
    assert page["rows"] == page["total"] == lines
    m.stop()
    m.start()  # nobody has read it since
    rows, cursor = 0, "1"
    while cursor:
        page = m.get(
            f"strategies/Alpha/epochs?file={name}&format=columns&limit=150&cursor={cursor}"
        ).json
        rows, cursor = rows + page["rows"], page["next_cursor"]
    assert rows == lines


def test_switches_survive_a_restart_and_never_touch_config_yaml_mistake_14(m):
    text = (m.folder / "config.yaml").read_bytes()
    a = m.request(
        "PATCH", "/api/v1/strategies/Alpha/workflow", {"steps": ["hyperopt", "evaluate"]}
    )
    assert a.status == 200, a
    m.stop()
    m.start()
    assert m.get("strategies/Alpha/workflow").json["steps"] == ["hyperopt", "evaluate"]
    assert (m.folder / "config.yaml").read_bytes() == text


def test_a_broken_config_on_reload_is_refused_and_the_old_one_stays_mistake_14(m):
    path = m.folder / "config.yaml"
    old = path.read_text()
    try:
        path.write_text("strategies: [\n")
        report = m.post("config/reload").json
        assert report["accepted"] is False and report["problems"]
        assert m.get("strategies/Alpha").status == 200
    finally:
        path.write_text(old)


def ftmanager(*words, cwd=None):
    return subprocess.run(
        [BIN / "ftmanager", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=60,
        check=False,
    )


def test_serve_with_a_busy_port_names_it_and_ends(m, tmp_path):
    other = Manager(tmp_path / "other", m.freqtrade)
    r = ftmanager("serve", "--config", other.folder / "config.yaml", "--port", m.port)
    assert r.returncode == 1
    assert str(m.port) in r.stderr and "--port" in r.stderr


def test_serve_without_a_config_says_what_to_do(tmp_path):
    r = ftmanager("serve", cwd=tmp_path)
    assert r.returncode == 1
    assert "Config file not found" in r.stderr and "ftmanager init" in r.stderr


def test_check_reports_all_problems_at_once_with_lines(tmp_path):
    (tmp_path / "config.yaml").write_text(
        "strategies:\n"
        "  - name: A\n"
        "    freqtrade: {directory: nowhere}\n"
        "    hyperopt: {epochs: many, epoch: 3}\n"
        "    schedule: {cron: '61 * * * *'}\n"
        "  - name: A\n"
    )
    r = ftmanager("check", cwd=tmp_path)
    text = r.stdout + r.stderr
    assert r.returncode == 1
    for words in ("many", "61", "a name of its own", ":4", ":5", ":6"):
        assert words in text.lower(), text


def test_check_looks_at_sound_strategies_beside_broken_ones(tmp_path):
    (tmp_path / "config.yaml").write_text(
        "strategies:\n"
        "  - {name: A, freqtrade: {directory: .}, hyperopt: {epochs: many}}\n"
        "  - name: B\n"
        "    freqtrade: {directory: nowhere}\n"
    )
    r = ftmanager("check", cwd=tmp_path)
    assert r.returncode == 1
    assert "many" in r.stdout and "freqtrade's folder not found" in r.stdout, r


def test_check_reads_no_file_without_end(tmp_path):
    r = ftmanager("check", "--config", "/dev/zero")
    assert r.returncode == 1 and "no regular file" in r.stdout
    big = tmp_path / "big.yaml"
    with open(big, "wb") as f:
        f.truncate(64 << 20)
    r = ftmanager("check", "--config", big)
    assert r.returncode == 1 and "more than" in r.stdout
    r = ftmanager("serve", "--config", "/dev/zero")
    assert r.returncode == 1 and "no regular file" in r.stderr


def test_an_unknown_command_is_named_with_the_nearest():
    r = ftmanager("statsu")
    assert r.returncode == 2
    assert 'no command "statsu"; perhaps "status"' in r.stderr
    r = ftmanager("dance")
    assert r.returncode == 2 and "Usage" in r.stderr, "nothing is near: here they all are"


@pytest.mark.parametrize(
    "words", [["start"], ["evaluate"], ["serve", "--port", "http"]]
)
def test_bad_arguments_exit_2_and_say_where_the_usage_is(words):
    r = ftmanager(*words)
    assert r.returncode == 2, r
    assert len(r.stderr.splitlines()) == 2, r
    told = r.stderr.splitlines()[1]
    assert told.startswith("See ftmanager ") and told.endswith(" --help."), r
    usage = ftmanager(*told.removeprefix("See ftmanager ").removesuffix(".").split())
    assert usage.returncode == 0 and "Usage: ftmanager" in usage.stdout, usage
