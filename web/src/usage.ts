// The last minutes of a process's figures: what was asked for once, then what
// comes live. Bounded, and never two points for one look.
import type { Kind, Peaks, Stats, StatsFact, StatsHistory } from "./protocol";

/** Ten minutes at the usual two seconds, and some. */
export const mostPoints = 360;

export interface Point { t: number; cpu: number | null; rss: number | null; read: number | null; write: number | null; gpu: number | null }
export type Series = Exclude<keyof Point, "t">;

export interface Usage {
  strategy: string;
  kind: Kind;
  stats: Stats;
  peaks: Peaks;
  points: Point[];
}

const figures = [
  "cpu_pct", "rss_bytes", "threads", "processes", "pss_bytes", "open_files", "read_bytes", "write_bytes",
  "read_rate", "write_rate", "gpu_pct", "gpu_memory_bytes",
] as const;

const point = (t: number, x: Pick<Stats, "cpu_pct" | "rss_bytes" | "read_rate" | "write_rate" | "gpu_pct">): Point => ({
  t, cpu: x.cpu_pct ?? null, rss: x.rss_bytes ?? null, read: x.read_rate ?? null, write: x.write_rate ?? null, gpu: x.gpu_pct ?? null,
});

/** `at` is "" where nobody says when it was measured: then it is drawn as of now. */
export function measured(raw: unknown, old: Usage | undefined, at: string): Usage {
  const x = raw as StatsFact & Stats;
  // Figures may stand beside the names or below `stats`.
  const from: Partial<Stats> = x.stats ?? x;
  const stats = Object.fromEntries(figures.map((f) => [f, from[f] ?? null])) as unknown as Stats;
  // The share of memory costs a long look, so it is not in every measurement.
  stats.pss_bytes ??= old?.stats.pss_bytes ?? null;
  const peaks: Peaks = x.peaks ?? { cpu_pct: null, rss_bytes: null };
  const said = Date.parse(at);
  const t = Number.isNaN(said) ? Date.now() : said;
  return { strategy: x.strategy, kind: x.kind, stats, peaks, points: push(old?.points ?? [], point(t, stats)) };
}

/** The older list with one more; a look that is known already is not doubled. */
export function push(points: Point[], x: Point): Point[] {
  const last = points[points.length - 1];
  if (last && x.t <= last.t) return points;
  const next = points.length >= mostPoints ? points.slice(points.length - mostPoints + 1) : points.slice();
  next.push(x);
  return next;
}

/** What was asked for, then what came live after it. */
export function withHistory(live: Point[], h: StatsHistory): Point[] {
  const past = h.points.map((x) => point(Date.parse(x.at), x)).filter((x) => !Number.isNaN(x.t));
  const last = past[past.length - 1];
  if (!last) return live;
  // The clock of an event and of a point may differ by a little.
  const after = last.t + (h.interval_ms || 0) / 2;
  return past.concat(live.filter((x) => x.t > after)).slice(-mostPoints);
}

/** The sum over several, up to `until` processes at equal steps: one that did not run yet adds nothing. */
export function total(all: Point[][], series: Series, until = 0, steps = 60): { t: number; v: number }[] {
  const some = all.filter((x) => x.length > 0);
  if (!some.length) return [];
  const from = Math.min(...some.map((x) => x[0]!.t));
  const to = Math.max(until, ...some.map((x) => x[x.length - 1]!.t));
  const count = to > from ? steps : 1;
  const sums = Array.from({ length: count }, (_, i) => ({ t: count === 1 ? to : from + ((to - from) * i) / (count - 1), v: 0 }));
  for (const points of some) {
    let i = 0;
    for (const s of sums) {
      while (i + 1 < points.length && points[i + 1]!.t <= s.t) ++i;
      if (points[i]!.t <= s.t) s.v += points[i]![series] ?? 0;
    }
  }
  return sums;
}
