// The epochs of one file as columns of numbers, growing while hyperopt writes.
import { signal } from "@preact/signals";
import { api, ApiError } from "./api";
import { connection } from "./live";
import type { CriterionField, Epoch, EpochColumns, Event, Snapshot } from "./protocol";

export const columnNames = [
  "line", "epoch", "trades", "wins", "draws", "losses", "avg_profit", "profit_total_pct", "profit_total_abs",
  "max_drawdown", "max_drawdown_abs", "duration", "objective", "is_best", "is_initial_point", "is_random",
] as const;
export type ColumnName = (typeof columnNames)[number];

/** Growable columns; NaN stands for what the file has no number for. */
export class Columns {
  rows = 0;
  private room = 1024;
  private data = new Map<ColumnName, Float64Array>(columnNames.map((c) => [c, new Float64Array(this.room)]));

  column(name: ColumnName): Float64Array {
    return this.data.get(name)!;
  }
  at(name: ColumnName, row: number): number {
    return this.data.get(name)![row]!;
  }
  get lastLine(): number {
    return this.rows ? this.at("line", this.rows - 1) : 0;
  }

  /** Appends what is new by its line; returns the number of rows added. */
  append(columns: EpochColumns["columns"]): number {
    const lines = columns.line ?? [];
    const known = this.lastLine;
    let from = 0;
    while (from < lines.length && Number(lines[from]) <= known) ++from;
    const n = lines.length - from;
    if (n <= 0) return 0;
    this.reserve(this.rows + n);
    for (const name of columnNames) {
      const to = this.data.get(name)!;
      const source = columns[name];
      for (let i = 0; i < n; ++i) {
        const x = source?.[from + i];
        to[this.rows + i] = x === null || x === undefined ? NaN : Number(x);
      }
    }
    this.rows += n;
    return n;
  }

  clear(): void {
    this.rows = 0;
  }

  /** Rows are in the order of their lines, so a line is found by halving. */
  rowOfLine(line: number): number {
    const lines = this.data.get("line")!;
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
    const n = (c: ColumnName) => {
      const x = this.at(c, row);
      return Number.isNaN(x) ? null : x;
    };
    return {
      line: n("line") ?? 0, epoch: n("epoch") ?? 0, trades: n("trades") ?? 0, wins: n("wins") ?? 0, draws: n("draws") ?? 0,
      losses: n("losses") ?? 0, avg_profit: n("avg_profit"), profit_total_pct: n("profit_total_pct"),
      profit_total_abs: n("profit_total_abs"), max_drawdown: n("max_drawdown"), max_drawdown_abs: n("max_drawdown_abs"),
      duration: n("duration"), objective: n("objective"), is_best: n("is_best") === 1,
      is_initial_point: n("is_initial_point") === 1, is_random: n("is_random") === 1,
    };
  }
  field(row: number): (f: CriterionField) => number {
    return (f) => this.at(f, row);
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

const base = (file: string | null | undefined) => (file ?? "").split("/").pop() ?? "";

/** Follows a file: the strategy's newest one live, an older one as it is. */
export class EpochFeed {
  readonly columns = new Columns();
  /** Counts changes; who reads the columns reads it. */
  readonly version = signal(0);
  readonly file = signal("");
  readonly loaded = signal(false);
  readonly error = signal<unknown>(null);
  lastAt = 0;
  private generation: number | string | null = null;
  private reading: Promise<void> | null = null;
  private again = false;
  private leave: (() => void) | null = null;
  private closed = false;

  constructor(readonly strategy: string, readonly wanted: string | null) {
    void this.catchUp().then(() => {
      if (!this.closed && !this.wanted) this.follow();
    });
  }

  close(): void {
    this.closed = true;
    this.leave?.();
  }

  /** Reads what is missing; calls during a reading make one more. */
  catchUp(): Promise<void> {
    if (this.reading) {
      this.again = true;
      return this.reading;
    }
    this.reading = this.read().finally(() => {
      this.reading = null;
      if (this.again && !this.closed) {
        this.again = false;
        void this.catchUp();
      }
    });
    return this.reading;
  }

  private async read(): Promise<void> {
    try {
      let cursor = this.columns.lastLine + 1;
      for (let more = true; more && !this.closed; ) {
        const page = await api.epochs(this.strategy, this.wanted, cursor, columnNames);
        const other = this.generation !== null && (page.generation !== this.generation || base(page.file) !== this.file.peek());
        this.generation = page.generation;
        this.file.value = base(page.file);
        if (other) {
          this.columns.clear();
          cursor = 1;
          continue;
        }
        if (this.columns.append(page.columns)) this.changed();
        // `total` grows while an older file is still being read: only a page without a next one is the end.
        const next = Number(page.next_cursor ?? 0);
        more = next > cursor;
        cursor = next;
      }
      this.error.value = null;
    } catch (e) {
      // No file yet is no failure: hyperopt has not run.
      this.error.value = e instanceof ApiError && e.status === 404 ? null : e;
    } finally {
      this.loaded.value = true;
    }
  }

  private changed(): void {
    this.lastAt = Date.now();
    ++this.version.value;
  }

  private follow(): void {
    this.leave = connection.subscribe(`epochs:${this.strategy}`, (m) => this.receive(m));
  }

  private receive(m: Snapshot | Event): void {
    const data = m.data as EpochColumns | null;
    const columns = data?.columns;
    // Another file, or a frame that does not follow on: read what is missing.
    if (!columns || Array.isArray(columns) || !columns.line) return void this.catchUp();
    const other = data.file !== undefined && base(data.file) !== this.file.peek();
    if (other || (data.generation !== undefined && data.generation !== this.generation)) return void this.catchUp();
    if (!columns.line.length) return;
    const first = Number(columns.line[0]);
    if (first > this.columns.lastLine + 1) return void this.catchUp();
    if (this.columns.append(columns)) this.changed();
  }
}
