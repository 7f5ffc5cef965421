import { describe, expect, it } from "vitest";
import { nearest, samples, sparkShape } from "../src/plots/spark-shape";
import { measured, mostPoints, push, total, withHistory, type Point, type Usage } from "../src/usage";

const point = (t: number, cpu: number | null = t): Point => ({ t, cpu, rss: null, read: null, write: null, gpu: null });
const time = (ms: number) => new Date(ms).toISOString();

describe("the ring of points", () => {
  it("keeps the newest and no more", () => {
    let all: Point[] = [];
    for (let i = 1; i <= mostPoints + 50; ++i) all = push(all, point(i));
    expect(all.length).toBe(mostPoints);
    expect(all[0]!.t).toBe(51);
    expect(all.at(-1)!.t).toBe(mostPoints + 50);
  });
  it("never holds one look twice, nor an older after a newer", () => {
    const all = push([point(5)], point(6));
    expect(push(all, point(6))).toBe(all);
    expect(push(all, point(4))).toBe(all);
  });
  it("is not changed in place: what is drawn stays as it was", () => {
    const old = [point(1)];
    expect(push(old, point(2))).not.toBe(old);
    expect(old.length).toBe(1);
  });
});

describe("the past", () => {
  const past = (...ts: number[]) => ({ launch: "l", interval_ms: 2000, points: ts.map((t) => ({ at: time(t), cpu_pct: t, rss_bytes: null })) });
  it("comes before what is live, and a look that both have is there once", () =>
    expect(withHistory([point(4100), point(6000)], past(2000, 4000)).map((x) => x.t)).toEqual([2000, 4000, 6000]));
  it("may be empty or nonsense", () => {
    const live = [point(1)];
    expect(withHistory(live, past())).toBe(live);
    expect(withHistory(live, { launch: "l", interval_ms: 0, points: [{ at: "x", cpu_pct: 1, rss_bytes: 1 }] })).toBe(live);
  });
  it("is bounded too", () => expect(withHistory([], past(...Array.from({ length: 900 }, (_, i) => i * 1000))).length).toBe(mostPoints));
});

describe("a measurement", () => {
  it("of an older manager leaves out what that does not know", () => {
    const u = measured({ strategy: "A", kind: "trade", cpu_pct: 1, rss_bytes: 2 }, undefined, time(5));
    expect(u.stats.pss_bytes).toBeNull();
    expect(u.stats.gpu_pct).toBeNull();
    expect(u.points).toEqual([{ t: 5, cpu: 1, rss: 2, read: null, write: null, gpu: null }]);
  });
});

describe("the share of memory", () => {
  const at = (pss_bytes: number | null, old?: Usage) => measured({ strategy: "A", kind: "trade", pss_bytes }, old, time(1));
  it("stays as it was until it is looked at again", () => expect(at(null, at(7)).stats.pss_bytes).toBe(7));
  it("is not known where nobody ever tells it", () => expect(at(null, at(null)).stats.pss_bytes).toBeNull());
});

describe("the sum of several", () => {
  it("counts each only while it ran", () => {
    const sum = total([[point(0, 1), point(10, 1)], [point(5, 2), point(10, 3)]], "cpu", 0, 3);
    expect(sum).toEqual([{ t: 0, v: 1 }, { t: 5, v: 3 }, { t: 10, v: 4 }]);
  });
  it("goes on while nothing new is told", () => expect(total([[point(0, 1), point(5, 2)]], "cpu", 10, 3)).toEqual([{ t: 0, v: 1 }, { t: 5, v: 2 }, { t: 10, v: 2 }]));
  it("of nothing is nothing", () => expect(total([[], []], "cpu")).toEqual([]));
});

describe("a sparkline", () => {
  it("is drawn by time and marks its highest", () => {
    const s = sparkShape([{ t: 0, v: 0 }, { t: 10, v: 8 }, { t: 100, v: 4 }], 100, 20)!;
    expect(s.x).toEqual([0, 10, 100]);
    expect(s.peak).toBe(1);
    expect(s.y[1]).toBeLessThan(s.y[2]!);
    expect(s.line).toBe("M0 19L10 3L100 11");
  });
  it("of equal values has no peak, and of one value no line", () => {
    expect(sparkShape([{ t: 0, v: 3 }, { t: 1, v: 3 }], 10, 10)!.peak).toBe(-1);
    expect(sparkShape([{ t: 0, v: 3 }], 10, 10)).toBeNull();
  });
  it("leaves out what is not known", () => expect(samples([point(1, null), point(2, 5), point(3, NaN)], (x) => x.cpu)).toEqual([{ t: 2, v: 5 }]));
  it("goes on with the last value while nothing new is told", () => {
    expect(samples([point(1), point(2, 5)], (x) => x.cpu, 9)).toEqual([{ t: 1, v: 1 }, { t: 2, v: 5 }, { t: 9, v: 5 }]);
    expect(samples([point(0, 1), point(60_000, 5)], (x) => x.cpu)).toEqual([{ t: 0, v: 1 }, { t: 57_500, v: 1 }, { t: 60_000, v: 5 }]);
    expect(samples([point(1)], (x) => x.cpu, 1).length).toBe(1);
    expect(samples([], (x: Point) => x.cpu, 9)).toEqual([]);
  });
  it("finds the sample one points at", () => expect([0, 4, 6, 99, 500].map((x) => nearest([0, 10, 100], x))).toEqual([0, 0, 1, 2, 2]));
});
