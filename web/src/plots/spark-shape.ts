// The geometry of a sparkline: by time, so that a gap is as long as it was.

export interface Sample { t: number; v: number }

export interface SparkShape {
  line: string;
  area: string;
  /** Where each sample is drawn. */
  x: number[];
  y: number[];
  /** Index of the highest; -1 if all are alike. */
  peak: number;
  top: number;
}

/** Milliseconds within which a change came about, at most. */
const hold = 2500;

/** Known values only, in the order of time. What does not change is told once:
 *  a value holds until shortly before the next, and the last one to `until`. */
export function samples<T extends { t: number }>(points: readonly T[], value: (p: T) => number | null, until?: number): Sample[] {
  const out: Sample[] = [];
  for (const p of points) {
    const v = value(p);
    if (v === null || !Number.isFinite(v)) continue;
    const old = out[out.length - 1];
    if (old && p.t - old.t > 2 * hold) out.push({ t: p.t - hold, v: old.v });
    out.push({ t: p.t, v });
  }
  const last = out[out.length - 1];
  if (last && until !== undefined && until > last.t) out.push({ t: until, v: last.v });
  return out;
}

export function sparkShape(all: readonly Sample[], width: number, height: number, floor = 0): SparkShape | null {
  if (all.length < 2) return null;
  let peak = 0;
  let low = 0;
  for (let i = 1; i < all.length; ++i) {
    if (all[i]!.v > all[peak]!.v) peak = i;
    if (all[i]!.v < all[low]!.v) low = i;
  }
  const top = Math.max(all[peak]!.v, floor + 1e-9);
  const from = all[0]!.t;
  const span = Math.max(1, all[all.length - 1]!.t - from);
  const round = (v: number) => Math.round(v * 10) / 10;
  const x = all.map((s) => round(((s.t - from) / span) * width));
  const y = all.map((s) => round(height - 1 - ((Math.max(floor, s.v) - floor) / (top - floor)) * (height - 4)));
  const line = all.map((_, i) => `${i ? "L" : "M"}${x[i]} ${y[i]}`).join("");
  return { line, area: `${line}L${width} ${height}L0 ${height}Z`, x, y, top, peak: all[peak]!.v > all[low]!.v ? peak : -1 };
}

/** The sample nearest to a place. */
export function nearest(x: readonly number[], at: number): number {
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= at) low = middle;
    else high = middle;
  }
  return at - x[low]! <= x[high]! - at ? low : high;
}
