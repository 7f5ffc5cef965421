import { describe, expect, it } from "vitest";
import type { Process } from "../src/protocol";
import { idle } from "../src/store";
import { tally, type Trade } from "../src/tally";

const one = (state: Process["state"], live: boolean | null, more: Partial<Process> = {}): Trade =>
  ({ p: { ...idle(`${state}-${live}`, "trade"), state, ...more }, bot: null, live });

describe("a tally of the bots", () => {
  it("counts the money of a bot that hangs or lost its keeper", () => {
    for (const state of ["hung", "unkept", "stopping", "running", "ready"] as const) {
      const x = tally([one(state, true)]);
      expect(x.live.map((y) => y.p.strategy), state).toEqual([`${state}-true`]);
    }
    for (const state of ["idle", "stopped", "failed", "given_up", "held", "backing_off"] as const)
      expect(tally([one(state, true)]).live, state).toEqual([]);
  });
  it("names what is not as it should be", () => {
    expect(tally([one("hung", true), one("unkept", true), one("failed", false), one("given_up", false), one("ready", false)]))
      .toMatchObject({ trading: 1, rest: "1 hung, 1 unkept, 2 failed", others: "1 dry run", unknown: false });
    expect(tally([one("ready", true), one("starting", true)])).toMatchObject({ trading: 2, rest: "" });
  });
  it("calls no bot trading that was told to stop, though its money is at stake", () => {
    const x = tally([one("running", true, { worker_state: "stopped" }), one("ready", true, { worker_state: "paused" })]);
    expect(x).toMatchObject({ trading: 1, rest: "1 not trading" });
    expect(x.live).toHaveLength(2);
  });
  it("owns to a mode that nobody knows", () => expect(tally([one("unkept", null)])).toMatchObject({ unknown: true, others: "1 of unknown mode" }));
});
