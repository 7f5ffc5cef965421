import { describe, expect, it } from "vitest";
import { api } from "../src/api";
import { exportQuery } from "../src/export";
import { filterTerms, parseFilter } from "../src/filter";
import type { View } from "../src/table";

const view = (more: Partial<View> = {}): View => ({ show: "all", filters: {}, sort: { column: "profit_total_pct", descending: true }, ...more });

describe("a download of epochs", () => {
  it("asks for what the table shows", () => {
    expect(exportQuery(view({ filters: { trades: "> 5", max_drawdown: "0..3 %", wins: "", objective: "abc" } }), [])).toEqual({ filter: "trades>5;max_drawdown>=0;max_drawdown<=3", sort: "-profit_total_pct" });
    expect(exportQuery(view({ show: "passing", sort: { column: "epoch", descending: false } }), [
      { field: "max_drawdown", operator: "<=", value: 8, sort: "asc" }, { field: "params.buy_rsi", operator: ">", value: 30, sort: "" }, { field: "trades", operator: "", value: 0, sort: "desc" },
    ])).toEqual({ filter: "trades>0;max_drawdown<=8;params.buy_rsi>30", sort: "" });
  });
  it("is not offered for what no filter says", () => {
    expect(exportQuery(view({ show: "bests" }), [])).toBeNull();
    expect(exportQuery(view({ show: "front" }), [])).toBeNull();
  });
  it("has an address that browsers take", () => expect(api.exportPath("A b", { format: "csv", file: "x y.fthypt", filter: "trades>5", sort: "" }))
    .toBe("/api/v1/strategies/A%20b/epochs?format=csv&file=x+y.fthypt&filter=trades%3E5"));
});

describe("terms of a filter", () => {
  it.each([["trades", "≥3", ["trades>=3"]], ["trades", "=3", ["trades==3"]], ["trades", "7", ["trades==7"]], ["avg_profit", "−2..−1", ["avg_profit>=-2", "avg_profit<=-1"]],
    ["trades", "..4", ["trades<=4"]], ["trades", "4..", ["trades>=4"]], ["trades", "5..x", []], ["duration", ">30min", ["duration>1800"]], ["duration", "1h..2h", ["duration>=3600", "duration<=7200"]], ["duration", ".5h...75h", ["duration>=1800", "duration<=2700"]], ["duration", "..1.5 h", ["duration<=5400"]]] as const)(
    "%s %s", (field, text, want) => expect(filterTerms(field, text)).toEqual(want));
  it("of times are read with their unit, and of nothing else", () => {
    const p = parseFilter("<= 1.5 h", "duration");
    expect(p.ok && [p.test(5400), p.test(5401)]).toEqual([true, false]);
    expect(parseFilter("<=2h", "trades").ok).toBe(false);
  });
});
