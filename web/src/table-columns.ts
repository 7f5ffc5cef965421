// Columns of the table of epochs: which there are, which are shown.
import { judgedFields } from "./fields";

export interface Head { id: string; width: number }

const widths: Record<string, number> = {
  epoch: 64, trades: 68, wins: 104, avg_profit: 66, profit_total_pct: 80, profit_total_abs: 92, max_drawdown: 92, objective: 84,
  winrate: 78, trades_per_day: 84, duration: 92, profit_median: 78, cagr: 72, max_drawdown_abs: 104, profit_factor: 70, expectancy: 88,
  sharpe: 72, sortino: 72, calmar: 72, draws: 66, losses: 66,
};
const first = ["trades", "wins", "avg_profit", "profit_total_pct", "profit_total_abs", "max_drawdown", "objective"];

/** In the order of the table; draws and losses stand beside the wins. */
export const allHeads: readonly Head[] = [
  ...["epoch", ...first], ...judgedFields.map((x) => x.name).filter((x) => !first.includes(x) && x !== "draws" && x !== "losses"),
].map((id) => ({ id, width: widths[id] ?? 84 }));

export const usualHeads: readonly string[] = ["epoch", ...first];

/** What was remembered, if it still names columns; the epoch is always there. */
export function knownHeads(x: unknown): string[] | null {
  if (!Array.isArray(x)) return null;
  const names = allHeads.map((h) => h.id).filter((id) => id === "epoch" || x.includes(id));
  return names.length > 1 ? names : null;
}
