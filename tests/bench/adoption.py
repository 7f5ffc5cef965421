"""How soon a new manager has what a killed one has left."""

import time


def adoption(make, isolate, bots=20, times=5):
    """kill -9, start: until the API shows every bot as ready, with its old pid.
    Bots of one manager, all alive throughout."""
    names = [f"S{i}" for i in range(bots)]
    m = make(isolate=isolate, strategies=names).start()
    for s in names:
        m.start_process(s, "trade")
    pids = {s: m.wait_process(s, "trade", "ready")["pid"] for s in names}
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
    return {"bots": bots, "median_ms": round(took[len(took) // 2] * 1000, 1), "max_ms": round(took[-1] * 1000, 1)}
