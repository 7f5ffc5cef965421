// How far we are in each topic, and whether anything is missing between.
import type { Event, Snapshot, Topic } from "./protocol";

export interface Position { epoch: string; offset: number }

export type Step = "apply" | "skip" | "gap";

export class Cursor {
  private readonly at = new Map<string, Position>();

  position(topic: string): Position | undefined {
    return this.at.get(topic);
  }

  set(topic: string, position: Position): void {
    this.at.set(topic, position);
  }

  forget(topic: string): void {
    this.at.delete(topic);
  }

  /** What to ask for: from where we are, or everything. */
  topic(name: string): Topic {
    const p = this.at.get(name);
    return p ? { name, epoch: p.epoch, offset: p.offset } : { name };
  }

  snapshot(m: Snapshot): void {
    this.at.set(m.topic, { epoch: m.epoch, offset: m.offset });
  }

  /** An event belongs right after the one before it: `after` proves it. */
  event(m: Event): Step {
    const p = this.at.get(m.topic);
    if (!p) return "gap";
    if (m.epoch !== undefined && m.epoch !== p.epoch) return "gap";
    if (m.offset <= p.offset) return "skip";
    if (m.after !== undefined && m.after > p.offset) return "gap";
    this.at.set(m.topic, { epoch: p.epoch, offset: m.offset });
    return "apply";
  }
}

/** Seconds to wait before try n (from 1): 0.3, 0.6, 1.2 … at most 15. */
export function backoff(n: number, random = Math.random()): number {
  return Math.min(15, 0.3 * 2 ** Math.min(n - 1, 10)) * (0.8 + 0.4 * random);
}
