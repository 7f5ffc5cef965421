// A window on a launch's output: read by range, never all of it, growing at
// its end while the process writes.
import { signal } from "@preact/signals";
import { overwrite, parseLine, type LogLine } from "./ansi";
import { api } from "./api";
import { connection } from "./live";
import type { Event, Kind, Level, Snapshot } from "./protocol";

export interface OutputLine { raw: string; offset: number; parsed?: LogLine; level?: Level | "" }

const page = 128 * 1024;
export const mostLines = 60_000;
const drop = 10_000;

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

/** Lines with the byte at which each begins; the last may be unfinished. */
export function splitLines(text: string, offset: number): OutputLine[] {
  const out: OutputLine[] = [];
  let at = offset;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from);
    const raw = text.slice(from, end < 0 ? text.length : end);
    out.push({ raw, offset: at });
    if (end < 0) break;
    at += utf8Length(raw) + 1;
    from = end + 1;
  }
  return out;
}

export class OutputWindow {
  lines: OutputLine[] = [];
  readonly version = signal(0);
  readonly loaded = signal(false);
  readonly error = signal<unknown>(null);
  readonly launch = signal("");
  readonly ended = signal(false);
  head = 0;
  tail = 0;
  /** False once the end was dropped because somebody reads far above it. */
  atEnd = true;
  /** Lines put before the others by the last reading, to keep the place. */
  prepended = 0;
  private open = false; ///< the last line has no newline yet
  private decoder = new TextDecoder();
  private busy: Promise<void> | null = null;
  private leave: (() => void) | null = null;
  private closed = false;
  private behind = false;

  constructor(readonly strategy: string, readonly kind: Kind, readonly wanted: string | null) {
    void this.toEnd().then(() => this.follow());
  }

  close(): void {
    this.closed = true;
    this.leave?.();
  }

  /** Bytes known to exist. */
  get size(): number {
    return this.tail;
  }

  toEnd(): Promise<void> {
    return this.exclusive(async () => {
      const c = await api.output(this.strategy, this.kind, this.wanted, -page, page);
      this.reset(c.launch, c.offset);
      this.takeFirst(c.bytes, c.offset);
      this.tail = c.next;
      this.ended.value = c.ended;
      this.atEnd = true;
      this.loaded.value = true;
      this.changed();
    });
  }

  /** A page that begins at a line's first byte, with some before it. */
  jump(offset: number): Promise<void> {
    return this.exclusive(async () => {
      const c = await api.output(this.strategy, this.kind, this.launch.peek(), offset, page);
      this.reset(c.launch, c.offset);
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
    if (this.head === 0 || this.busy) return Promise.resolve();
    return this.exclusive(async () => { await this.readBefore(); this.changed(); });
  }

  after(): Promise<void> {
    if (this.atEnd || this.busy) return Promise.resolve();
    return this.exclusive(async () => { await this.readOn(); this.changed(); });
  }

  levelOf(i: number): Level | "" {
    const line = this.lines[i]!;
    if (line.level !== undefined) return line.level;
    // What belongs to a line above has its level: tracebacks are errors.
    const p = this.parse(line);
    line.level = p.level || (p.time || i === 0 ? "" : continues(line.raw) ? this.levelOf(i - 1) : "");
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
    this.launch.value = launch;
    this.lines = [];
    this.head = this.tail = offset;
    this.open = false;
    this.decoder = new TextDecoder();
    this.prepended = 0;
  }

  /** Begins at the first whole line, unless it is the output's beginning. */
  private takeFirst(bytes: Uint8Array, offset: number): void {
    const cut = offset > 0 ? bytes.indexOf(10) + 1 : 0;
    this.head = this.tail = offset + cut;
    this.append(bytes.subarray(cut));
  }

  private append(bytes: Uint8Array): void {
    this.appendText(this.decoder.decode(bytes, { stream: true }));
  }

  private appendText(text: string): void {
    if (!text) return;
    let rest = text;
    const last = this.lines[this.lines.length - 1];
    let at = this.tail;
    if (this.open && last) {
      const end = text.indexOf("\n");
      const more = end < 0 ? text : text.slice(0, end);
      this.lines[this.lines.length - 1] = { raw: last.raw + more, offset: last.offset };
      if (end < 0) return;
      at += utf8Length(more) + 1;
      rest = text.slice(end + 1);
      this.open = false;
    }
    if (rest) for (const line of splitLines(rest, at)) this.lines.push(line);
    this.open = !text.endsWith("\n");
    if (this.lines.length > mostLines) {
      this.lines.splice(0, this.lines.length - mostLines + drop);
      this.head = this.lines[0]!.offset;
    }
  }

  private async readBefore(): Promise<void> {
    if (this.head === 0) return;
    const from = Math.max(0, this.head - page);
    const c = await api.output(this.strategy, this.kind, this.launch.peek(), from, this.head - from);
    if (c.offset >= this.head) { this.head = c.offset === 0 ? 0 : this.head; return; }
    const cut = c.offset > 0 ? c.bytes.indexOf(10) + 1 : 0;
    const older = splitLines(new TextDecoder().decode(c.bytes.subarray(cut)), c.offset + cut);
    this.prepended += older.length;
    this.lines = older.concat(this.lines);
    this.head = c.offset + cut;
    if (this.lines.length > mostLines) {
      this.lines.length = mostLines - drop;
      this.tail = (this.lines.at(-1)?.offset ?? 0) + utf8Length(this.lines.at(-1)?.raw ?? "") + 1;
      this.open = false;
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
    if (!this.atEnd || m.offset <= this.tail) return;
    const text = (m.data as { text?: string } | null)?.text ?? "";
    if (this.busy || m.op === "snapshot" || this.tail + utf8Length(text) !== m.offset) return void this.catchUp();
    this.appendText(text);
    this.tail = m.offset;
    this.changed();
  }

  private changed(): void {
    ++this.version.value;
  }
}

const continues = (raw: string) => /^(\s|Traceback|During handling|The above exception|\w[\w.]*(Error|Exception)\b|\w+(\.\w+)+:)/.test(raw);
