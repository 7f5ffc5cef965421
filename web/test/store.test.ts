import { describe, expect, it } from "vitest";
import type { Event, Facts, Part, Process, Run, Snapshot, Strategy } from "../src/protocol";
import { alive, idle, Store, stoppable } from "../src/store";
import { bot } from "./fixtures";

const facts = (x: Partial<Facts>): Facts => ({ part: [], process: [], stats: [], hyperopt: [], strategy: [], schedule: [], run: [], line: [], ...x });
const process = (state: Process["state"], kind: Process["kind"] = "trade"): Process => ({ ...idle("A", kind), state });
const run = (id: string, started_at: string, state: Run["state"]): Run => ({
  id, strategy: "A", trigger: "manual", state, reason: null, step: null, started_at, ended_at: null, outcome: "", steps: [],
});
const event = (type: Event["type"], data: unknown, at?: string): Event => ({ op: "event", topic: "state", offset: 1, type, at, data });
const snapshot = (data: Facts): Snapshot => ({ op: "snapshot", topic: "state", epoch: "e", offset: 0, data });

describe("what was never launched", () => {
  const part = (state: Part["state"]): Part => ({ part: "supervisor", state, pid: 1, restarts: 0, since: "2026-01-01T00:00:00Z", note: "" });
  const never = (data: Partial<Facts>) => {
    const s = new Store();
    s.snapshot("state", data);
    return s.neverLaunched("A", "backtest");
  };
  it("is known while the supervisor is there to tell", () => {
    expect(never({ part: [part("ready")] })).toBe(true);
    expect(never({ part: [part("unreachable")] })).toBe(false);
    expect(never({ part: [part("ready")], process: [{ ...idle("A", "backtest"), launch: "l1" }] })).toBe(false);
  });
});

describe("the store", () => {
  it("holds what the snapshot says and nothing older", () => {
    const s = new Store();
    s.apply([snapshot(facts({ process: [process("ready")], run: [run("r1", "2026-01-01T00:00:00Z", "done")] }))]);
    expect(s.process("A", "trade").state).toBe("ready");
    s.apply([snapshot(facts({}))]);
    expect(s.process("A", "trade").state).toBe("idle");
    expect(s.runOf("A")).toBeNull();
  });
  it("replaces whole shapes by their key", () => {
    const s = new Store();
    s.apply([snapshot(facts({ process: [process("ready")] })), event("process", process("stopping")), event("process", process("running", "hyperopt"))]);
    expect(s.process("A", "trade").state).toBe("stopping");
    expect(s.process("A", "hyperopt").state).toBe("running");
  });
  it("shows the run that goes on before a newer one that ended", () => {
    const s = new Store();
    s.apply([event("run", run("r1", "2026-01-02T00:00:00Z", "done")), event("run", run("r2", "2026-01-01T00:00:00Z", "running"))]);
    expect(s.runOf("A")?.id).toBe("r2");
  });
  it("reads figures beside the names and below stats", () => {
    const s = new Store();
    s.apply([event("process", process("ready")),
      event("stats", { strategy: "A", kind: "trade", cpu_pct: 3, rss_bytes: 10, threads: 2, processes: 1, peaks: { cpu_pct: 9, rss_bytes: 20 } }, "2026-01-01T00:00:00Z")]);
    expect(s.usageOf(s.process("A", "trade"))?.stats.cpu_pct).toBe(3);
    s.apply([event("stats", { strategy: "A", kind: "trade", stats: { cpu_pct: 4, rss_bytes: 11, threads: 2, processes: 1 }, peaks: { cpu_pct: 9, rss_bytes: 20 } }, "2026-01-01T00:00:02Z")]);
    const u = s.usageOf(s.process("A", "trade"))!;
    expect(u.points.map((x) => x.cpu)).toEqual([3, 4]);
    expect(u.peaks.cpu_pct).toBe(9);
  });
  it("reads the figures of a snapshot's process, and goes on from them", () => {
    const s = new Store();
    const stats = { cpu_pct: 3, rss_bytes: 10, threads: 2, processes: 1, pss_bytes: 7 };
    const p = { ...process("ready"), launch: "l1", stats, peaks: { cpu_pct: 9, rss_bytes: 20 } };
    s.apply([snapshot(facts({ process: [p] }))]);
    expect(s.usageOf(p)!.stats.pss_bytes).toBe(7);
    expect(s.usageOf(p)!.stats.open_files).toBeNull();
    expect(s.usageOf(p)!.peaks.cpu_pct).toBe(9);
    s.apply([event("stats", { strategy: "A", kind: "trade", cpu_pct: 4 }, "2200-01-01T00:00:00Z")]);
    expect(s.usageOf(p)!.points.map((x) => x.cpu)).toEqual([3, 4]);
    expect(s.era.value).toBe(1);
  });
  it("puts the past that was asked for before what came live", () => {
    const s = new Store();
    s.apply([event("process", process("ready")), event("stats", { strategy: "A", kind: "trade", cpu_pct: 3 }, "2026-01-01T00:00:10Z")]);
    s.history("A", "trade", { launch: "", interval_ms: 2000, points: [{ at: "2026-01-01T00:00:08Z", cpu_pct: 1, rss_bytes: 1 }] });
    expect(s.usageOf(s.process("A", "trade"))!.points.map((x) => x.cpu)).toEqual([1, 3]);
  });
  it("draws no line from an older launch into a newer one", () => {
    const s = new Store();
    s.apply([event("process", { ...process("ready"), launch: "l1" }), event("stats", { strategy: "A", kind: "trade", cpu_pct: 300 }, "2026-01-01T00:00:00Z"),
      event("process", { ...process("starting"), launch: "l2" }), event("stats", { strategy: "A", kind: "trade", cpu_pct: 3 }, "2026-01-01T00:00:02Z")]);
    expect(s.usageOf(s.process("A", "trade"))!.points.map((x) => x.cpu)).toEqual([3]);
  });
  it("shows no figures of a process that ended", () => {
    const s = new Store();
    s.apply([event("stats", { strategy: "A", kind: "trade", cpu_pct: 3, rss_bytes: 10 }), event("process", process("stopped"))]);
    expect(s.usageOf(s.process("A", "trade"))).toBeNull();
  });
  it("appends lines and keeps an end", () => {
    const s = new Store();
    const line = (text: string) => ({ at: "", level: "info" as const, part: "p", strategy: null, text });
    s.apply([{ op: "snapshot", topic: "log", epoch: "e", offset: 0, data: { line: [line("a")] } }, event("line", line("b"))]);
    expect(s.lines.value.map((x) => x.text)).toEqual(["a", "b"]);
    for (let i = 0; i < 6000; ++i) s.event("line", line(String(i)));
    expect(s.lines.value.length).toBe(5000);
  });
  it("ignores types that it does not know", () => {
    const s = new Store();
    expect(() => s.apply([event("weather" as Event["type"], {})])).not.toThrow();
  });
});

describe("a bot's own figures", () => {
  const ready = (more: Partial<Process> = {}) => ({ ...process("ready"), launch: "l1", ...more });
  it("come with its process and alone, the newest counts", () => {
    const s = new Store();
    s.apply([snapshot(facts({ process: [ready({ bot: bot({ open_trades: 1 }) })] }))]);
    expect(s.botOf(ready())?.open_trades).toBe(1);
    s.apply([event("bot", { strategy: "A", ...bot({ open_trades: 2 }) })]);
    expect(s.botOf(ready())?.open_trades).toBe(2);
    s.apply([event("process", ready({ bot: bot({ open_trades: 3 }) }))]);
    expect(s.botOf(ready())?.open_trades).toBe(3);
  });
  it("of an older manager are absent, and nothing breaks", () => {
    const s = new Store();
    s.apply([snapshot(facts({ process: [ready()] })), event("process", ready())]);
    expect(s.botOf(ready())).toBeNull();
    s.apply([event("bot", { strategy: "A", ...bot() }), event("process", ready())]);
    expect(s.botOf(ready())).not.toBeNull(); // a shape that does not speak of it takes nothing away
  });
  it("go with it: when it ends, with another launch, when its REST is off", () => {
    const s = new Store();
    s.apply([event("bot", { strategy: "A", ...bot() })]);
    expect(s.botOf({ ...ready(), state: "stopped" })).toBeNull();
    expect(s.botOf(ready({ launch: "l2" }))).toBeNull();
    expect(s.botOf({ ...ready(), kind: "hyperopt" })).toBeNull();
    s.apply([event("process", ready({ bot: null }))]);
    expect(s.botOf(ready())).toBeNull();
  });
});

describe("since when a process is what it is", () => {
  it("is when the change was told, and not known of a snapshot", () => {
    const s = new Store();
    s.apply([snapshot(facts({ process: [process("ready")] }))]);
    expect(s.sinceOf(process("ready"))).toBeNull();
    s.apply([event("process", process("hung"), "2026-01-01T00:00:05Z"), event("process", process("hung"), "2026-01-01T00:00:09Z")]);
    expect(s.sinceOf(process("hung"))).toBe("2026-01-01T00:00:05Z");
    s.apply([snapshot(facts({ process: [process("hung")] }))]);
    expect(s.sinceOf(process("hung"))).toBe("2026-01-01T00:00:05Z");
    s.apply([snapshot(facts({ process: [process("ready")] }))]);
    expect(s.sinceOf(process("ready"))).toBeNull();
  });
});

describe("a process", () => {
  it("that backs off can be stopped although it is not alive", () => {
    expect(alive(process("backing_off"))).toBe(false);
    expect(stoppable(process("backing_off"))).toBe(true);
    expect(stoppable(process("stopping"))).toBe(false);
    expect(stoppable(process("unkept"))).toBe(true);
  });
  it("that would start again by itself is covered by stop all trading", () => {
    const trade = (state: Process["state"], more: Partial<Process>): Process => ({ ...process(state), ...more });
    expect(stoppable(trade("held", { held_by: "r1", wanted: true }))).toBe(true);
    expect(stoppable(trade("failed", { wanted: true }))).toBe(true);
    expect(stoppable(trade("given_up", { wanted: true }))).toBe(true);
    expect(stoppable(trade("stopped", { wanted: true }))).toBe(true); // released, about to be started
    expect(stoppable(trade("stopping", { wanted: true, held_by: "r1" }))).toBe(true);
    expect(stoppable(trade("stopped", {}))).toBe(false);
    expect(stoppable(trade("failed", {}))).toBe(false);
    expect(stoppable({ ...process("failed", "hyperopt"), wanted: true })).toBe(false);
  });
});

describe("the mode of trade", () => {
  const strategy = (live?: boolean | null): Strategy => ({ strategy: "A", enabled: true, config_revision: 1, steps: [], scheduled: false, criteria: [], params_version: null, live });
  const mode = (state: Process["state"], launched: boolean | null, config?: boolean | null) => {
    const s = new Store();
    s.apply([snapshot(facts({ process: [{ ...process(state), live: launched }], strategy: [strategy(config)] }))]);
    return s.mode(s.process("A", "trade"));
  };
  it("of an idle bot is what its config says now", () => {
    expect(mode("idle", null, true)).toBe(true);
    expect(mode("stopped", false, true)).toBe(true);
  });
  it("of a running bot is that of its launch", () => expect(mode("ready", true, false)).toBe(true));
  it("is not known where nobody knows it", () => {
    expect(mode("idle", null, null)).toBeNull();
    expect(mode("stopped", false, null)).toBeNull();
    expect(mode("ready", null, false)).toBeNull();
  });
});
