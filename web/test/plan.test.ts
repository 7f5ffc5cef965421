import { describe, expect, it } from "vitest";
import { tradeOutlook } from "../src/plan";
import { stepNames, type StepName } from "../src/protocol";

const without = (...off: StepName[]) => stepNames.filter((x) => !off.includes(x));

describe("what a run means for trade", () => {
  it("is a stop at once and a start at the end of a whole cycle", () =>
    expect(tradeOutlook(stepNames, true, true)).toMatch(/^LIVE trade is stopped at once and started again with the new parameters at the end; if the run fails or is cancelled, with the old ones\.$/));
  it("is a lasting stop without Restart, unless the run fails", () =>
    expect(tradeOutlook(without("restart_trade"), true, false)).toMatch(/^DRY RUN trade is stopped at once and stays stopped: Restart is not ticked\. Only if the run fails or is cancelled is it started again\.$/));
  it("is no stop before Restart without Stop trade", () =>
    expect(tradeOutlook(without("stop_trade"), true, true)).toMatch(/^LIVE trade goes on until Restart/));
  it("is nothing without either", () =>
    expect(tradeOutlook(without("stop_trade", "restart_trade"), true, true)).toMatch(/^LIVE trade goes on untouched\. It reads the new parameters when it is next started\.$/));
  it("promises no new parameters where none are extracted", () => {
    expect(tradeOutlook(without("extract"), true, false)).not.toMatch(/parameters/);
    expect(tradeOutlook(["stop_trade", "restart_trade"], true, false)).toMatch(/whatever becomes of the run/);
  });
  it("never calls an unknown mode a dry run", () => {
    expect(tradeOutlook(stepNames, true, null)).toMatch(/live money or not is not known/);
    expect(tradeOutlook(stepNames, true, null)).not.toMatch(/DRY/);
  });
  it("starts no bot that did not run", () => {
    expect(tradeOutlook(stepNames, false, true)).toMatch(/does not run now, so this run does not start it/);
    expect(tradeOutlook(["hyperopt"], false, true)).toMatch(/does not touch it/);
  });
});
