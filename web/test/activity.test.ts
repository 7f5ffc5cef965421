import { describe, expect, it } from "vitest";
import { newest, ofHyperopt, ofProcess, ofRun, remember, type Moment } from "../src/activity";
import { stepNames, type Epoch, type Hyperopt, type Process, type Run } from "../src/protocol";
import { idle, Store } from "../src/store";
import { bot } from "./fixtures";

const winner = { line: 50, epoch: 50, profit_total_pct: 1.31 } as Epoch;
const hyperopt = (launch: string): Hyperopt => ({ strategy: "A", launch, file: "f", generation: 1, epochs: 80, wanted: 80, rejected_lines: 0, remaining: [80, 12], winner, favourite: null });
const run = (more: Partial<Run> = {}): Run => ({
  id: "r1", strategy: "A", trigger: "schedule", state: "done", reason: null, step: null, started_at: "2026-01-01T00:00:00Z", ended_at: "2026-01-01T00:01:00Z", outcome: "done",
  steps: stepNames.map((name) => ({ name, state: "done", started_at: null, ended_at: null, attempts: 1, launch: null, error: null, progress: null })), ...more,
});
const trade = (more: Partial<Process>): Process => ({ ...idle("A", "trade"), live: false, started_at: "2026-01-01T00:00:00Z", ...more });
const texts = (x: Moment[]) => x.map((m) => m.text);

describe("activity", () => {
  it("tells a cycle with its choice and no ids", () => {
    expect(texts(ofRun(run(), hyperopt("r1.hyperopt.1")))).toEqual(["cycle began by schedule", "cycle done, epoch 50 chosen, +1.31 %"]);
    expect(texts(ofRun(run({ outcome: "Epoch 7 was chosen" }), hyperopt("r0.hyperopt.1")))[1]).toBe("cycle done: epoch 7 was chosen");
    expect(texts(ofRun(run({ state: "restored", reason: "cancelled", outcome: "cancelled by token" })))[1]).toBe("cycle cancelled: Cancelled by you");
  });
  it("tells how trade fares, with its mode", () => {
    expect(texts(ofProcess(trade({ state: "ready", launch: "r1.restart_trade.1" }), false))).toEqual(["trade started again (dry run)"]);
    expect(texts(ofProcess(trade({ state: "ready", launch: "x", live: true }), true))).toEqual(["trade started (live)"]);
    expect(texts(ofProcess(trade({ state: "held", launch: "x" }), false))).toContain("trade paused for the cycle");
    expect(texts(ofProcess(trade({ state: "failed", launch: "x", error: "exit code 1" }), false))).toContain("trade crashed: exit code 1");
  });
  it("dates what a living bot came to by when it came to it", () => {
    const since = "2026-01-01T09:00:00Z";
    const told = (state: Process["state"], at: string | null) => ofProcess(trade({ state, launch: "x" }), false, at).slice(1).map((m) => [m.at, m.text]);
    expect(told("hung", since)).toEqual([[since, "trade gives no sign of life"]]);
    expect(told("unkept", since)).toEqual([[since, "the keeper of trade is gone"]]);
    // Nobody told when: its alert says so, and its start is no time of it.
    expect(told("hung", null)).toEqual([]);
    expect(told("unkept", null)).toEqual([]);
  });
  it("tells each time that a bot hung", () => {
    const hung = (at: string) => ofProcess(trade({ state: "hung", launch: "x" }), false, at);
    const all = remember(remember(new Map(), hung("2026-01-01T09:00:00Z")), hung("2026-01-01T11:00:00Z"));
    expect([...all.values()].filter((m) => m.text.includes("no sign")).map((m) => m.at)).toEqual(["2026-01-01T09:00:00Z", "2026-01-01T11:00:00Z"]);
  });
  it("takes that time from the event, else from the bot's own word", () => {
    const hung = trade({ state: "hung", launch: "x" });
    const timeOf = (s: Store) => [...s.moments.value.values()].find((m) => m.text.includes("no sign"))?.at;
    const seen = new Store();
    seen.apply([
      { op: "snapshot", topic: "state", epoch: "e", offset: 0, data: { process: [trade({ state: "ready", launch: "x" })] } },
      { op: "event", topic: "state", offset: 1, at: "2026-01-01T09:00:00Z", type: "process", data: hung },
    ]);
    expect(timeOf(seen)).toBe("2026-01-01T09:00:00Z");
    const late = new Store();
    late.apply([{ op: "snapshot", topic: "state", epoch: "e", offset: 0, data: { process: [{ ...hung, bot: bot({ launch: "x", last_process: "2026-01-01T08:59:00Z" }) }] } }]);
    expect(timeOf(late)).toBe("2026-01-01T08:59:00Z");
  });
  it("leaves the steps of a run to the run, unless they fail", () => {
    const p = (state: Process["state"], launch: string): Process => ({ ...idle("A", "backtest"), state, launch, started_at: "2026-01-01T00:00:00Z", ended_at: "2026-01-01T00:00:09Z", error: state === "failed" ? "exit code 2" : null });
    expect(ofProcess(p("completed", "r1.backtest.1"), null)).toEqual([]);
    expect(texts(ofProcess(p("failed", "r1.backtest.1"), null))).toContain("backtest failed: exit code 2");
    expect(texts(ofProcess(p("completed", "A.12"), null))).toEqual(["backtest started", "backtest completed after 9 s"]);
  });
  it("replaces its own words and keeps the newest first", () => {
    let all = remember(new Map(), ofHyperopt(hyperopt("l"), "2026-01-01T00:00:01Z"));
    expect(remember(all, ofHyperopt(hyperopt("l"), "2026-01-01T00:00:09Z"))).toBe(all);
    const next = { ...hyperopt("l"), winner: { ...winner, epoch: 51 } };
    all = remember(all, [...ofHyperopt(next, "2026-01-01T00:00:02Z"), ...ofRun(run())]);
    expect(texts(newest([...all.values()], 2))).toEqual(["cycle done", "hyperopt: epoch 51 leads with +1.31 %"]);
    for (let i = 0; i < 900; ++i) all = remember(all, ofRun(run({ id: `r${i}` })));
    expect(all.size).toBeLessThanOrEqual(202);
  });
  it("is fed by the store with what comes and with what is", () => {
    const s = new Store();
    s.apply([{ op: "snapshot", topic: "state", epoch: "e", offset: 0, data: { process: [trade({ state: "ready", launch: "x" })], run: [run()] } }]);
    s.apply([{ op: "event", topic: "state", offset: 1, at: "2026-01-01T00:02:00Z", type: "hyperopt", data: hyperopt("l") }]);
    expect([...s.moments.value.values()].map((x) => x.text)).toEqual(["trade started (dry run)", "cycle began by schedule", "cycle done", "hyperopt: epoch 50 leads with +1.31 %"]);
  });
});
