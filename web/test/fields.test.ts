import { describe, expect, it } from "vitest";
import { foundText, readValue } from "../src/criteria";
import { boundText, cellText, fieldOf, isParam, judgedFields, knownField, valueWithUnit } from "../src/fields";
import { hasFront } from "../src/front";
import { knownAxes } from "../src/components/hyperopt-plots";
import { allHeads, knownHeads, usualHeads } from "../src/table-columns";

describe("fields", () => {
  it("are all those that the manager judges", () => expect(judgedFields.map((x) => x.name).sort()).toEqual([
    "avg_profit", "cagr", "calmar", "draws", "duration", "expectancy", "losses", "max_drawdown", "max_drawdown_abs", "objective", "profit_factor",
    "profit_median", "profit_total_abs", "profit_total_pct", "sharpe", "sortino", "trades", "trades_per_day", "winrate", "wins"]));
  it.each([["profit_total_pct", 21.304, "+21.30", "+21.30 %"], ["max_drawdown", 2.94, "2.94", "2.94 %"], ["duration", 7500, "2 h 5 min", "2 h 5 min"], ["winrate", 0.6236, "0.624", "0.624"],
    ["trades", 1284, "1,284", "1,284"], ["profit_median", -0.00123, "−0.0012", "−0.0012"], ["params.buy_rsi", 30.5, "30.5", "30.5"], ["sharpe", null, "—", "—"], ["objective", 100_000, "100,000", "100,000"], ["objective", -9999.5, "−9,999.500", "−9,999.500"]] as const)(
    "%s %d is written %s", (name, x, cell, whole) => expect([cellText(name, x), valueWithUnit(name, x)]).toEqual([cell, whole]));
  it("are bounds with no more digits than they need", () => expect([boundText("max_drawdown", 8), boundText("winrate", 0.55), boundText("duration", 5400)]).toEqual(["8 %", "0.55", "1 h 30 min"]));
  it("never look like the bound that they miss", () => {
    expect(foundText("max_drawdown", 8.0004, 8)).toBe("8.0004 %");
    expect(foundText("max_drawdown", 8, 8)).toBe("8.00 %");
    expect(foundText("objective", -1.00001, -1)).toBe("−1.00001");
  });
  it("of parameters are told by their name", () => {
    expect(fieldOf("params.buy_rsi").text).toBe("buy_rsi");
    expect([isParam("params.buy_rsi"), isParam("params."), isParam("params.a b"), knownField("nonsense"), knownField("sortino")]).toEqual([true, false, false, false, true]);
  });
  it("of time are typed with a unit or in seconds", () => expect([readValue("90", "duration"), readValue("30 min", "duration"), readValue("1,5h", "duration"), readValue("x", "duration"), readValue("30 min", "trades")]).toEqual([90, 1800, 5400, null, null]));
});

describe("what is remembered", () => {
  it("names columns that there are, with the epoch in front", () => {
    expect(knownHeads(["sharpe", "trades", "gone"])).toEqual(["epoch", "trades", "sharpe"]);
    expect(knownHeads(["gone"])).toBeNull();
    expect(knownHeads("trades")).toBeNull();
    expect(knownHeads(usualHeads)).toEqual(usualHeads);
    expect(new Set(allHeads.map((h) => h.id)).size).toBe(allHeads.length);
  });
  it("names axes that there are", () => {
    expect(knownAxes({ x: "sharpe", y: "trades" })).toEqual({ x: "sharpe", y: "trades" });
    expect(knownAxes({ x: "sharpe" })).toBeNull();
    expect(knownAxes(null)).toBeNull();
  });
  it("has a front where both axes have a better end", () => {
    expect(hasFront({ x: "max_drawdown", y: "profit_total_pct" })).toBe(true);
    expect(hasFront({ x: "trades", y: "trades" })).toBe(false);
    expect(hasFront({ x: "params.buy_rsi", y: "trades" })).toBe(false);
  });
});
