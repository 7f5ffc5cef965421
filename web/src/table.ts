// Which rows of the columns are shown, in which order. Pure.
import { failures } from "./criteria";
import type { ColumnName, Columns } from "./epochs";
import { parseFilter } from "./filter";
import type { Criterion } from "./protocol";

export type Show = "all" | "passing" | "bests";
export interface Sort { column: ColumnName; descending: boolean }
export interface View { show: Show; filters: Partial<Record<ColumnName, string>>; sort: Sort }

/** Failing criteria of each row as bits; 0 passes all. */
export function judge(columns: Columns, criteria: Criterion[], known?: Int32Array): Int32Array {
  const out = new Int32Array(columns.rows);
  let from = 0;
  if (known) {
    from = Math.min(known.length, out.length);
    out.set(known.subarray(0, from));
  }
  for (let i = from; i < out.length; ++i) out[i] = failures(criteria, columns.field(i));
  return out;
}

export function select(columns: Columns, bits: Int32Array, view: View): Int32Array {
  const tests = Object.entries(view.filters)
    .map(([name, text]) => ({ name: name as ColumnName, parsed: parseFilter(text ?? "") }))
    .filter((x) => x.parsed.ok && (view.filters[x.name] ?? "").trim() !== "")
    .map((x) => ({ column: columns.column(x.name), test: (x.parsed as { ok: true; test: (v: number | null) => boolean }).test }));
  const best = columns.column("is_best");
  const rows: number[] = [];
  for (let i = 0; i < columns.rows; ++i) {
    if (view.show === "passing" && bits[i] !== 0) continue;
    if (view.show === "bests" && best[i] !== 1) continue;
    if (tests.every((t) => t.test(t.column[i]!))) rows.push(i);
  }
  const by = columns.column(view.sort.column);
  const sign = view.sort.descending ? -1 : 1;
  // Rows without a number stand last in both directions; equals keep file order.
  rows.sort((a, b) => {
    const x = by[a]!;
    const y = by[b]!;
    const xn = Number.isNaN(x);
    const yn = Number.isNaN(y);
    if (xn || yn) return xn && yn ? a - b : xn ? 1 : -1;
    return x === y ? a - b : x < y ? -sign : sign;
  });
  return Int32Array.from(rows);
}
