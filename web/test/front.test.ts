import { afterEach, describe, expect, it, vi } from "vitest";
import { askFront, shownOf } from "../src/front";
import { usualAxes } from "../src/plots/plane";
import { summary } from "../src/plots/scatter";

const calls: { url: string; body: unknown }[] = [];
const answer = (x: unknown) => vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
  calls.push({ url, body: init?.body ? JSON.parse(String(init.body)) : null });
  return new Response(JSON.stringify(x), { status: 200, headers: { "Content-Type": "application/json" } });
});
afterEach(() => { vi.unstubAllGlobals(); calls.length = 0; });

describe("a Pareto front", () => {
  const criteria = [{ field: "trades", operator: ">" as const, value: 5, sort: "" as const }];
  it("by the saved criteria counts all, however many items came", async () => {
    answer({ file: "f", fields: [], total: 5000, items: [{ line: 4 }, { line: 9 }] });
    expect(await askFront("A", "f", usualAxes, null)).toEqual({ lines: [4, 9], total: 5000 });
    expect(calls[0]!.url).toContain("/pareto?");
    expect(new URL(calls[0]!.url, "http://x").searchParams.get("fields")).toBe("profit_total_pct,max_drawdown");
  });
  it("by other criteria counts all, however many lines came", async () => {
    answer({ pareto: [4, 9], pareto_total: 9000 });
    expect(await askFront("A", "f", usualAxes, criteria)).toEqual({ lines: [4, 9], total: 9000 });
    expect(calls[0]!.body).toMatchObject({ file: "f", criteria, pareto: ["profit_total_pct", "max_drawdown"] });
  });
  it("is what came where no total is told", async () => {
    answer({ items: [{ line: 4 }], pareto: [4, 5] });
    expect([(await askFront("A", "f", usualAxes, null)).total, (await askFront("A", "f", usualAxes, criteria)).total]).toEqual([1, 2]);
  });
  it("is told whole in the plot's summary", () => {
    expect(summary(usualAxes, 20_000, 9000, 5000)).toBe("Profit against max drawdown of 20,000 epochs; 9,000 meet the criteria, 5,000 make the Pareto front. “Show as table” has the figures.");
    expect(summary(usualAxes, 2, 1, 0)).toBe("Profit against max drawdown of 2 epochs; 1 meet the criteria. “Show as table” has the figures.");
  });
  it("that was cut is told beside the shown rows", () => {
    const cut = { lines: [4, 9], total: 5000 };
    expect(shownOf("front", 20_000, cut)).toBe("5,000 on the Pareto front");
    expect(shownOf("all", 20_000, cut)).toBe("20,000");
    expect(shownOf("front", 20_000, { lines: [4, 9], total: 2 })).toBe("20,000");
    expect(shownOf("front", 20_000, null)).toBe("20,000");
  });
});
