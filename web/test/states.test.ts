import { describe, expect, it } from "vitest";
import { tradeNote } from "../src/labels";
import type { Bot, Process } from "../src/protocol";
import { shownLabel, stateWords } from "../src/states";
import { idle } from "../src/store";
import { untilText } from "../src/words";
import { bot } from "./fixtures";

const t = Date.parse("2026-01-01T12:00:00Z");
const at = (seconds: number) => new Date(t + seconds * 1000).toISOString();
const trade = (state: Process["state"], more: Partial<Process> = {}): Process => ({ ...idle("A", "trade"), launch: "l1", state, ...more });
const said = (p: Process, b: Bot | null = null, since: string | null = null) => {
  const w = stateWords(p, t, b, since)!;
  return `${w.head} ${w.why} ${w.next}`.replace(/ +/g, " ").trim();
};

describe("a countdown", () => {
  it.each([[11.2, "in 12 s"], [59, "in 59 s"], [60, "in 1:00"], [64, "in 1:04"], [0, "now"], [-5, "now"]])("of %d s", (s, text) => expect(untilText(at(s), t)).toBe(text));
  it("to a time that nobody knows", () => {
    expect(untilText(null, t)).toBe("in a moment");
    expect(untilText(undefined, t)).toBe("in a moment");
  });
  it("goes on second by second", () => expect([0, 1, 2].map((s) => untilText(at(3), t + s * 1000))).toEqual(["in 3 s", "in 2 s", "in 1 s"]));
  it("stands beside the badge", () => expect(tradeNote(trade("backing_off", { restarts: 2, restart_at: at(12) }), t)).toBe("restart 3 in 12 s"));
});

describe("a state", () => {
  it("that needs nobody has no words", () => {
    for (const s of ["idle", "starting", "running", "ready", "stopping", "stopped", "completed"] as const) expect(stateWords(trade(s), t)).toBeNull();
  });
  it("of backing off counts down, and says which restart it is", () =>
    expect(said(trade("backing_off", { restarts: 2, restart_at: at(12), error: "Could not reach the exchange", exit_code: 1 })))
      .toBe("Trade starts again in 12 s. Could not reach the exchange. This is restart 3."));
  it("of a crash without a message tells its end", () => {
    expect(said(trade("backing_off", { restart_at: at(1), exit_code: 3 }))).toMatch(/It ended with code 3\./);
    expect(said(trade("failed", { exit_signal: 9 }))).toMatch(/Signal 9 ended it\./);
  });
  it("of giving up says why, how often it was tried, and that nothing follows", () => {
    expect(said(trade("given_up", { restarts: 5, error: "no space left.; given up after 5 restarts within 600 s: look for the cause in its output, then start it" })))
      .toBe("Trade is given up. No space left. It was started again 5 times; nothing starts it now until somebody does.");
    expect(said(trade("given_up", { wanted: true }))).toMatch(/nothing starts it now until somebody does, or the machine boots\.$/);
    expect(said(trade("given_up", { error: "Invalid config" }))).toMatch(/It was not started again;/);
  });
  it("of a failure says what starts it, if anything does", () => {
    expect(said(trade("failed", { wanted: true, exit_code: 2 }))).toBe("Trade failed. It ended with code 2. It is started when the machine boots, or when somebody does.");
    expect(said(trade("failed", { exit_code: 2 }))).toBe("Trade failed. It ended with code 2.");
  });
  it("of a bot that was told to stop says that its trades are not minded, by its console or its REST", () => {
    for (const p of [trade("running", { worker_state: "stopped" }), trade("ready", { worker_state: "stopped" })])
      expect(said(p)).toMatch(/^The bot runs, but does not trade\. It is stopped.* minds none of its open ones\./);
    expect(said(trade("running"), bot({ state: "stopped" }))).toMatch(/does not trade/);
    expect(said(trade("ready", { worker_state: "paused" }))).toMatch(/^The bot opens no new trades\..* minds its open trades\./);
    expect(stateWords(trade("ready", { worker_state: "running" }), t, bot({ state: "stopped" }))).toBeNull();
    expect(stateWords(trade("stopping", { worker_state: "stopped" }), t)).toBeNull();
  });
  it("of a hung bot says since when", () => {
    expect(said(trade("hung"), bot({ last_process: at(-600) }))).toMatch(/Its loop ran last at .*, 10 min ago\./);
    expect(said(trade("hung"), null, at(-5))).toMatch(/Noticed at .*, 5 s ago\./);
    expect(said(trade("hung"))).toBe("Trade gives no sign of life. It runs, but may watch no trade. Restart it, or stop it.");
  });
  it("of a lost keeper says what is kept", () => expect(said(trade("unkept", { error: "its shim was lost" })))
    .toMatch(/its keeper was lost\. Its shim was lost\. It goes on and its output is kept, but how it ends will not be known\./));
  it("of a mute keeper does not call it lost", () => expect(said(trade("unkept", { error: "its shim does not answer, so it is not stopped yet" })))
    .toBe("Trade runs, but its keeper does not answer. Its shim does not answer, so it is not stopped yet. It goes on and its output is kept."));
  it("of an end that takes its time says why, and only that", () => {
    expect(said(trade("stopping", { error: "its end cannot be written: No space left on device" })))
      .toBe("Trade is ending. Its end cannot be written: No space left on device.");
    expect(stateWords(trade("stopping", { error: "Could not load markets" }), t)).toBeNull();
  });
  it("of a failure leads with freqtrade's own words", () => {
    const w = stateWords({ ...trade("failed", { error: "Impossible to load Strategy 'X'" }), kind: "backtest" }, t)!;
    expect(w.head).toBe("Backtest failed.");
    expect(w.why).toBe("Impossible to load Strategy 'X'.");
    expect(w.tone).toBe("bad");
  });
  it("of a pause says what follows it", () => {
    expect(said(trade("held", { wanted: true, held_by: "r1" }))).toMatch(/starts again when the cycle ends/);
    expect(said(trade("held", { wanted: false, held_by: "r1" }))).toMatch(/stays stopped/);
  });
});

describe("a badge", () => {
  const text = (state: string | null, of: Process["state"] = "ready") => shownLabel(trade(of), bot({ state })).text;
  it("tells a suspended bot, which the manager calls running, from one that starts up", () => {
    expect(shownLabel(trade("running", { worker_state: "stopped" }), null)).toEqual({ text: "Not trading", icon: "pause", tone: "warn" });
    expect(shownLabel(trade("running"), null).text).toBe("Running");
  });
  it("does not call a bot trading that says it is stopped", () => {
    expect([text("running"), text("stopped"), text("paused"), text(null)]).toEqual(["Trading", "Not trading", "No new trades", "Trading"]);
    expect(shownLabel(trade("ready"), null).text).toBe("Trading");
  });
  it("does not flicker while the bot reloads", () => expect(text("reload_config")).toBe("Trading"));
  it("of a process that is going is the process's own", () => expect(text("stopped", "stopping")).toBe("Stopping"));
});
