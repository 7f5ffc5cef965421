// The criteria as the manager judges them: filters in order, then stable sorts
// in order, so that the last sort counts most. The manager's answer is what
// counts; this paints the table and the plots without asking it for each row.
import { boundText, cellText, fieldOf, valueWithUnit } from "./fields";
import { minus } from "./format";
import type { Criterion } from "./protocol";

export function passes(c: Criterion, x: number): boolean {
  if (!c.operator) return true;
  if (Number.isNaN(x) || c.value === null) return false;
  switch (c.operator) {
    case "<": return x < c.value;
    case "<=": return x <= c.value;
    case ">": return x > c.value;
    case ">=": return x >= c.value;
    case "==": return Math.abs(x - c.value) <= 1e-9; // as the manager takes it
  }
}

export const symbol: Record<string, string> = {
  "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "": "",
};
export function criterionText(c: Criterion): string {
  if (!c.operator) return c.field;
  return `${c.field} ${symbol[c.operator]} ${boundText(c.field, c.value)}`;
}

/** What a criterion found, so precise that it never looks like the bound that
 *  it misses. */
export function foundText(field: string, found: number | null, bound: number | null): string {
  const text = valueWithUnit(field, found);
  if (found === null || bound === null || found === bound || cellText(field, found) !== cellText(field, bound)) return text;
  const unit = fieldOf(field).unit;
  return (found < 0 ? minus : "") + String(Number(Math.abs(found).toPrecision(9))) + (unit ? ` ${unit}` : "");
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

const secondsOf: Record<string, number> = { s: 1, min: 60, h: 3600, d: 86_400 };

/** `90`, `30 min`, `2h`: a time in seconds; null if it is none. */
export function readSeconds(text: string): number | null {
  const m = /^([\d.,]+)\s*(s|min|h|d)?$/.exec(text.trim());
  const x = m ? Number(m[1]!.replace(",", ".")) : NaN;
  return Number.isFinite(x) ? x * secondsOf[m![2] ?? "s"]! : null;
}

/** What people type for a value; null if it is none. */
export function readValue(text: string, field = ""): number | null {
  if (fieldOf(field).unit === "s") return readSeconds(text);
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
