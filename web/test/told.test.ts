// What is told in words beside the table: printed epochs, runners-up, stability.
import type { ComponentChildren, VNode } from "preact";
import { describe, expect, it, vi } from "vitest";
import { Printed } from "../src/components/printed";
import { RunnersUp } from "../src/components/runners-up";
import { stabilityWord } from "../src/components/stability";
import type { Epoch, Stability } from "../src/protocol";

const epoch = (more: Partial<Epoch>): Epoch => ({
  line: 0, epoch: 1, trades: 0, wins: 0, draws: 0, losses: 0, avg_profit: null, profit_total_pct: null, profit_total_abs: null, max_drawdown: null,
  max_drawdown_abs: null, duration: null, objective: null, is_best: false, is_initial_point: false, is_random: false, ...more,
});
/** The words of what is drawn; icons have none. */
function words(x: ComponentChildren): string {
  if (x === null || x === undefined || typeof x === "boolean") return "";
  if (Array.isArray(x)) return x.map(words).join("");
  if (typeof x !== "object") return String(x);
  const v = x as VNode<{ children?: ComponentChildren }>;
  return words(v.props.children) + (v.type === "li" ? ";" : "");
}
function find(x: ComponentChildren, type: string): VNode<Record<string, unknown>>[] {
  if (Array.isArray(x)) return x.flatMap((y) => find(y, type));
  if (x === null || typeof x !== "object") return [];
  const v = x as VNode<{ children?: ComponentChildren }>;
  return [...(v.type === type ? [v as VNode<Record<string, unknown>>] : []), ...find(v.props.children, type)];
}

describe("printed epochs", () => {
  it("are told with what the console knows, the newest first, and where it is from", () => {
    const text = words(Printed({ epochs: [epoch({ epoch: 411, trades: 9, profit_total_pct: -1.2, objective: 2 }), epoch({ epoch: 1412, trades: 90, profit_total_pct: 3.456, max_drawdown: 4.2, objective: -1.5 })] }));
    expect(text).toBe("2 epochs printed, not in the file yet1,412 90 trades, +3.46 %, drawdown 4.20 %, objective −1.500;411 9 trades, −1.20 %, objective 2.000;from console");
  });
  it("take no place when there are none", () => expect(Printed({ epochs: [] })).toBeNull());
});

describe("runners-up", () => {
  const next = [epoch({ line: 7, epoch: 1170, profit_total_pct: 20.71 }), epoch({ line: 9, epoch: 12, profit_total_pct: 19 })];
  const sorts = [{ field: "trades", operator: "" as const, value: 0, sort: "asc" as const }, { field: "profit_total_pct", operator: ">" as const, value: 0, sort: "desc" as const }];
  it("are told by what ranks them: the last sort", () => expect(words(RunnersUp({ next, criteria: sorts, onPick: () => undefined }))).toBe("Next best1,170 +20.71 % profit2nd;12 +19.00 % profit3rd;"));
  it("have no figure in the order of the file", () => expect(words(RunnersUp({ next, criteria: [], onPick: () => undefined }))).toBe("Next best1,1702nd;123rd;"));
  it("are selected by a click", () => {
    const pick = vi.fn();
    const [, second] = find(RunnersUp({ next, criteria: sorts, onPick: pick }), "button");
    (second!.props["onClick"] as () => void)();
    expect(pick).toHaveBeenCalledWith(9);
  });
});

it.each([["a plateau", "plateau"], ["a slope", "slope"], ["a lonely peak", "lonely peak"]])("stability has a word for %s", (said, word) =>
  expect(stabilityWord({ sentence: `9 of its 10 nearest neighbours pass, their median profit_total_pct is 3 against 4: ${said}` } as Stability)).toBe(word));
