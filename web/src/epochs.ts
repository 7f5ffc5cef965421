// The epochs of one file as columns of numbers, growing while hyperopt writes.
import { signal } from "@preact/signals";
import { api, ApiError } from "./api";
import { Columns, usualColumns } from "./columns";
import { connection } from "./live";
import type { EpochColumns, Event, Snapshot } from "./protocol";

/** Many rows are drawn anew only so often, in ms. */
const manyRows = 50_000;
const manyPause = 400;
/** Parameters of new epochs are asked for together, in ms. */
const extraPause = 1000;
/** What the manager has not read yet is asked for again, in ms. */
const unreadPause = 250;

type Page = Awaited<ReturnType<typeof api.epochs>>;
/** Where to go on behind a page that was asked for by `cursor`: the same cursor
 *  again if the manager has not read so far yet; null at the end. */
function cursorAfter(page: Page, cursor: number): number | null {
  const next = Number(page.next_cursor ?? 0);
  return next > cursor || (next === cursor && page.rows === 0) ? next : null;
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
  private toldAt = 0;
  private telling: ReturnType<typeof setTimeout> | undefined;
  /** Columns that were asked for on top, and the line up to which they came. */
  private extras = new Map<string, number>();
  private fetching: Promise<void> | null = null;
  private fetchLater: ReturnType<typeof setTimeout> | undefined;
  /** End the pauses that are under way. */
  private readonly pauses = new Set<() => void>();

  constructor(readonly strategy: string, readonly wanted: string | null) {
    void this.catchUp().then(() => {
      if (!this.closed && !this.wanted) this.follow();
    });
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.telling);
    clearTimeout(this.fetchLater);
    for (const end of this.pauses) end();
    this.leave?.();
  }

  private pause(ms: number): Promise<void> {
    return new Promise((done) => {
      const end = () => { clearTimeout(timer); this.pauses.delete(end); done(); };
      const timer = setTimeout(end, ms);
      this.pauses.add(end);
    });
  }

  /** Brings these columns along from now on; the usual ones are there anyway. */
  want(names: readonly string[]): void {
    let more = false;
    for (const name of names)
      if (!this.columns.has(name) || (this.extras.get(name) ?? this.columns.lastLine) < this.columns.lastLine) {
        if (!this.extras.has(name)) this.extras.set(name, 0);
        more = true;
      }
    if (more) void this.fetchExtras();
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
      for (let cursor: number | null = this.columns.lastLine + 1; cursor !== null && !this.closed; ) {
        const page: Page = await api.epochs(this.strategy, this.wanted, cursor, usualColumns);
        if (this.closed) return;
        const other: boolean = this.generation !== null && (page.generation !== this.generation || base(page.file) !== this.file.peek());
        this.generation = page.generation;
        this.file.value = base(page.file);
        if (other) {
          this.columns.clear();
          this.loaded.value = false;
          for (const name of this.extras.keys()) this.extras.set(name, 0);
          this.tell();
          cursor = 1;
          continue;
        }
        if (this.columns.append(page.columns, page.nonfinite)) this.changed();
        // `total` grows while an older file is still being read: only a page without a next one is the end.
        const next = cursorAfter(page, cursor);
        if (next === cursor) await this.pause(unreadPause);
        cursor = next;
      }
      this.error.value = null;
    } catch (e) {
      // No file yet is no failure: hyperopt has not run.
      this.error.value = e instanceof ApiError && e.status === 404 ? null : e;
    } finally {
      if (!this.closed) {
        this.loaded.value = true;
        this.tell();
      }
    }
  }

  private changed(): void {
    this.lastAt = Date.now();
    if (this.extras.size && !this.fetchLater)
      this.fetchLater = setTimeout(() => { this.fetchLater = undefined; void this.fetchExtras(); }, extraPause);
    const wait = this.columns.rows < manyRows ? 0 : this.toldAt + manyPause - this.lastAt;
    if (wait <= 0) this.tell();
    else this.telling ??= setTimeout(() => this.tell(), wait);
  }

  private tell(): void {
    clearTimeout(this.telling);
    this.telling = undefined;
    this.toldAt = Date.now();
    ++this.version.value;
  }

  private fetchExtras(): Promise<void> {
    return (this.fetching ??= this.readExtras().finally(() => (this.fetching = null)));
  }

  /** Page by page, each with all columns that miss the same lines. */
  private async readExtras(): Promise<void> {
    for (;;) {
      const end = this.columns.lastLine;
      const from = Math.min(...this.extras.values());
      if (this.closed || !(from < end)) break;
      const names = [...this.extras].filter(([, line]) => line === from).map(([name]) => name);
      const generation = this.generation;
      try {
        const page = await api.epochs(this.strategy, this.wanted ?? this.file.peek(), from + 1, ["line", ...names]);
        if (this.closed || this.generation !== generation) continue;
        if (cursorAfter(page, from + 1) === from + 1) {
          await this.pause(unreadPause);
          continue;
        }
        const lines = page.columns.line ?? [];
        for (const name of names) {
          this.columns.fill(name, lines, page.columns[name] ?? [], page.nonfinite?.[name]);
          this.extras.set(name, lines.length ? Number(lines[lines.length - 1]) : end);
        }
      } catch {
        // No epoch has it: its cells stay empty until the next ones are asked.
        for (const name of names) this.extras.set(name, end);
      }
      this.tell();
    }
  }

  /** Goes on behind what was read: nothing comes twice. */
  private follow(): void {
    const from = this.generation !== null && this.columns.lastLine > 0 ? { epoch: String(this.generation), offset: this.columns.lastLine } : undefined;
    this.leave = connection.subscribe(`epochs:${this.strategy}`, (m) => this.receive(m), { from });
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
    if (this.columns.append(columns, data.nonfinite)) this.changed();
  }
}
