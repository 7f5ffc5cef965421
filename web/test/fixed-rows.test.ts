import { describe, expect, it } from "vitest";
import { windowOf } from "../src/components/fixed-rows";

const at = (top: number, count: number) => windowOf({ top, height: 540, count, size: 27, overscan: 4 });

describe("a window over rows", () => {
  it("draws what is in sight and a few more, with the space of the others", () => {
    expect(at(0, 1000)).toEqual({ first: 0, end: 24, before: 0, after: 976 * 27 });
    expect(at(2700, 1000)).toEqual({ first: 96, end: 124, before: 96 * 27, after: 876 * 27 });
    expect(at(9e9, 1000)).toEqual({ first: 976, end: 1000, before: 976 * 27, after: 0 });
    expect(at(0, 3)).toEqual({ first: 0, end: 3, before: 0, after: 0 });
    expect(at(50, 0)).toEqual({ first: 0, end: 0, before: 0, after: 0 });
  });
  it("reaches the last of ten million rows without being higher than browsers can draw", () => {
    const count = 10_000_000;
    for (const top of [0, 1, 1000, 7_000_000, 14_999_460, 9e9]) {
      const w = at(top, count);
      expect(w.before + w.after + (w.end - w.first) * 27).toBeCloseTo(15_000_000, 3);
      expect(w.end - w.first).toBeLessThan(40);
      // The rows cover what is in sight.
      const seen = Math.min(top, 15_000_000 - 540);
      expect(w.before).toBeLessThanOrEqual(seen);
      expect(w.before + (w.end - w.first) * 27).toBeGreaterThanOrEqual(seen + 540 - 1e-6);
    }
    expect(at(0, count).first).toBe(0);
    expect(at(14_999_460, count).end).toBe(count);
  });
});
