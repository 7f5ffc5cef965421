// Which epochs meet the criteria, which rows are shown, in which order. All of
// it goes on behind the rows that it knows, so that a new epoch costs little
// beside a million old ones. Pure.
import type { Columns } from "./columns";
import { parseFilter, type Test } from "./filter";
import { Order } from "./order";
import type { Criterion } from "./protocol";

export type Show = "all" | "passing" | "front" | "bests";
export interface Sort { column: string; descending: boolean }
export interface View { show: Show; filters: Record<string, string | undefined>; sort: Sort }

export const noTrade = 1 << 30;

/** Sets bit `bit` of the rows that fail; one plain loop for each operator. */
function mark(out: Int32Array, x: Float64Array, c: Criterion, bit: number, from: number, to: number): void {
  const v = c.value ?? NaN;
  switch (c.operator) {
    case "": return;
    case "<": for (let i = from; i < to; ++i) if (!(x[i]! < v)) out[i]! |= bit; return;
    case "<=": for (let i = from; i < to; ++i) if (!(x[i]! <= v)) out[i]! |= bit; return;
    case ">": for (let i = from; i < to; ++i) if (!(x[i]! > v)) out[i]! |= bit; return;
    case ">=": for (let i = from; i < to; ++i) if (!(x[i]! >= v)) out[i]! |= bit; return;
    case "==": for (let i = from; i < to; ++i) if (!(Math.abs(x[i]! - v) <= 1e-9)) out[i]! |= bit; return;
  }
}

/** Failing criteria of each row as bits: 0 passes all, bit i is criterion i. */
export class Judgement {
  /** Rows that pass all. */
  passing = 0;
  /** Changes when rows that were judged are judged otherwise. */
  era = 0;
  private bits = new Int32Array(1024);
  private rows = 0;
  private key = "";

  constructor(private readonly columns: Columns) {}

  update(criteria: Criterion[]): Int32Array {
    const c = this.columns;
    const key = `${c.revision} ${JSON.stringify(criteria)}`;
    if (key !== this.key || c.rows < this.rows) {
      this.key = key;
      this.rows = this.passing = 0;
      ++this.era;
    }
    if (this.bits.length < c.rows) {
      const grown = new Int32Array(Math.max(c.rows, this.bits.length * 2));
      grown.set(this.bits.subarray(0, this.rows));
      this.bits = grown;
    }
    const trades = c.column("trades");
    for (let i = this.rows; i < c.rows; ++i) this.bits[i] = trades[i]! > 0 ? 0 : noTrade;
    criteria.slice(0, 30).forEach((x, k) => mark(this.bits, c.column(x.field), x, 1 << k, this.rows, c.rows));
    for (let i = this.rows; i < c.rows; ++i) if (this.bits[i] === 0) ++this.passing;
    this.rows = c.rows;
    return this.bits.subarray(0, this.rows);
  }
}

/** The rows of a table in its order. */
export class Table {
  private readonly order = new Order();
  private kept = new Uint8Array(1024);
  private rows = 0;
  private key = "";

  constructor(private readonly columns: Columns) {}

  /** `front` are the rows of the Pareto front; `era` is of the judgement. */
  update(bits: Int32Array, era: number, view: View, front: readonly number[] = []): Int32Array {
    const c = this.columns;
    const by = view.sort;
    const all = this.order.update(`${c.revision} ${by.column} ${by.descending}`, c.column(by.column), c.rows, by.descending);
    const tests = Object.entries(view.filters).filter(([, text]) => text?.trim()).sort();
    // The front moves as a whole; the others are kept as they were.
    const key = `${c.revision} ${view.show === "passing" ? era : ""} ${view.show} ${JSON.stringify(tests)} ${view.show === "front" ? front.join() : ""}`;
    if (key !== this.key || c.rows < this.rows) {
      this.key = key;
      this.rows = 0;
    }
    this.keep(bits, view.show, tests.map(([name, text]) => ({ name, text: text! })), front);
    if (tests.length === 0 && view.show === "all") return all;
    const out = new Int32Array(all.length);
    let n = 0;
    for (let i = 0; i < all.length; ++i) if (this.kept[all[i]!]) out[n++] = all[i]!;
    return out.subarray(0, n);
  }

  private keep(bits: Int32Array, show: Show, filters: { name: string; text: string }[], front: readonly number[]): void {
    const { columns: c, rows: from } = this;
    const to = c.rows;
    if (this.kept.length < to) {
      const grown = new Uint8Array(Math.max(to, this.kept.length * 2));
      grown.set(this.kept.subarray(0, from));
      this.kept = grown;
    }
    const kept = this.kept;
    const best = c.column("is_best");
    kept.fill(show === "front" ? 0 : 1, from, to);
    if (show === "front") for (const row of front) if (row >= from && row < to) kept[row] = 1;
    if (show === "passing") for (let i = from; i < to; ++i) if (bits[i] !== 0) kept[i] = 0;
    if (show === "bests") for (let i = from; i < to; ++i) if (best[i] !== 1) kept[i] = 0;
    for (const { name, text } of filters) {
      const parsed = parseFilter(text, name);
      if (parsed.ok) sieve(kept, c.column(name), parsed.test, from, to);
    }
    this.rows = to;
  }
}

function sieve(kept: Uint8Array, x: Float64Array, test: Test, from: number, to: number): void {
  for (let i = from; i < to; ++i) if (kept[i] && !test(x[i]!)) kept[i] = 0;
}
