import { describe, expect, it } from "vitest";
import { Columns } from "../src/columns";
import { Cloud, mostPoints, scaleOf, toX, toY, usualAxes, type Marks } from "../src/plots/plane";
import { Judgement } from "../src/table";

const noMarks: Marks = { ours: -1, best: -1, whatif: -1, selected: -1, front: [], neighbours: [] };
function random(seed: number): () => number {
  let x = seed;
  return () => ((x = (x * 1103515245 + 12345) % 2147483648) / 2147483648);
}
function epochs(c: Columns, n: number, next: () => number): void {
  const from = c.lastLine;
  const many = (f: () => number | null) => Array.from({ length: n }, f);
  c.append({ line: Array.from({ length: n }, (_, i) => from + i + 1), epoch: many(() => 1), trades: many(() => (next() < 0.02 ? 0 : 10)),
    max_drawdown: many(() => (next() < 0.02 ? null : next() * 20)), profit_total_pct: many(() => next() * 60 - 30), is_best: many(() => 0) });
}
const criteria = [{ field: "max_drawdown", operator: "<=" as const, value: 1, sort: "" as const }];

describe("the points of the scatter", () => {
  it("are all that have trades and both numbers, while they are few", () => {
    const c = new Columns();
    epochs(c, 3000, random(1));
    const scale = scaleOf(c, usualAxes, criteria, noMarks, 600, 300);
    const cloud = new Cloud(c);
    const judgement = new Judgement(c);
    cloud.update(usualAxes, scale, judgement.update(criteria), judgement.era);
    const want = Array.from({ length: c.rows }, (_, i) => i).filter((i) => {
      const [x, y] = [toX(scale, c.at("max_drawdown", i)), toY(scale, c.at("profit_total_pct", i))];
      return c.at("trades", i) > 0 && x >= scale.left && x <= scale.right && y >= scale.top && y <= scale.bottom;
    });
    expect(want.length).toBeGreaterThan(2500);
    expect([...cloud.points()]).toEqual(want);
    const naive = (x: number, y: number) => {
      const far = (i: number) => (toX(scale, c.at("max_drawdown", i)) - x) ** 2 + (toY(scale, c.at("profit_total_pct", i)) - y) ** 2;
      const best = want.reduce((a, i) => (far(i) < far(a) ? i : a), want[0]!);
      return far(best) < 196 ? best : -1;
    };
    const next = random(2);
    for (let k = 0; k < 300; ++k) {
      const [x, y] = [next() * 640 - 20, next() * 320 - 10];
      expect(cloud.nearest(x, y)).toBe(naive(x, y));
    }
  });
  it("grow to what they would be at once", () => {
    const next = random(3);
    const c = new Columns();
    epochs(c, 500, next);
    const scale = scaleOf(c, usualAxes, [], noMarks, 600, 300);
    const [grown, judgement] = [new Cloud(c), new Judgement(c)];
    for (let k = 0; k < 10; ++k) {
      grown.update(usualAxes, scale, judgement.update(criteria), judgement.era);
      epochs(c, 300, next);
    }
    grown.update(usualAxes, scale, judgement.update(criteria), judgement.era);
    const once = new Cloud(c);
    once.update(usualAxes, scale, judgement.update(criteria), judgement.era);
    expect([...grown.points()]).toEqual([...once.points()]);
    // Other criteria paint the same points, other axes and files do not.
    c.clear();
    epochs(c, 5, next);
    grown.update(usualAxes, scale, judgement.update(criteria), judgement.era);
    expect(grown.points().length).toBeLessThanOrEqual(5);
  });
  it("are at most 50,000 of a million, and no passing one is hidden by failing ones", () => {
    const c = new Columns();
    epochs(c, 200_000, random(4));
    const scale = scaleOf(c, usualAxes, criteria, noMarks, 900, 400);
    const [cloud, judgement] = [new Cloud(c), new Judgement(c)];
    const bits = judgement.update(criteria);
    cloud.update(usualAxes, scale, bits, judgement.era);
    const drawn = cloud.points();
    expect(drawn.length).toBeLessThanOrEqual(mostPoints);
    expect(drawn.length).toBeGreaterThan(10_000);
    const passing = [...drawn].filter((i) => bits[i] === 0);
    for (let i = 0; i < c.rows; i += 7) {
      if (bits[i] !== 0) continue;
      const [x, y] = [toX(scale, c.at("max_drawdown", i)), toY(scale, c.at("profit_total_pct", i))];
      if (!(x <= scale.right && y >= scale.top && y <= scale.bottom)) continue;
      expect(passing.some((k) => Math.abs(toX(scale, c.at("max_drawdown", k)) - x) < 3 && Math.abs(toY(scale, c.at("profit_total_pct", k)) - y) < 3)).toBe(true);
    }
    expect(cloud.nearest(toX(scale, c.at("max_drawdown", drawn[7]!)), toY(scale, c.at("profit_total_pct", drawn[7]!)))).toBeGreaterThanOrEqual(0);
  });
});

describe("the axes of the scatter", () => {
  const c = new Columns();
  c.append({ line: [1, 2, 3], epoch: [1, 2, 3], trades: [5, 50, 20], max_drawdown: [2, 4, 6], profit_total_pct: [-3, 8, 5], sharpe: [1.2, 1.3, 1.25] });
  it("show every mark and the criteria that are near", () => {
    const s = scaleOf(c, usualAxes, [{ field: "max_drawdown", operator: "<=", value: 8, sort: "" }], { ...noMarks, ours: 1, front: [0] }, 600, 300);
    expect(s.x1).toBeGreaterThan(8);
    expect(s.y0).toBeLessThan(-3);
    expect(s.y1).toBeGreaterThan(8);
    expect(s.x0).toBe(0);
  });
  it("do not go down to a zero that is far away", () => expect(scaleOf(c, { x: "sharpe", y: "trades" }, [], noMarks, 600, 300).x0).toBeGreaterThan(1));
  it("have a width although all values are the same", () => {
    const one = new Columns();
    one.append({ line: [1], epoch: [1], trades: [5], sharpe: [2], sortino: [0] });
    const s = scaleOf(one, { x: "sharpe", y: "sortino" }, [], noMarks, 600, 300);
    expect(s.x1 - s.x0).toBeGreaterThan(0);
    expect(s.y1 - s.y0).toBeGreaterThan(0);
  });
});
