// Two fields against each other: where a value stands in the plot, and which
// points are drawn. Pure.
import type { Columns } from "../columns";
import { fieldOf } from "../fields";
import type { Criterion } from "../protocol";
import { noTrade } from "../table";
import { bounds } from "./draw";

export interface Axes { x: string; y: string }
export const usualAxes: Axes = { x: "max_drawdown", y: "profit_total_pct" };

export interface Marks { ours: number; best: number; whatif: number; selected: number; front: readonly number[]; neighbours: readonly number[] }

export interface Scale { x0: number; x1: number; y0: number; y1: number; left: number; right: number; top: number; bottom: number }
const margin = { left: 56, right: 12, top: 10, bottom: 40 };

/** Bounds of an axis: nearly all epochs, all marks, and bounds of criteria that
 *  are near. */
function span(columns: Columns, name: string, criteria: Criterion[], marks: Marks): [number, number] {
  const values = columns.column(name);
  const smaller = fieldOf(name).better === "smaller";
  let [low, high] = bounds(values, columns.rows, smaller ? 0 : 0.01, smaller ? 0.99 : 1);
  for (const row of [marks.ours, marks.best, marks.whatif, marks.selected, ...marks.front, ...marks.neighbours]) {
    const x = row >= 0 ? values[row]! : NaN;
    if (Number.isFinite(x)) { low = Math.min(low, x); high = Math.max(high, x); }
  }
  const reach = 2.5 * Math.max(Math.abs(low), Math.abs(high));
  for (const c of criteria)
    if (c.field === name && c.operator && c.value !== null && Math.abs(c.value) < reach) {
      low = Math.min(low, c.value);
      high = Math.max(high, c.value > 0 && c.value > high ? c.value * 1.15 : c.value);
    }
  // What cannot be below zero begins there, if that is near.
  const zero = low >= 0 && low < (high - low) * 0.6;
  const pad = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  return [zero ? 0 : low - pad, high + pad];
}

export function scaleOf(columns: Columns, axes: Axes, criteria: Criterion[], marks: Marks, width: number, height: number): Scale {
  const [x0, x1] = span(columns, axes.x, criteria, marks);
  const [y0, y1] = span(columns, axes.y, criteria, marks);
  return { x0, x1, y0, y1, left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom };
}

export const toX = (s: Scale, v: number) => s.left + ((v - s.x0) / (s.x1 - s.x0)) * (s.right - s.left);
export const toY = (s: Scale, v: number) => s.bottom - ((v - s.y0) / (s.y1 - s.y0)) * (s.bottom - s.top);

/** More points than this no eye tells apart. */
export const mostPoints = 50_000;
/** How far from a point it is still pointed at, px. */
const reach = 14;

/** The points that are drawn: all of them, or, beyond `mostPoints`, one for each
 *  spot of the plot, where a passing one goes before a failing one. A new epoch
 *  is one more step; only another scale or judgement begins anew. */
export class Cloud {
  /** Drawn rows by spot or, while all are drawn, by their number. */
  private drawn = new Int32Array(0);
  private count = 0;
  private rows = 0;
  private key = "";
  private spot = 0;
  private across = 0;
  private spots = new Int32Array(0);
  /** Of each square of `reach` px its first drawn point, then the next ones. */
  private heads = new Int32Array(0);
  private nexts = new Int32Array(0);
  private squares = 0;
  private scale: Scale | null = null;
  private axes = usualAxes;

  constructor(private readonly columns: Columns) {}

  update(axes: Axes, scale: Scale, bits: Int32Array, era: number): void {
    const decimated = bits.length > mostPoints;
    const key = `${axes.x} ${axes.y} ${this.columns.revision} ${era} ${decimated} ${Object.values(scale).join(" ")}`;
    if (key !== this.key || bits.length < this.rows) this.begin(key, axes, scale, decimated);
    const x = this.columns.column(axes.x);
    const y = this.columns.column(axes.y);
    for (let row = this.rows; row < bits.length; ++row) {
      if (bits[row]! & noTrade) continue;
      const px = toX(scale, x[row]!);
      const py = toY(scale, y[row]!);
      if (!(px >= scale.left && px <= scale.right && py >= scale.top && py <= scale.bottom)) continue;
      this.add(row, px, py, bits);
    }
    this.rows = bits.length;
  }

  /** Drawn rows, in no order. */
  points(): Int32Array {
    return this.drawn.subarray(0, this.count);
  }

  /** The drawn row next to a place, within 14 px; -1 if there is none. */
  nearest(x: number, y: number): number {
    const s = this.scale;
    if (!s) return -1;
    const column = Math.floor((x - s.left) / reach);
    const line = Math.floor((y - s.top) / reach);
    const xs = this.columns.column(this.axes.x);
    const ys = this.columns.column(this.axes.y);
    let best = reach * reach;
    let found = -1;
    for (let j = line - 1; j <= line + 1; ++j)
      for (let i = column - 1; i <= column + 1; ++i) {
        if (i < 0 || j < 0 || i >= this.squares || j * this.squares + i >= this.heads.length) continue;
        for (let k = this.heads[j * this.squares + i]!; k >= 0; k = this.nexts[k]!) {
          const row = this.drawn[k]!;
          const dx = toX(s, xs[row]!) - x;
          const dy = toY(s, ys[row]!) - y;
          const d = dx * dx + dy * dy;
          if (d < best) { best = d; found = row; }
        }
      }
    return found;
  }

  private begin(key: string, axes: Axes, scale: Scale, decimated: boolean): void {
    this.key = key;
    this.axes = axes;
    this.scale = scale;
    this.rows = this.count = 0;
    const width = Math.max(1, scale.right - scale.left);
    const height = Math.max(1, scale.bottom - scale.top);
    this.squares = Math.floor(width / reach) + 1;
    this.heads = new Int32Array(this.squares * (Math.floor(height / reach) + 1)).fill(-1);
    this.spot = decimated ? Math.max(2, Math.sqrt((width * height) / (mostPoints * 0.98))) : 0;
    this.across = decimated ? Math.floor(width / this.spot) + 1 : 0;
    this.spots = new Int32Array(decimated ? this.across * (Math.floor(height / this.spot) + 1) : 0).fill(-1);
  }

  private add(row: number, px: number, py: number, bits: Int32Array): void {
    const s = this.scale!;
    if (this.spot) {
      const at = Math.floor((py - s.top) / this.spot) * this.across + Math.floor((px - s.left) / this.spot);
      const k = this.spots[at]!;
      if (k >= 0) {
        // Spots may lie across squares by a hair, less than anybody points.
        if (bits[row] === 0 && bits[this.drawn[k]!] !== 0) this.drawn[k] = row;
        return;
      }
      this.spots[at] = this.count;
    }
    if (this.count === this.drawn.length) {
      const room = Math.max(1024, this.count * 2);
      const [drawn, nexts] = [new Int32Array(room), new Int32Array(room)];
      drawn.set(this.drawn);
      nexts.set(this.nexts);
      [this.drawn, this.nexts] = [drawn, nexts];
    }
    const square = Math.floor((py - s.top) / reach) * this.squares + Math.floor((px - s.left) / reach);
    this.drawn[this.count] = row;
    this.nexts[this.count] = this.heads[square]!;
    this.heads[square] = this.count++;
  }
}
