import { describe, expect, it } from "vitest";
import { Columns } from "../src/columns";
import { ObjectiveData } from "../src/plots/objective-data";

const epochs = (c: Columns, values: (number | null)[], trades = 1) => {
  const line = values.map((_, i) => c.lastLine + i + 1);
  c.append({ line, epoch: line, trades: line.map(() => trades), objective: values });
};

describe("the plot of the objective", () => {
  it("has each epoch and the best so far, while they are few", () => {
    const c = new Columns();
    const d = new ObjectiveData(c);
    epochs(c, [3, null, 4]);
    d.update();
    epochs(c, [1, 2]);
    epochs(c, [-9], 0);
    expect(d.update()).toEqual([[1, 2, 3, 4, 5, 6], [3, null, 4, 1, 2, null], [3, 3, 3, 1, 1, 1]]);
    expect([...d.known()]).toEqual([3, 4, 1, 2]);
  });
  it("keeps the lowest of each few of many, and the best exactly", () => {
    const c = new Columns();
    const d = new ObjectiveData(c);
    let best = Infinity;
    const bests: number[] = [];
    for (let k = 0; k < 10; ++k) {
      const values = Array.from({ length: 15_000 }, (_, i) => Math.cos(i * 12.9898 + k) * 1000 - k);
      for (const x of values) bests.push((best = Math.min(best, x)));
      epochs(c, values);
      d.update();
    }
    const [epoch, low, shown] = d.update();
    expect(epoch.length).toBeLessThanOrEqual(6000);
    expect(epoch.length).toBeGreaterThan(2900);
    expect(shown[shown.length - 1]).toBe(best);
    expect(Math.min(...low.map((x) => x ?? Infinity))).toBe(best);
    for (let i = 0; i < epoch.length; ++i) {
      expect(low[i]).toBe(c.at("objective", epoch[i]! - 1)); // a point is an epoch of the file
      if (i) expect(epoch[i]!).toBeGreaterThan(epoch[i - 1]!);
      expect(shown[i]!).toBeLessThanOrEqual(bests[epoch[i]! - 1]!);
    }
  });
  it("begins anew with another file", () => {
    const c = new Columns();
    const d = new ObjectiveData(c);
    epochs(c, [1, 2]);
    d.update();
    c.clear();
    epochs(c, [7]);
    expect(d.update()).toEqual([[1], [7], [7]]);
  });
});
