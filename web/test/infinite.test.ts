import { describe, expect, it } from "vitest";
import { Columns } from "../src/columns";
import { cellText, valueWithUnit } from "../src/fields";
import { sorted, Order } from "../src/order";
import { ObjectiveData } from "../src/plots/objective-data";
import { Cloud, scaleOf, usualAxes, type Marks } from "../src/plots/plane";
import type { Criterion } from "../src/protocol";
import { Judgement, Table } from "../src/table";

const line = [1, 2, 3, 4, 5];
const page = () => ({
  columns: { line, epoch: line, trades: line.map(() => 9), sortino: [2, null, null, null, 1], objective: [3, null, null, 1, 2], max_drawdown: [1, 2, 3, null, 5], profit_total_pct: [1, null, -3, 4, null] },
  nonfinite: { sortino: { Infinity: [1], "-Infinity": [3] }, objective: { "-Infinity": [1], Infinity: [2] }, max_drawdown: { Infinity: [3] }, profit_total_pct: { Infinity: [1], "-Infinity": [4] } },
});
function epochs(): Columns {
  const c = new Columns();
  const x = page();
  c.append(x.columns, x.nonfinite);
  return c;
}
const values = (c: Columns, name: string) => [...c.column(name).subarray(0, c.rows)];

describe("infinities of a page", () => {
  it("are numbers, other nulls are none", () => {
    expect(values(epochs(), "sortino")).toEqual([2, Infinity, NaN, -Infinity, 1]);
    expect([1, 2, 3].map((row) => epochs().value("sortino", row))).toEqual([Infinity, null, -Infinity]);
  });
  it("are found by their rows in the page, also if its first ones are known", () => {
    const c = new Columns();
    c.append({ line: [1, 2], sortino: [7, 8] });
    const x = page();
    expect(c.append(x.columns, x.nonfinite)).toBe(3);
    expect(values(c, "sortino")).toEqual([7, 8, NaN, -Infinity, 1]);
  });
  it("keep a win rate that came as it is", () => {
    const c = new Columns();
    c.append({ line: [1], wins: [1], trades: [2], winrate: [null] }, { winrate: { Infinity: [0] } });
    expect(c.at("winrate", 0)).toBe(Infinity);
  });
  it("come with columns that are filled later, by the rows of their page", () => {
    const c = epochs();
    c.fill("params.a", [2, 3, 4], [null, null, 6], { Infinity: [0], "-Infinity": [1] });
    expect(values(c, "params.a")).toEqual([NaN, Infinity, -Infinity, 6, NaN]);
    c.fill("params.a", [4, 5], [1, null]);
    expect(values(c, "params.a")).toEqual([NaN, Infinity, -Infinity, 1, NaN]);
  });
});

describe("an infinity", () => {
  const passing = (c: Criterion) => [...new Judgement(epochs()).update([c])].flatMap((bits, row) => (bits === 0 ? [line[row]] : []));
  it.each([[">", 1, [1, 2]], [">=", 2, [1, 2]], ["<", 2, [4, 5]], ["<=", 1, [4, 5]], ["==", 2, [1]]] as const)("is judged by %s %d", (operator, value, want) =>
    expect(passing({ field: "sortino", operator, value, sort: "" })).toEqual(want));
  it.each([[">1", [2, 1]], ["..1", [5, 4]], ["2..", [2, 1]], ["1", [5]]])("is filtered by %s", (text, want) => {
    const c = epochs();
    const rows = new Table(c).update(new Judgement(c).update([]), 0, { show: "all", filters: { sortino: text }, sort: { column: "sortino", descending: true } });
    expect([...rows].map((row) => line[row])).toEqual(want);
  });
  it("is the first or the last number, before none", () => {
    const x = epochs().column("sortino");
    expect([...sorted(x, 0, 5, false)]).toEqual([3, 4, 0, 1, 2]);
    expect([...sorted(x, 0, 5, true)]).toEqual([1, 0, 4, 3, 2]);
  });
  it.each([true, false])("is merged where it belongs, descending: %s", (descending) => {
    const all = Float64Array.from({ length: 400 }, (_, i) => [NaN, Infinity, 5, -Infinity, i][i % 5]!);
    const order = new Order();
    for (const n of [1, 2, 4, 8, 50, 399]) order.update("k", all, n, descending);
    expect([...order.update("k", all, 400, descending)]).toEqual([...sorted(all, 0, 400, descending)]);
  });
  it.each([["sortino", Infinity, "∞", "∞"], ["objective", -Infinity, "−∞", "−∞"], ["duration", Infinity, "∞", "∞"], ["params.a", -Infinity, "−∞", "−∞"], ["profit_total_pct", Infinity, "∞", "∞ %"], ["sharpe", NaN, "—", "—"]] as const)(
    "of %s, %d, is written", (name, x, cell, whole) => expect([cellText(name, x), valueWithUnit(name, x)]).toEqual([cell, whole]));
});

describe("plots", () => {
  it("leave infinities out of their axes and points", () => {
    const c = epochs();
    const marks: Marks = { ours: 1, best: 3, whatif: 4, selected: 1, front: [1, 3], neighbours: [4] };
    const s = scaleOf(c, usualAxes, [], marks, 600, 300);
    for (const x of Object.values(s)) expect(x).toSatisfy(Number.isFinite);
    expect(s.y1).toBeLessThan(5);
    expect(s.x1).toBeLessThan(6);
    const cloud = new Cloud(c);
    const judgement = new Judgement(c);
    cloud.update(usualAxes, s, judgement.update([]), judgement.era);
    expect([...cloud.points()]).toEqual([0, 2]);
    expect(cloud.nearest(s.right, s.top)).toBe(-1);
  });
  it("have no objective and no best of an infinite one", () => {
    const d = new ObjectiveData(epochs());
    expect(d.update()).toEqual([line, [3, null, null, 1, 2], [3, 3, 3, 1, 1]]);
    expect([...d.known()]).toEqual([3, 1, 2]);
  });
  it("have axes where nothing is finite", () => {
    const c = new Columns();
    c.append({ line: [1, 2], trades: [1, 1] }, { max_drawdown: { Infinity: [0, 1] }, profit_total_pct: { "-Infinity": [0], Infinity: [1] } });
    const s = scaleOf(c, usualAxes, [], { ours: 0, best: 0, whatif: 1, selected: -1, front: [0, 1], neighbours: [] }, 600, 300);
    expect(s.x1).toBeGreaterThan(s.x0);
    expect(s.y1).toBeGreaterThan(s.y0);
    for (const x of Object.values(s)) expect(x).toSatisfy(Number.isFinite);
  });
});
