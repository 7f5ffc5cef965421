// The criteria as the manager judges them: filters in order, then stable sorts
// in order, so that the last sort counts most. The manager's answer is what
// counts; this paints the table and the plots without asking it for each row.
import type { Criterion, CriterionField } from "./protocol";
import { minus, plain } from "./format";

export type Row = (field: CriterionField) => number;

export function passes(c: Criterion, x: number): boolean {
  if (!c.operator) return true;
  if (Number.isNaN(x) || c.value === null) return false;
  switch (c.operator) {
    case "<": return x < c.value;
    case "<=": return x <= c.value;
    case ">": return x > c.value;
    case ">=": return x >= c.value;
    case "==": return x === c.value;
  }
}

/** The first criterion that removes the row; -1 none, -2 it has no trade. */
export function removedBy(criteria: Criterion[], row: Row): number {
  if (!(row("trades") > 0)) return -2;
  for (let i = 0; i < criteria.length; ++i)
    if (!passes(criteria[i]!, row(criteria[i]!.field))) return i;
  return -1;
}

/** Bit i is set if criterion i removes the row; bit 31 if it has no trade. */
export function failures(criteria: Criterion[], row: Row): number {
  let bits = row("trades") > 0 ? 0 : 1 << 30;
  for (let i = 0; i < criteria.length && i < 30; ++i)
    if (!passes(criteria[i]!, row(criteria[i]!.field))) bits |= 1 << i;
  return bits;
}

export const symbol: Record<string, string> = {
  "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "": "",
};
export const percentField = (f: string) =>
  f === "max_drawdown" || f === "profit_total_pct" || f === "avg_profit";
export const shortField: Record<string, string> = {
  trades: "trades", wins: "wins", draws: "draws", losses: "losses",
  avg_profit: "average", profit_total_pct: "profit", profit_total_abs: "profit",
  max_drawdown: "drawdown", max_drawdown_abs: "drawdown", objective: "objective",
};

export function criterionText(c: Criterion): string {
  if (!c.operator) return c.field;
  return `${c.field} ${symbol[c.operator]} ${valueText(c.field, c.value)}`;
}

export function valueText(field: string, x: number | null): string {
  return plain(x) + (percentField(field) && x !== null ? " %" : "");
}

export function toYaml(criteria: Criterion[]): string {
  const lines = criteria.map((c) => {
    const parts = [`field: ${c.field}`];
    if (c.operator) parts.push(`operator: "${c.operator}"`, `value: ${c.value ?? 0}`);
    if (c.sort) parts.push(`sort: ${c.sort}`);
    return `  - {${parts.join(", ")}}`;
  });
  return ["epoch_criteria:", ...lines].join("\n") + "\n";
}

/** What people type for a value; null if it is no number. */
export function readValue(text: string): number | null {
  const t = text.trim().replace(minus, "-").replace(",", ".").replace(/\s*%$/, "");
  return t && Number.isFinite(Number(t)) ? Number(t) : null;
}

export function sameCriteria(a: Criterion[], b: Criterion[]): boolean {
  return a.length === b.length && a.every((x, i) => {
    const y = b[i]!;
    return x.field === y.field && x.operator === y.operator &&
      (x.operator === "" || x.value === y.value) && x.sort === y.sort;
  });
}
