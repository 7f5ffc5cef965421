import { describe, expect, it } from "vitest";
import { runBy } from "../src/labels";
import { runName, shownRun, wholeCycle } from "../src/progress";
import { stepNames, type Run, type StepName } from "../src/protocol";
import { readable, verdictText } from "../src/verdict";
import { modeCounts, modeWord, outcomeText, sentence } from "../src/words";

const run = (id: string, names: readonly StepName[], more: Partial<Run> = {}): Run => ({
  id, strategy: "A", trigger: "manual", by: "token", state: "done", reason: null, step: null, started_at: "2026-01-01T00:00:00Z", ended_at: null, outcome: "",
  steps: names.map((name) => ({ name, state: "done", started_at: null, ended_at: null, attempts: 1, launch: null, error: null, progress: null })), ...more,
});
const extraction = (id: string, more: Partial<Run> = {}) => run(id, ["extract"], more);

describe("modes", () => {
  it("are named, the unknown one too", () => expect([true, false, null, undefined].map(modeWord)).toEqual(["LIVE", "DRY RUN", "MODE UNKNOWN", "MODE UNKNOWN"]));
  it("are counted, live money first", () => {
    expect(modeCounts([false, true, true])).toBe("2 live, 1 dry run");
    expect(modeCounts([null, false])).toBe("1 dry run, 1 of unknown mode");
    expect(modeCounts([])).toBe("");
  });
});

describe("outcomes", () => {
  it("are whole words with a capital letter", () => expect(outcomeText(run("r", stepNames, { outcome: "epoch 50 was chosen" }))).toBe("Epoch 50 was chosen"));
  it("do not say done twice", () => {
    expect(outcomeText(run("r", stepNames, { outcome: "done" }))).toBe("");
    expect(outcomeText(run("r", stepNames, { outcome: "Done." }))).toBe("");
  });
  it("of a single step are what the step says", () => {
    const r = extraction("r", { outcome: "done" });
    r.steps[0]!.note = "params of line 68 are in A.json";
    expect(outcomeText(r)).toBe("Params of line 68 are in A.json");
  });
  it("name a person, not a token", () => expect(outcomeText(run("r", stepNames, { state: "restored", outcome: "cancelled by token; trade runs again" }))).toBe("Cancelled by you; trade runs again"));
});

describe("who began a run", () => {
  it("is you, the schedule or a program", () => {
    expect(runBy(run("r", stepNames))).toBe("by you");
    expect(runBy(run("r", stepNames, { trigger: "schedule", by: "schedule" }))).toBe("by schedule");
    expect(runBy(run("r", stepNames, { trigger: "api" }))).toBe("by API");
    expect(runBy(run("r", stepNames, { trigger: "manual", by: "anna" }))).toBe("by anna");
  });
});

describe("the run on the track", () => {
  const cycle = run("c", stepNames);
  it("is the newest whole cycle, not the extraction after it", () => expect(shownRun([extraction("x"), cycle, run("old", stepNames)])?.id).toBe("c"));
  it("is what goes on, whatever its steps", () => expect(shownRun([extraction("x", { state: "running" }), cycle])?.id).toBe("x"));
  it("is a part where there is no whole cycle", () => {
    expect(shownRun([extraction("x")])?.id).toBe("x");
    expect(shownRun([])).toBeNull();
  });
  it("has a name by its steps", () => {
    expect(wholeCycle(cycle)).toBe(true);
    expect([cycle, extraction("x"), run("p", ["hyperopt", "evaluate"])].map(runName)).toEqual(["Cycle", "Extraction", "Part of a cycle"]);
  });
});

describe("a verdict", () => {
  const v = (rank: number, text: string) => ({ line: 1, rank, removed_by: -1, found: [], sentence: text });
  it("takes its count from what the manager tells, not from an older answer", () => {
    expect(verdictText(v(1, "the winner of 3 epochs that pass"), true, 5)).toBe("The winner of 5 epochs that pass.");
    expect(verdictText(null, true, 1)).toBe("The winner of 1 epoch that passes.");
  });
  it("of the choice of a moment ago does not claim to win", () => expect(verdictText(v(1, "the winner of 3 epochs that pass"), false, 4)).not.toMatch(/winner/));
  it("of a file that nobody follows is the answer", () => expect(verdictText(v(1, "the winner of 3 epochs that pass"), true, null)).toBe("The winner of 3 epochs that pass."));
  it("reads like the rest of the page", () => {
    expect(readable("max_drawdown 3.41 is not <= 2")).toBe("drawdown 3.41 is not ≤ 2");
    expect(readable("profit_total_pct -3.817 is not >= 0")).toBe("profit −3.817 is not ≥ 0");
    expect(sentence("it made no trade")).toBe("It made no trade.");
  });
});
