// The search of a launch's whole output, by the manager: a part at a time,
// on from where the last one ended.
import { signal } from "@preact/signals";
import type { Matches } from "./api";

export type Ask = (text: string, offset: number, limit: number, signal: AbortSignal) => Promise<Matches>;
export interface Match { offset: number; text: string }

/** More than anybody steps through; the rest is found by a better word. */
export const mostMatches = 10_000;
const longestText = 400;

export class OutputSearch {
  readonly version = signal(0);
  query = "";
  matches: Match[] = [];
  /** The byte up to which all was looked through. */
  scannedTo = 0;
  /** All there is was looked through. */
  complete = false;
  busy = false;
  answered = false;
  error: unknown = null;
  private stop = new AbortController();

  constructor(private readonly ask: Ask) {}

  get full(): boolean {
    return this.matches.length >= mostMatches;
  }

  /** Forgets the last question; "" asks nothing. */
  async start(query: string): Promise<void> {
    this.cancel();
    Object.assign(this, { query, matches: [], scannedTo: 0, complete: false, answered: false, error: null });
    this.changed();
    if (query) await this.goOn();
  }

  cancel(): void {
    this.stop.abort();
    this.stop = new AbortController();
    this.busy = false;
  }

  /** The next part, or what was written since all was looked through. */
  async goOn(): Promise<void> {
    if (!this.query || this.busy || this.full) return;
    const mine = this.stop;
    this.busy = true;
    this.changed();
    try {
      const x = await this.ask(this.query, this.scannedTo, 1000, mine.signal);
      if (mine.signal.aborted) return;
      // An unfinished line may be found again with its end.
      const last = this.matches[this.matches.length - 1]?.offset ?? -1;
      for (const m of x.matches) if (m.offset > last) this.matches.push({ offset: m.offset, text: m.text.slice(0, longestText) });
      this.matches.length = Math.min(this.matches.length, mostMatches);
      this.scannedTo = Math.max(this.scannedTo, x.scanned_to);
      this.complete = x.complete;
      this.error = null;
    } catch (e) {
      if (mine.signal.aborted) return;
      this.error = e;
    }
    this.answered = true;
    this.busy = false;
    this.changed();
  }

  /** Until something is found or nothing is left: `index` of the next match,
   *  round to the first when all is known; -1 without any. */
  async step(from: number, by: number): Promise<number> {
    const query = this.query;
    while (by > 0 && from + by >= this.matches.length && !this.complete && !this.full && !this.error) {
      const before = this.scannedTo;
      await this.goOn();
      if (this.query !== query) return -1;
      if (this.scannedTo === before && !this.complete) break;
    }
    const n = this.matches.length;
    if (n === 0) return -1;
    if (from < 0) return by > 0 ? 0 : n - 1;
    return (from + by + n) % n;
  }

  private changed(): void {
    ++this.version.value;
  }
}
