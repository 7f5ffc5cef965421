// Columns of numbers, one for each field of the epochs of a file. They only
// grow; who keeps something of them goes on behind the rows that it knows.
import type { Epoch, EpochColumns, Infinite } from "./protocol";

/** That every epoch brings along, as GET epochs?format=columns gives them. */
export const usualColumns = [
  "line", "epoch", "trades", "wins", "draws", "losses", "avg_profit", "profit_total_pct", "profit_total_abs",
  "max_drawdown", "max_drawdown_abs", "duration", "objective", "is_best", "is_initial_point", "is_random",
  "profit_median", "expectancy", "sortino", "sharpe", "calmar", "profit_factor", "cagr", "trades_per_day", "winrate",
] as const;

type Values = EpochColumns["columns"][string];
type Nonfinite = NonNullable<EpochColumns["nonfinite"]>;

/** NaN stands for what the file has no number for. */
const numberOf = (x: Values[number] | undefined) => (x === null || x === undefined || typeof x === "string" ? NaN : Number(x));

/** The first `n` of a page's column as numbers; `notes` tell its infinities. */
function numbersOf(values: Values | undefined, n: number, notes: Nonfinite[string] | undefined): Float64Array {
  const y = new Float64Array(n);
  for (let i = 0; i < n; ++i) y[i] = numberOf(values?.[i]);
  for (const name of ["Infinity", "-Infinity"] satisfies Infinite[])
    for (const i of notes?.[name] ?? []) if (i < n) y[i] = Number(name);
  return y;
}

export class Columns {
  rows = 0;
  /** Changes when rows that were there are others now: then all is to be done anew. */
  revision = 0;
  /** freqtrade's newest best; -1 without one. */
  best = -1;
  private room = 1024;
  private data = new Map<string, Float64Array>(usualColumns.map((c) => [c, new Float64Array(this.room)]));

  has(name: string): boolean {
    return this.data.has(name);
  }
  /** One that was never asked for holds no number. */
  column(name: string): Float64Array {
    let y = this.data.get(name);
    if (!y) this.data.set(name, (y = new Float64Array(this.room).fill(NaN)));
    return y;
  }
  at(name: string, row: number): number {
    return this.column(name)[row]!;
  }
  /** Null for what has no number. */
  value(name: string, row: number): number | null {
    const x = this.column(name)[row]!;
    return Number.isNaN(x) ? null : x;
  }
  get lastLine(): number {
    return this.rows ? this.at("line", this.rows - 1) : 0;
  }

  /** Appends what is new by its line; returns the number of rows added. */
  append(columns: EpochColumns["columns"], nonfinite: Nonfinite = {}): number {
    const lines = columns.line ?? [];
    const known = this.lastLine;
    let from = 0;
    while (from < lines.length && Number(lines[from]) <= known) ++from;
    const n = lines.length - from;
    if (n <= 0) return 0;
    this.reserve(this.rows + n);
    for (const [name, to] of this.data)
      to.set(numbersOf(columns[name], lines.length, nonfinite[name]).subarray(from), this.rows);
    if (!columns.winrate) this.countWinrate(this.rows, n);
    const best = this.column("is_best");
    for (let i = this.rows + n - 1; i >= this.rows; --i)
      if (best[i] === 1) { this.best = i; break; }
    this.rows += n;
    return n;
  }

  /** Values of `name` for lines that are there; those before stay. */
  fill(name: string, lines: Values, values: Values, notes?: Nonfinite[string]): void {
    const to = this.column(name);
    const numbers = numbersOf(values, lines.length, notes);
    let row = lines.length ? this.rowOfLine(Number(lines[0])) : -1;
    if (row < 0) return;
    const own = this.column("line");
    for (let i = 0; i < lines.length && row < this.rows; ++i) {
      while (row < this.rows && own[row]! < Number(lines[i])) ++row;
      if (own[row] === Number(lines[i])) to[row] = numbers[i]!;
    }
    ++this.revision;
  }

  clear(): void {
    this.rows = 0;
    this.best = -1;
    ++this.revision;
  }

  /** Rows are in the order of their lines, so a line is found by halving. */
  rowOfLine(line: number): number {
    const lines = this.column("line");
    let low = 0;
    let high = this.rows - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (lines[middle]! === line) return middle;
      if (lines[middle]! < line) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  epoch(row: number): Epoch {
    const n = (c: string) => this.value(c, row);
    return {
      line: n("line") ?? 0, epoch: n("epoch") ?? 0, trades: n("trades") ?? 0, wins: n("wins") ?? 0, draws: n("draws") ?? 0,
      losses: n("losses") ?? 0, avg_profit: n("avg_profit"), profit_total_pct: n("profit_total_pct"),
      profit_total_abs: n("profit_total_abs"), max_drawdown: n("max_drawdown"), max_drawdown_abs: n("max_drawdown_abs"),
      duration: n("duration"), objective: n("objective"), is_best: n("is_best") === 1,
      is_initial_point: n("is_initial_point") === 1, is_random: n("is_random") === 1,
    };
  }

  private countWinrate(from: number, n: number): void {
    const to = this.column("winrate");
    const wins = this.column("wins");
    const trades = this.column("trades");
    for (let i = from; i < from + n; ++i) to[i] = trades[i]! > 0 ? wins[i]! / trades[i]! : 0;
  }

  private reserve(n: number): void {
    if (n <= this.room) return;
    while (this.room < n) this.room *= 2;
    for (const [name, old] of this.data) {
      const grown = new Float64Array(this.room);
      grown.set(old.subarray(0, this.rows));
      this.data.set(name, grown);
    }
  }
}
