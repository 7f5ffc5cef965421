import { describe, expect, it } from "vitest";
import { Batch } from "../src/batch";

function page() {
  const state = { hidden: false, frames: [] as (() => void)[], timers: [] as (() => void)[], got: [] as number[][] };
  const run = (list: (() => void)[]) => list.splice(0).forEach((f) => f());
  const batch = new Batch<number>((all) => state.got.push(all), {
    hidden: () => state.hidden, frame: (f) => state.frames.push(f), later: (f) => state.timers.push(f),
  });
  return { state, batch, frame: () => run(state.frames), timer: () => run(state.timers) };
}

describe("messages of a frame", () => {
  it("are handed on together", () => {
    const p = page();
    p.batch.add(1);
    p.batch.add(2);
    expect(p.state.frames.length).toBe(1);
    p.frame();
    expect(p.state.got).toEqual([[1, 2]]);
  });
  it("do not wait for a frame of a hidden page", () => {
    const p = page();
    p.state.hidden = true;
    p.batch.add(1);
    p.timer();
    expect(p.state.got).toEqual([[1]]);
  });
  it("that were planned before the page was hidden come all the same, and so do later ones", () => {
    const p = page();
    p.batch.add(1); // planned for a frame that a hidden page never gets
    p.state.hidden = true;
    p.batch.visibilityChanged();
    p.batch.add(2);
    p.timer();
    expect(p.state.got).toEqual([[1, 2]]);
    p.batch.add(3);
    p.timer();
    expect(p.state.got).toEqual([[1, 2], [3]]);
  });
  it("come at once when the page is seen again, and only once", () => {
    const p = page();
    p.batch.add(1);
    p.state.hidden = true;
    p.batch.visibilityChanged();
    p.state.hidden = false;
    p.batch.visibilityChanged();
    expect(p.state.got).toEqual([[1]]);
    p.timer();
    p.frame();
    expect(p.state.got).toEqual([[1]]);
  });
});
