import { describe, expect, it } from "vitest";
import { criterionText, readValue, sameCriteria, toYaml } from "../src/criteria";
import { Columns } from "../src/columns";
import type { Criterion } from "../src/protocol";
import { Judgement, Table, type View } from "../src/table";

const columns = (rows: { line: number; trades?: number | null; profit?: number | null; drawdown?: number | null; best?: boolean }[]) => {
  const c = new Columns();
  c.append({
    line: rows.map((x) => x.line), epoch: rows.map((x) => x.line), trades: rows.map((x) => x.trades ?? 10),
    profit_total_pct: rows.map((x) => (x.profit === undefined ? 1 : x.profit)), max_drawdown: rows.map((x) => (x.drawdown === undefined ? 1 : x.drawdown)),
    is_best: rows.map((x) => x.best ?? false),
  });
  return c;
};
const view = (more: Partial<View> = {}): View => ({ show: "all", filters: {}, sort: { column: "profit_total_pct", descending: true }, ...more });
const judge = (c: Columns, criteria: Criterion[]) => new Judgement(c).update(criteria);
const lines = (c: Columns, criteria: Criterion[], v: View, front: number[] = []) => [...new Table(c).update(judge(c, criteria), 0, v, front)].map((i) => c.at("line", i));

describe("epoch columns", () => {
  it("take rows once, by their line", () => {
    const c = columns([{ line: 1 }, { line: 2 }]);
    expect(c.append({ line: [2, 3], trades: [5, 6] })).toBe(1);
    expect(c.rows).toBe(3);
    expect(c.at("trades", 2)).toBe(6);
  });
  it("find a line although rejected ones left holes", () => {
    const c = columns([{ line: 1 }, { line: 4 }, { line: 9 }]);
    expect(c.rowOfLine(4)).toBe(1);
    expect(c.rowOfLine(5)).toBe(-1);
  });
  it("grow beyond their first room", () => {
    const c = new Columns();
    for (let i = 0; i < 40; ++i) c.append({ line: Array.from({ length: 100 }, (_, k) => i * 100 + k + 1) });
    expect(c.rows).toBe(4000);
    expect(c.at("line", 3999)).toBe(4000);
  });
  it("turn what is not finite into null again", () => expect(columns([{ line: 1, profit: null }]).epoch(0).profit_total_pct).toBeNull());
});

describe("the table", () => {
  const criteria: Criterion[] = [{ field: "max_drawdown", operator: "<=", value: 2, sort: "" }];
  const c = columns([{ line: 1, profit: 3 }, { line: 2, profit: null }, { line: 3, profit: 9, drawdown: 5, best: true }, { line: 4, profit: 3 }, { line: 5, profit: 7, trades: 0 }]);
  it("sorts with what has no number last and equals in file order", () => {
    expect(lines(c, [], view())).toEqual([3, 5, 1, 4, 2]);
    expect(lines(c, [], view({ sort: { column: "profit_total_pct", descending: false } }))).toEqual([1, 4, 5, 3, 2]);
  });
  it("shows what meets the criteria, never an epoch without a trade", () => expect(lines(c, criteria, view({ show: "passing" }))).toEqual([1, 4, 2]));
  it("shows the front", () => expect(lines(c, criteria, view({ show: "front" }), [0, 2])).toEqual([3, 1]));
  it("shows freqtrade's bests", () => expect(lines(c, criteria, view({ show: "bests" }))).toEqual([3]));
  it("filters by any column and ignores a filter that is still being typed", () => {
    expect(lines(c, [], view({ filters: { profit_total_pct: "3..8" } }))).toEqual([5, 1, 4]);
    expect(lines(c, [], view({ filters: { profit_total_pct: ">" } })).length).toBe(5);
  });
});

describe("criteria", () => {
  it("are lost by NaN", () => expect(judge(columns([{ line: 1, drawdown: null }]), [{ field: "max_drawdown", operator: ">=", value: 0, sort: "" }])[0]).not.toBe(0));
  it("read as people write them", () => {
    expect(criterionText({ field: "max_drawdown", operator: "<=", value: 8, sort: "" })).toBe("max_drawdown ≤ 8 %");
    expect(readValue("−2,5 %")).toBe(-2.5);
    expect(readValue("x")).toBeNull();
  });
  it("become YAML that config.yaml takes", () => expect(toYaml([{ field: "trades", operator: ">=", value: 3, sort: "desc" }]))
    .toBe('epoch_criteria:\n  - {field: trades, operator: ">=", value: 3, sort: desc}\n'));
  it("are compared by what they mean", () => expect(sameCriteria([{ field: "trades", operator: "", value: 0, sort: "asc" }], [{ field: "trades", operator: "", value: null, sort: "asc" }])).toBe(true));
});
