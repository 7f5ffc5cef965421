import { describe, expect, it } from "vitest";
import type { Event, Snapshot } from "../src/protocol";
import { backoff, Cursor } from "../src/resume";

const snapshot = (offset: number, epoch = "e1"): Snapshot => ({ op: "snapshot", topic: "state", epoch, offset, data: {} });
const event = (offset: number, after: number): Event => ({ op: "event", topic: "state", offset, after, type: "run", data: {} });

describe("the cursor of a topic", () => {
  it("asks for everything at first and for what is missing later", () => {
    const c = new Cursor();
    expect(c.topic("state")).toEqual({ name: "state" });
    c.snapshot(snapshot(7));
    expect(c.topic("state")).toEqual({ name: "state", epoch: "e1", offset: 7 });
  });
  it("applies what follows on, though other topics took numbers between", () => {
    const c = new Cursor();
    c.snapshot(snapshot(7));
    expect(c.event(event(9, 7))).toBe("apply");
    expect(c.event(event(15, 9))).toBe("apply");
    expect(c.topic("state").offset).toBe(15);
  });
  it("skips what it has already (sent again after a resume)", () => {
    const c = new Cursor();
    c.snapshot(snapshot(7));
    expect(c.event(event(6, 5))).toBe("skip");
    expect(c.event(event(9, 7))).toBe("apply");
    expect(c.event(event(9, 7))).toBe("skip");
  });
  it("proves a gap (mistake 2: the client saw 70 of 203)", () => {
    const c = new Cursor();
    c.snapshot(snapshot(7));
    expect(c.event(event(12, 10))).toBe("gap");
    expect(c.topic("state").offset).toBe(7);
  });
  it("follows on from before the snapshot's number", () => {
    const c = new Cursor();
    c.snapshot(snapshot(20));
    expect(c.event(event(23, 12))).toBe("apply");
  });
  it("calls events before any snapshot a gap", () => expect(new Cursor().event(event(1, 0))).toBe("gap"));
  it("forgets a topic that is left", () => {
    const c = new Cursor();
    c.snapshot(snapshot(7));
    c.forget("state");
    expect(c.topic("state")).toEqual({ name: "state" });
  });
});

describe("waiting before the next try", () => {
  it("grows and has an end", () => {
    expect(backoff(1, 0.5)).toBeCloseTo(0.3);
    expect(backoff(3, 0.5)).toBeCloseTo(1.2);
    expect(backoff(50, 0.5)).toBeCloseTo(15);
  });
});
