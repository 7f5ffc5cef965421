// A window on a launch's output: read by range, never all of it, growing at
// its end while the process writes.
import { signal } from "@preact/signals";
import { overwrite, parseLine, type LogLine } from "./ansi";
import { api, ApiError, type OutputChunk } from "./api";
import { connection } from "./live";
import type { Event, Kind, Level, Snapshot } from "./protocol";

export interface OutputLine { raw: string; offset: number; parsed?: LogLine; level?: Level | "" }

const page = 128 * 1024;
export const mostLines = 60_000;
const drop = 10_000;
/** Lines may be of megabytes: then fewer are kept. */
const mostBytes = 48 * 1024 * 1024;

/** Bytes that a text takes as UTF-8. */
export function utf8Length(text: string): number {
  let n = text.length;
  for (let i = 0; i < text.length; ++i) {
    const c = text.charCodeAt(i);
    if (c < 0x80) continue;
    if (c >= 0xd800 && c < 0xdc00) { n += 2; ++i; }
    else n += c < 0x800 ? 1 : 2;
  }
  return n;
}

/** The line that holds a byte; of lines beside it the one that `is` meant, if
 *  any: what is redacted is shorter on the page than it is. */
export function lineAt(lines: readonly OutputLine[], offset: number, is: (line: OutputLine) => boolean = () => true): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines[middle]!.offset <= offset) low = middle;
    else high = middle - 1;
  }
  for (const d of [0, -1, 1, -2, 2, -3, 3]) if (lines[low + d] && is(lines[low + d]!)) return low + d;
  return low;
}

/** Takes bytes apart into lines that know where they begin; a character that
 *  two pieces share is put together. */
export class LineReader {
  open = false; ///< the last line has no newline yet
  private decoder = new TextDecoder();

  take(lines: OutputLine[], bytes: Uint8Array, at: number): void {
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(10, from);
      const stop = end < 0 ? bytes.length : end;
      this.add(lines, this.decoder.decode(bytes.subarray(from, stop), { stream: end < 0 }), at + from);
      this.open = end < 0;
      from = stop + 1;
    }
  }

  takeText(lines: OutputLine[], text: string, at: number): void {
    let offset = at;
    for (let from = 0; from < text.length; ) {
      const end = text.indexOf("\n", from);
      const raw = text.slice(from, end < 0 ? text.length : end);
      this.add(lines, raw, offset);
      this.open = end < 0;
      if (end < 0) break;
      offset += utf8Length(raw) + 1;
      from = end + 1;
    }
  }

  private add(lines: OutputLine[], text: string, offset: number): void {
    const last = lines[lines.length - 1];
    if (this.open && last) lines[lines.length - 1] = { raw: last.raw + text, offset: last.offset };
    else lines.push({ raw: text, offset });
  }
}

/** Lines of a whole range; the last may be unfinished. */
export function splitLines(bytes: Uint8Array, offset: number): OutputLine[] {
  const out: OutputLine[] = [];
  new LineReader().take(out, bytes, offset);
  return out;
}

export class OutputWindow {
  lines: OutputLine[] = [];
  readonly version = signal(0);
  readonly loaded = signal(false);
  readonly error = signal<unknown>(null);
  readonly launch = signal("");
  readonly ended = signal(false);
  /** The first byte that is still there: older ones are gone if it is above 0. */
  readonly begin = signal(0);
  head = 0;
  tail = 0;
  /** False once the end was dropped because somebody reads far above it. */
  atEnd = true;
  /** Lines put before the others, less those dropped there, to keep the place. */
  prepended = 0;
  private reader = new LineReader();
  private due = false;
  private busy: Promise<void> | null = null;
  private leave: (() => void) | null = null;
  private closed = false;
  private known = 0;
  private behind = false;

  /** `never`: it has no launch yet, so there is nothing to ask for. */
  constructor(readonly strategy: string, readonly kind: Kind, readonly wanted: string | null, private readonly never = false) {
    void this.toEnd().then(() => never || this.follow());
  }

  close(): void {
    this.closed = true;
    this.leave?.();
  }

  /** Bytes known to exist, also after those that are loaded. */
  get size(): number {
    return Math.max(this.known, this.tail);
  }

  toEnd(): Promise<void> {
    return this.exclusive(async () => {
      const c = await this.newest();
      this.reset(c.launch, c.offset);
      this.takeFirst(c.bytes, c.offset);
      this.tail = c.next;
      this.ended.value = c.ended;
      this.atEnd = true;
      this.begin.value = 0;
      this.loaded.value = true;
      this.changed();
      if (c.offset > 0) this.begin.value = (await api.output(this.strategy, this.kind, c.launch, 0, 1)).offset;
    });
  }

  /** Empty where nothing was launched yet; a launch that is named must be there. */
  private async newest(): Promise<OutputChunk> {
    const none = { launch: "", offset: 0, next: 0, ended: false, bytes: new Uint8Array() };
    if (this.never) return none;
    try {
      return await api.output(this.strategy, this.kind, this.wanted, -page, page);
    } catch (e) {
      if (!this.wanted && e instanceof ApiError && e.status === 404) return none;
      throw e;
    }
  }

  /** A page that begins at a line's first byte, with some before it. */
  jump(offset: number): Promise<void> {
    return this.exclusive(async () => {
      const c = await api.output(this.strategy, this.kind, this.launch.peek(), offset, page);
      this.reset(c.launch, c.offset);
      if (c.offset > offset) this.begin.value = c.offset;
      this.append(c.bytes);
      this.tail = c.next;
      this.ended.value = c.ended;
      this.atEnd = false;
      await this.readBefore();
      await this.readOn();
      this.changed();
    });
  }

  before(): Promise<void> {
    if (this.head <= this.begin.peek() || this.busy) return Promise.resolve();
    return this.exclusive(async () => { await this.readBefore(); this.changed(); });
  }

  after(): Promise<void> {
    if (this.atEnd || this.busy) return Promise.resolve();
    return this.exclusive(async () => { await this.readOn(); this.changed(); });
  }

  /** `lines`: those that a page draws; they may have been replaced meanwhile. */
  levelOf(i: number, lines = this.lines): Level | "" {
    const line = lines[i]!;
    if (line.level !== undefined) return line.level;
    // What belongs to a line above has its level: tracebacks are errors.
    const p = this.parse(line);
    line.level = p.level || (p.time || i === 0 ? "" : continues(line.raw) ? this.levelOf(i - 1, lines) : "");
    return line.level;
  }
  parse(line: OutputLine): LogLine {
    return (line.parsed ??= parseLine(overwrite(line.raw)));
  }

  private async exclusive(f: () => Promise<void>): Promise<void> {
    while (this.busy) await this.busy;
    this.busy = f().then(() => { this.error.value = null; }, (e) => { this.error.value = e; this.loaded.value = true; })
      .finally(() => { this.busy = null; });
    await this.busy;
    if (this.behind && !this.closed) {
      this.behind = false;
      void this.catchUp();
    }
  }

  private reset(launch: string, offset: number): void {
    this.known = launch === this.launch.peek() ? this.size : 0;
    this.launch.value = launch;
    this.lines = [];
    this.head = this.tail = offset;
    this.reader = new LineReader();
    this.prepended = 0;
  }

  /** Begins at the first whole line, unless it is the output's beginning. */
  private takeFirst(bytes: Uint8Array, offset: number): void {
    const cut = offset > 0 ? bytes.indexOf(10) + 1 : 0;
    this.head = this.tail = offset + cut;
    this.append(bytes.subarray(cut));
  }

  private append(bytes: Uint8Array): void {
    this.reader.take(this.lines, bytes, this.tail);
    this.trim();
  }

  /** Drops the oldest lines beyond what a page should hold. */
  private trim(): void {
    let n = this.lines.length > mostLines ? this.lines.length - mostLines + drop : 0;
    const least = this.lines.length - 1;
    while (n < least && this.tail - this.lines[n]!.offset > mostBytes) ++n;
    if (n === 0) return;
    this.lines = this.lines.slice(n); // what is drawn now still has the old ones
    this.prepended -= n;
    this.head = this.lines[0]!.offset;
  }

  private async readBefore(): Promise<void> {
    const begin = this.begin.peek();
    if (this.head <= begin) return;
    const from = Math.max(begin, this.head - page);
    const c = await api.output(this.strategy, this.kind, this.launch.peek(), from, this.head - from);
    if (c.offset > from) this.begin.value = c.offset;
    if (c.offset >= this.head) return;
    // A line that begins before this range is read with what is before it.
    const cut = c.offset > this.begin.peek() ? c.bytes.indexOf(10) + 1 : 0;
    const older = splitLines(c.bytes.subarray(cut), c.offset + cut);
    this.prepended += older.length;
    this.lines = older.concat(this.lines);
    this.head = c.offset + cut;
    if (this.lines.length > mostLines) {
      this.known = this.size;
      this.tail = this.lines[mostLines - drop]!.offset;
      this.lines.length = mostLines - drop;
      this.reader = new LineReader();
      this.atEnd = false;
    }
  }

  private async readOn(): Promise<void> {
    const c = await api.output(this.strategy, this.kind, this.launch.peek(), this.tail, page);
    if (c.next === this.tail) { this.atEnd = true; this.ended.value = c.ended; return; }
    this.append(c.bytes);
    this.tail = c.next;
    if (c.next - c.offset < page) this.atEnd = true;
    this.ended.value = c.ended;
  }

  private async catchUp(): Promise<void> {
    if (this.busy) { this.behind = true; return; }
    await this.exclusive(async () => {
      for (let at = -1; at !== this.tail && !this.closed; ) {
        at = this.tail;
        await this.readOn();
      }
      this.changed();
    });
  }

  private follow(): void {
    if (this.closed || (this.wanted && this.ended.value)) return;
    const name = `output:${this.strategy}:${this.kind}`;
    const from = this.launch.value ? { epoch: this.launch.value, offset: this.tail } : undefined;
    this.leave = connection.subscribe(name, (m) => this.receive(m), { from });
  }

  private receive(m: Snapshot | Event): void {
    const epoch = m.epoch ?? this.launch.peek();
    if (epoch !== this.launch.peek()) {
      if (!this.wanted) void this.toEnd();
      return;
    }
    if (!this.atEnd && m.offset > this.size) { this.known = m.offset; this.soon(); }
    if (!this.atEnd || m.offset <= this.tail) return;
    const text = (m.data as { text?: string } | null)?.text ?? "";
    if (this.busy || m.op === "snapshot" || this.tail + utf8Length(text) !== m.offset) return void this.catchUp();
    this.reader.takeText(this.lines, text, this.tail);
    this.tail = m.offset;
    this.trim();
    this.soon();
  }

  /** However fast lines come, the page is drawn once a frame. */
  private soon(): void {
    if (this.due) return;
    this.due = true;
    const draw = () => { this.due = false; if (!this.closed) this.changed(); };
    if (document.hidden) setTimeout(draw, 500);
    else requestAnimationFrame(draw);
  }

  private changed(): void {
    ++this.version.value;
  }
}

const continues = (raw: string) => /^(\s|Traceback|During handling|The above exception|\w[\w.]*(Error|Exception)\b|\w+(\.\w+)+:)/.test(raw);
