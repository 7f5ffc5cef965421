"""How soon a new manager has what a killed one has left."""

import json
import time

KINDS = ("download_data", "backtest", "hyperopt", "hyperopt_show")


def write_history(m, strategies, count):
    """Launches that have ended: `count` of each kind but trade, young enough to
    be kept. As a real one left them, under other names."""
    source = m.state / "run" / strategies[0] / "trade"
    source = next(x for x in source.iterdir() if x.is_dir())
    record = json.loads((source / "launch.json").read_text())
    state = (source / "state.json").read_text()
    end = {"v": 1, "reason": "exited", "code": 0, "signal": None, "requested": None, "duration_ms": 60_000, "log_end": 2}
    end["ended_at"] = time.time_ns()
    for strategy in strategies:
        for kind in KINDS:
            slot = m.state / "run" / strategy / kind
            for i in range(count):
                folder = slot / f"past{i}"
                folder.mkdir(parents=True)
                record.update(seq=i + 1, first=folder.name)
                record["spec"].update(strategy=strategy, kind=kind, launch=folder.name)
                (folder / "launch.json").write_text(json.dumps(record, indent=1))
                (folder / "exit").write_text(json.dumps({**end, "launch": folder.name}))
                (folder / "state.json").write_text(state)
                (folder / "out.log").write_text("x\n")
    return count * len(strategies) * len(KINDS)


def adoption(make, isolate, bots=20, times=5, past=0):
    """kill -9, start: until the API shows every bot as ready, with its old pid.
    Bots of one manager, all alive throughout; `past` launches of each other kind
    lie beside them."""
    names = [f"S{i}" for i in range(bots)]
    m = make(isolate=isolate, strategies=names).start()
    for s in names:
        m.start_process(s, "trade")
    pids = {s: m.wait_process(s, "trade", "ready")["pid"] for s in names}
    launches = write_history(m, names, past)
    took = []

    def adopted():
        # What a killed warden left still answers for a moment.
        if not m.is_ours(m.request("GET", "/readyz", login=False).json["parts"]):
            return False
        data = m.get("state").json["data"]
        found = {p["strategy"]: p["pid"] for p in data["process"] if p["state"] == "ready"}
        return found == pids

    for _ in range(times):
        m.kill9()
        m.log.close()
        begin = time.monotonic()
        m.start(wait=False)
        while True:
            try:
                if adopted():
                    break
            except (OSError, ValueError, KeyError):
                pass
            if time.monotonic() - begin > 30:
                raise SystemExit(m.console())
            time.sleep(0.002)
        took.append(time.monotonic() - begin)
    m.clean_up()
    took.sort()
    return {"bots": bots, "past_launches": launches, "median_ms": round(took[len(took) // 2] * 1000, 1), "max_ms": round(took[-1] * 1000, 1)}
