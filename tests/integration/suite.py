"""The suite under test: real binaries, a real port, the stand-in freqtrade."""

import contextlib
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

BIN = pathlib.Path(
    os.environ.get("FTM_BIN_DIR")
    or pathlib.Path(__file__).resolve().parents[2] / "build" / "dev" / "bin"
)

STRATEGY_PY = '''from freqtrade.strategy import DecimalParameter, IntParameter, IStrategy


class {name}(IStrategy):
    timeframe = "5m"
    stoploss = -0.10
    buy_rsi = IntParameter(10, 40, default=30, space="buy")
    sell_rsi = IntParameter(60, 90, default=70, space="sell")
    sell_gain = DecimalParameter(0.01, 0.08, default=0.03, space="sell")
'''

# Fast enough for tests, slow enough to be caught in the act.
FAST = {
    "epochs_per_s": 60,
    "startup_ms": 50,
    "seed": 7,
}


def free_port():
    with contextlib.closing(socket.socket()) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_until(what, check, timeout=30.0, step=0.03):
    """Asks again and again until `check` gives something; the last resort is
    an error that says what was waited for."""
    end = time.monotonic() + timeout
    last, failed = None, None
    while time.monotonic() < end:
        try:
            last = check()
        except (OSError, http.client.HTTPException) as e:
            last, failed = None, e
        if last:
            return last
        time.sleep(step)
    raise AssertionError(f"waited {timeout} s for {what}; last: {last!r} {failed or ''}")


class Freqtrade:
    """A freqtrade folder whose executable is the simulator."""

    def __init__(self, folder, strategies=("Alpha",), sim=None, dry_run=True):
        self.folder = pathlib.Path(folder)
        self.userdir = self.folder / "user_data"
        (self.userdir / "strategies").mkdir(parents=True)
        (self.folder / ".venv" / "bin").mkdir(parents=True)
        (self.folder / ".venv" / "bin" / "freqtrade").symlink_to(
            BIN / "ftm-freqtrade-sim"
        )
        for name in strategies:
            self.strategy_file(name).write_text(STRATEGY_PY.format(name=name))
        self.config = {
            "dry_run": dry_run,
            "initial_state": "running",
            "max_open_trades": 3,
            "stake_currency": "USDT",
            "stake_amount": 100,
            "timeframe": "5m",
            "exchange": {
                "name": "binance",
                "key": "integration-test-key",
                "secret": "integration-test-secret",
                "pair_whitelist": ["BTC/USDT", "ETH/USDT"],
            },
        }
        self.write_config()
        self.misbehave(**(sim or {}))

    def strategy_file(self, name):
        return self.userdir / "strategies" / f"{name}.py"

    def params_file(self, name):
        return self.strategy_file(name).with_suffix(".json")

    def write_config(self):
        (self.folder / "config.json").write_text(json.dumps(self.config, indent=2))

    def misbehave(self, **sim):
        """Speed and misbehaviour of what is started from now on."""
        (self.folder / "ftm-sim.json").write_text(json.dumps({**FAST, **sim}))

    def results(self):
        folder = self.userdir / "hyperopt_results"
        return sorted(folder.glob("strategy_*.fthypt")) if folder.is_dir() else []


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.body[:400]!r}>"


class Manager:
    """`ftmanager serve` on a folder of its own."""

    def __init__(self, folder, freqtrade, strategies=None, config="", isolate=False):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.state = self.folder / "ftmanager-state"
        self.isolate = isolate
        self.port = free_port()
        self.process = None
        self.freqtrade = freqtrade
        entries = strategies or [{"name": "Alpha"}]
        (self.folder / "config.yaml").write_text(self.yaml(entries, config))

    def yaml(self, entries, extra):
        common = {
            "config": "config.json",
            "download_data": {"timeframes": ["5m"], "days_back": 30},
            "hyperopt": {
                "epochs": 20,
                "jobs": 2,
                "spaces": "buy sell",
                "timeframe_detail": "",
                "min_trades": 1,
            },
            "schedule": {"enabled": False},
            "epoch_criteria": [
                {"field": "max_drawdown", "operator": "<=", "value": 90},
                {
                    "field": "profit_total_pct",
                    "operator": ">=",
                    "value": -100,
                    "sort": "desc",
                },
            ],
        }
        entries = [
            {"freqtrade": {"directory": str(self.freqtrade.folder)}, **common, **e}
            for e in entries
        ]
        # JSON is YAML; the test reads better this way.
        return (
            f"web: {{port: {self.port}}}\nprocess_stats_interval: 0.5\n"
            f"strategies: {json.dumps(entries, indent=1)}\n{extra}\n"
        )

    def start(self, wait=True, arguments=(), within=()):
        """`within`: the words of a command that runs it, such as unshare's."""
        command = [*within, BIN / "ftmanager", "serve", "--config", self.folder / "config.yaml"]
        if self.isolate:
            command.append("--isolate")
        self.log = open(self.folder / "console.log", "ab")
        self.process = subprocess.Popen(
            [*map(str, command), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
        )
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self):
        def ready():
            assert self.process.poll() is None, self.console()
            if not (self.state / "token").exists():
                return False
            x = self.request("GET", "/readyz", login=False)
            if x.status != 200 or not self.is_ours(x.json["parts"]):
                return False
            return len(self.get("strategies").json["items"]) > 0

        try:
            wait_until("the manager to be ready", ready)
        except AssertionError as e:
            raise AssertionError(f"{e}\n{self.console()}") from None

    def is_ours(self, parts):
        """Until they are replaced, what a killed warden left answers as well."""
        if not self.isolate:
            return True
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/children")
        pids = {int(x) for task in tasks for x in task.read_text().split()}
        return any(p["part"] == "gateway" and p["pid"] in pids for p in parts)

    def console(self):
        return (self.folder / "console.log").read_text(errors="replace")[-6000:]

    @property
    def token(self):
        return (self.state / "token").read_text().strip()

    def request(self, method, path, body=None, headers=None, login=True, timeout=30):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            h = {"Authorization": f"Bearer {self.token}"} if login else {}
            if body is not None and not isinstance(body, (bytes, str)):
                body = json.dumps(body)
                h["Content-Type"] = "application/json"
            c.request(method, path, body, {**h, **(headers or {})})
            r = c.getresponse()
            return Answer(r.status, r.headers, r.read())
        finally:
            c.close()

    def get(self, path, **kw):
        return self.request("GET", "/api/v1/" + path, **kw)

    def post(self, path, body=None, **kw):
        return self.request("POST", "/api/v1/" + path, body or {}, **kw)

    # -- what a user waits for ---------------------------------------------

    def process_state(self, strategy, kind):
        return self.get(f"strategies/{strategy}/processes/{kind}").json

    def wait_process(self, strategy, kind, states, timeout=30):
        if isinstance(states, str):
            states = (states,)

        def check():
            p = self.process_state(strategy, kind)
            return p if p.get("state") in states else None

        try:
            return wait_until(f"{kind} of {strategy} to be {states}", check, timeout)
        except AssertionError as e:
            p = self.process_state(strategy, kind)
            out = self.get(f"strategies/{strategy}/processes/{kind}/output").body
            raise AssertionError(
                f"{e}\n{json.dumps(p, indent=1)[:1500]}\n{out[-3000:].decode(errors='replace')}\n{self.console()}"
            ) from None

    def start_process(self, strategy, kind, **body):
        a = self.post(f"strategies/{strategy}/processes/{kind}/start", body)
        assert a.status == 202, a
        return a.json

    def stop_process(self, strategy, kind):
        a = self.post(f"strategies/{strategy}/processes/{kind}/stop")
        assert a.status == 202, a
        return a.json

    def start_run(self, strategy, **body):
        a = self.post(f"strategies/{strategy}/runs", body)
        assert a.status == 202, a
        return a.json["id"]

    def run(self, run_id):
        return self.get(f"runs/{run_id}").json

    def wait_run(self, run_id, states=("done", "restored"), timeout=60):
        def check():
            r = self.run(run_id)
            return r if r.get("state") in states else None

        try:
            return wait_until(f"run {run_id} to be {states}", check, timeout)
        except AssertionError as e:
            raise AssertionError(
                f"{e}\n{json.dumps(self.run(run_id), indent=1)}\n{self.console()}"
            ) from None

    def wait_step(self, run_id, step, states=("running",), timeout=60):
        """Waits until a step of a run is in one of `states`."""

        def check():
            r = self.run(run_id)
            s = next(x for x in r["steps"] if x["name"] == step)
            if s["state"] in states:
                return s
            assert r["state"] not in ("done", "restored"), json.dumps(r, indent=1)
            return None

        return wait_until(f"step {step} to be {states}", check, timeout)

    # -- ends ----------------------------------------------------------------

    def kill9(self):
        self.process.kill()
        self.process.wait(10)

    def stop(self, timeout=45):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                return self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError("did not end on SIGTERM\n" + self.console())
        return self.process.returncode if self.process else None

    def clean_up(self):
        """Ends the manager and whatever ran under it, by pid."""
        with contextlib.suppress(Exception):
            if self.process.poll() is None:
                self.post("trading/stop")
        with contextlib.suppress(Exception):
            self.stop()
        for pid in self.own_pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.log.close()

    def own_pids(self):
        """Processes whose command line or environment names our folders."""
        marks = [str(self.folder).encode(), str(self.freqtrade.folder).encode()]
        mine = []
        for p in pathlib.Path("/proc").iterdir():
            if not p.name.isdigit() or int(p.name) == os.getpid():
                continue
            with contextlib.suppress(OSError):
                text = (p / "cmdline").read_bytes() + (p / "environ").read_bytes()
                cwd = os.readlink(p / "cwd").encode()
                if any(m in text or cwd.startswith(m) for m in marks) and any(
                    n in (p / "cmdline").read_bytes()
                    for n in (b"ftm-shim", b"freqtrade", b"ftmanager")
                ):
                    mine.append(int(p.name))
        return mine


def alive(pid):
    """Whether a process runs (a zombie does not)."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
