import { describe, expect, it } from "vitest";
import { barOf, placeOf, windowOf, type Place, type Rows } from "../src/components/fixed-rows";

const rows = (count: number): Rows => ({ count, size: 27, height: 540 });
const at = (top: number, count: number) => windowOf({ top, at: top }, rows(count), 4);
const highest = 10_000_000;

describe("a window over few rows", () => {
  it("draws what is in sight and a few more, with the space of the others", () => {
    expect(at(0, 1000)).toEqual({ first: 0, end: 24, before: 0, after: 976 * 27 });
    expect(at(2700, 1000)).toEqual({ first: 96, end: 124, before: 96 * 27, after: 876 * 27 });
    expect(at(1000 * 27 - 540, 1000)).toEqual({ first: 976, end: 1000, before: 976 * 27, after: 0 });
    expect(at(0, 3)).toEqual({ first: 0, end: 3, before: 0, after: 0 });
    expect(at(0, 0)).toEqual({ first: 0, end: 0, before: 0, after: 0 });
  });
  it("stands where the bar stands", () => {
    expect(placeOf({ top: 0, at: 0 }, 20_000, rows(1000))).toEqual({ top: 20_000, at: 20_000 });
    expect(barOf({ top: 20_000, at: 20_000 }, rows(1000))).toBeNull();
  });
});

describe("a window over ten million rows", () => {
  const many = rows(10_000_000);
  const far = many.count * 27 - 540;
  const covers = (p: Place) => {
    const w = windowOf(p, many, 4);
    expect(w.before + w.after + (w.end - w.first) * 27).toBeCloseTo(highest, 3);
    expect(w.end - w.first).toBeLessThan(40);
    expect(w.before).toBeLessThanOrEqual(p.top);
    expect(w.before + (w.end - w.first) * 27).toBeGreaterThanOrEqual(p.top + 540 - 1e-6);
  };
  /** As the element does it: the bar moves, and is set where it should be. */
  const move = (p: Place, by: number): Place => {
    let next = placeOf(p, Math.min(highest - 540, Math.max(0, p.top + by)), many);
    const bar = barOf(next, many);
    if (bar !== null) next = { top: bar, at: next.at };
    return next;
  };
  it("goes to a share of them by the bar, and to both ends", () => {
    const middle = placeOf({ top: 0, at: 0 }, 5_000_000, many);
    expect(middle.at / far).toBeCloseTo(0.5, 2);
    covers(middle);
    const end = placeOf(middle, highest - 540, many);
    expect(windowOf(end, many, 4).end).toBe(many.count);
    covers(end);
    expect(placeOf(end, 0, many).at).toBe(0);
  });
  it("goes row by row by the wheel, as far as one likes", () => {
    let p = placeOf({ top: 0, at: 0 }, 9_998_000, many);
    const from = p.at;
    for (let i = 0; i < 5000; ++i) p = move(p, 100);
    covers(p);
    expect(p.at).toBe(Math.min(far, from + 500_000));
    for (let i = 0; i < 20_000; ++i) p = move(p, -500);
    expect(p.at).toBe(Math.min(far, from + 500_000) - 10_000_000);
    covers(p);
  });
  it("reaches the first and the last row by the wheel", () => {
    let p = placeOf({ top: 0, at: 0 }, 3000, many);
    for (let i = 0; i < 10_000 && p.at > 0; ++i) p = move(p, -300);
    expect(p).toEqual({ top: 0, at: 0 });
    p = placeOf(p, 9_997_000, many);
    for (let i = 0; i < 10_000 && p.at < far; ++i) p = move(p, 300);
    expect(p.at).toBe(far);
    expect(windowOf(p, many, 4).end).toBe(many.count);
  });
});
