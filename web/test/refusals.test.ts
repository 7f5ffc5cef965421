import { beforeEach, describe, expect, it } from "vitest";
import type { Facts, Run } from "../src/protocol";
import { restartRefusal, startRefusal } from "../src/refusals";
import { store } from "../src/store";

const strategy = (enabled: boolean) => ({ strategy: "A", enabled, config_revision: 1, steps: [], scheduled: false, criteria: [], params_version: null });
const run = (state: Run["state"]): Run => ({
  id: "r1", strategy: "A", trigger: "manual", state, reason: null, step: null, started_at: "2026-01-01T00:00:00Z",
  ended_at: state === "done" ? "2026-01-01T00:01:00Z" : null, outcome: "", steps: [],
});
const tell = (data: Partial<Facts>) => store.snapshot("state", data);

describe("what the manager would refuse", () => {
  beforeEach(() => tell({}));
  it("is nothing of an enabled strategy without a run", () => {
    tell({ strategy: [strategy(true)], run: [run("done")] });
    expect([startRefusal("A"), restartRefusal("A")]).toEqual(["", ""]);
  });
  it("is every start of a strategy that is not enabled", () => {
    tell({ strategy: [strategy(false)] });
    expect(startRefusal("A")).toMatch(/not enabled in config\.yaml/);
    expect(restartRefusal("A")).toMatch(/not enabled in config\.yaml/);
  });
  it.each(["running", "waiting", "restoring"] as const)("is a restart while a run is %s, but no start", (state) => {
    tell({ strategy: [strategy(true)], run: [run(state)] });
    expect(restartRefusal("A")).toMatch(/stop trade, then start it/);
    expect(startRefusal("A")).toBe("");
  });
  it("is not told of a strategy that nothing is known of", () => expect([startRefusal("B"), restartRefusal("B")]).toEqual(["", ""]));
});
