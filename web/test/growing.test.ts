// What goes on behind the rows that it knows must say the same as what begins anew.
import { describe, expect, it } from "vitest";
import { Columns } from "../src/columns";
import { passes } from "../src/criteria";
import { parseFilter } from "../src/filter";
import { Order, sorted } from "../src/order";
import type { Criterion } from "../src/protocol";
import { Judgement, Table, type View } from "../src/table";

function random(seed: number): () => number {
  let x = seed;
  return () => ((x = (x * 1103515245 + 12345) % 2147483648) / 2147483648);
}

const names = ["trades", "profit_total_pct", "max_drawdown", "objective"] as const;
/** With ties, missing numbers, both zeros and infinities. */
function value(next: () => number): number | null {
  const x = next();
  if (x < 0.08) return null;
  if (x < 0.1) return x < 0.09 ? 0 : -0;
  return x < 0.5 ? Math.round(next() * 8) - 3 : (next() - 0.5) * 10 ** Math.round(next() * 8 - 4);
}

function grow(c: Columns, n: number, next: () => number): void {
  const from = c.lastLine;
  const line: number[] = [];
  for (let i = 0, at = from; i < n; ++i) line.push((at += 1 + (next() < 0.05 ? 1 : 0)));
  c.append({ line, epoch: line, is_best: line.map(() => next() < 0.1), ...Object.fromEntries(names.map((x) => [x, line.map(() => value(next))])) });
}

function naive(c: Columns, criteria: Criterion[], v: View, front: number[]): number[] {
  const fails = (i: number) => !(c.at("trades", i) > 0) || criteria.some((x) => !passes(x, c.at(x.field, i)));
  const rows = Array.from({ length: c.rows }, (_, i) => i).filter((i) =>
    (v.show !== "passing" || !fails(i)) && (v.show !== "bests" || c.at("is_best", i) === 1) && (v.show !== "front" || front.includes(i)) &&
    Object.entries(v.filters).every(([name, text]) => { const p = parseFilter(text ?? ""); return !p.ok || !text!.trim() || p.test(c.at(name, i)); }));
  const x = (i: number) => c.at(v.sort.column, i);
  return rows.sort((a, b) => {
    const [m, n] = [Number.isNaN(x(a)), Number.isNaN(x(b))];
    if (m || n) return m && n ? a - b : m ? 1 : -1;
    return x(a) === x(b) ? a - b : (x(a) < x(b) ? -1 : 1) * (v.sort.descending ? -1 : 1);
  });
}

describe("a growing table", () => {
  it.each(Array.from({ length: 30 }, (_, i) => i + 1))("says the same as one that begins anew, seed %i", (seed) => {
    const next = random(seed);
    const pick = <T>(x: readonly T[]) => x[Math.floor(next() * x.length)]!;
    const c = new Columns();
    const judgement = new Judgement(c);
    const table = new Table(c);
    let criteria: Criterion[] = [];
    let view: View = { show: "all", filters: {}, sort: { column: "objective", descending: false } };
    let front: number[] = [];
    for (let step = 0; step < 25; ++step) {
      const what = next();
      if (what < 0.5) grow(c, 1 + Math.floor(next() * 300), next);
      else if (what < 0.62) criteria = Array.from({ length: Math.floor(next() * 4) }, () => ({ field: pick(names), operator: pick(["<", "<=", ">", ">=", "==", ""] as const), value: Math.round(next() * 6 - 2), sort: "" as const }));
      else if (what < 0.9) view = { show: pick(["all", "passing", "bests", "front"] as const), filters: next() < 0.5 ? {} : { [pick(names)]: pick([">0", "<=2", "-1..3", "nonsense", "0"]) }, sort: { column: pick(names), descending: next() < 0.5 } };
      else if (what < 0.96) front = Array.from({ length: 5 }, () => Math.floor(next() * c.rows));
      else c.clear();
      const bits = judgement.update(criteria);
      front = front.filter((x) => x < c.rows);
      expect([...table.update(bits, judgement.era, view, front)]).toEqual(naive(c, criteria, view, front));
      expect(judgement.passing).toBe(naive(c, criteria, { show: "passing", filters: {}, sort: view.sort }, []).length);
    }
  });
  it("orders every kind of number", () => {
    const x = Float64Array.from([3, -Infinity, NaN, 0, -0, 1e-310, -1e-310, Infinity, 1e300, -1e300, 3]);
    expect([...sorted(x, 0, x.length, false)].map((i) => x[i])).toEqual([-Infinity, -1e300, -1e-310, 0, -0, 1e-310, 3, 3, 1e300, Infinity, NaN]);
    expect([...sorted(x, 0, x.length, true)]).toEqual([7, 8, 0, 10, 5, 3, 4, 6, 9, 1, 2]);
    expect([...sorted(x, 8, 11, false)]).toEqual([9, 10, 8]);
  });
  it("forgets an order whose column shrank", () => {
    const o = new Order();
    expect([...o.update("a", Float64Array.from([2, 1, 3]), 3, false)]).toEqual([1, 0, 2]);
    expect([...o.update("a", Float64Array.from([9, 8]), 2, false)]).toEqual([1, 0]);
  });
});

describe("columns", () => {
  const c = new Columns();
  c.append({ line: [1, 2, 4, 7], trades: [4, 0, 10, 2], wins: [1, 0, 10, 1], is_best: [true, false, true, false] });
  it("count the win rate where a manager does not tell it", () => expect([...c.column("winrate").subarray(0, 4)]).toEqual([0.25, 0, 1, 0.5]));
  it("know freqtrade's newest best", () => expect(c.best).toBe(2));
  it("take a parameter of lines that are there, and no text for a number", () => {
    const before = c.revision;
    c.fill("params.buy_rsi", [2, 4, 5, 7], [30, "x", 9, 31]);
    expect([...c.column("params.buy_rsi").subarray(0, 4)]).toEqual([NaN, 30, NaN, 31]);
    expect(c.revision).toBeGreaterThan(before);
    expect(c.value("params.none", 1)).toBeNull();
  });
});
