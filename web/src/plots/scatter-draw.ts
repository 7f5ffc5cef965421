// Draws the scatter: axes, points, criteria, the front, marks.
import type { Columns } from "../columns";
import { symbol } from "../criteria";
import { boundText, fieldOf } from "../fields";
import { duration, num, plain, signed } from "../format";
import type { Criterion } from "../protocol";
import { diamond, hatch, label, palette, star, ticks, type Palette } from "./draw";
import { toX, toY, type Axes, type Marks, type Scale } from "./plane";

export interface Drawing {
  scale: Scale; axes: Axes; columns: Columns; bits: Int32Array; points: Int32Array; criteria: Criterion[]; marks: Marks;
}

function tickText(name: string, t: number): string {
  const f = fieldOf(name);
  if (f.unit === "s") return duration(t);
  const text = f.signed && t !== 0 ? signed(t, Math.abs(t) >= 1 || t === 0 ? 0 : Math.abs(t) >= 0.1 ? 1 : 3) : plain(t);
  return f.unit === "%" ? `${text} %` : text;
}

function grid(c: CanvasRenderingContext2D, d: Drawing, p: Palette): void {
  const s = d.scale;
  c.fillStyle = p.axis!;
  c.lineWidth = 1;
  c.textBaseline = "middle";
  c.textAlign = "right";
  for (const t of ticks(s.y0, s.y1, (s.bottom - s.top) / 48)) {
    const y = Math.round(toY(s, t)) + 0.5;
    if (y > s.bottom + 1) continue;
    c.strokeStyle = t === 0 ? p.line2! : p.grid!;
    c.beginPath(); c.moveTo(s.left, y); c.lineTo(s.right, y); c.stroke();
    c.fillText(tickText(d.axes.y, t), s.left - 8, y, s.left - 8);
  }
  c.textAlign = "center";
  c.textBaseline = "top";
  for (const t of ticks(s.x0, s.x1, (s.right - s.left) / 84)) {
    const x = Math.round(toX(s, t)) + 0.5;
    c.strokeStyle = t === 0 && s.x0 < 0 ? p.line2! : p.grid!;
    c.beginPath(); c.moveTo(x, s.top); c.lineTo(x, s.bottom); c.stroke();
    c.fillText(tickText(d.axes.x, t), x, s.bottom + 8);
  }
  c.fillText(fieldOf(d.axes.x).text, (s.left + s.right) / 2, s.bottom + 25);
}

const clamp = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x));

function excluded({ scale: s, axes, criteria }: Drawing): Path2D {
  const path = new Path2D();
  for (const c of criteria) {
    if (!c.operator || c.value === null || c.operator === "==") continue;
    const above = c.operator.startsWith(">");
    if (c.field === axes.x) {
      const x = clamp(toX(s, c.value), s.left, s.right);
      if (above) path.rect(s.left, s.top, x - s.left, s.bottom - s.top);
      else path.rect(x, s.top, s.right - x, s.bottom - s.top);
    } else if (c.field === axes.y) {
      const y = clamp(toY(s, c.value), s.top, s.bottom);
      if (above) path.rect(s.left, y, s.right - s.left, s.bottom - y);
      else path.rect(s.left, s.top, s.right - s.left, y - s.top);
    }
  }
  return path;
}

function points(c: CanvasRenderingContext2D, d: Drawing, passing: boolean): void {
  const x = d.columns.column(d.axes.x);
  const y = d.columns.column(d.axes.y);
  const many = d.points.length > 8000;
  const r = many ? 1.4 : passing ? 2 : 1.7;
  c.beginPath();
  for (const row of d.points) {
    if ((d.bits[row] === 0) !== passing) continue;
    const px = toX(d.scale, x[row]!);
    const py = toY(d.scale, y[row]!);
    // At this size nobody tells a square from a circle, which takes thrice as long.
    if (many) c.fillRect(px - r, py - r, 2 * r, 2 * r);
    else { c.moveTo(px + r, py); c.arc(px, py, r, 0, 6.2832); }
  }
  if (!many) c.fill();
}

function criteriaLines(c: CanvasRenderingContext2D, d: Drawing, p: Palette): void {
  const s = d.scale;
  c.strokeStyle = p.t2!;
  c.setLineDash([4, 3]);
  const texts: (() => void)[] = [];
  for (const x of d.criteria) {
    if (!x.operator || x.value === null) continue;
    const text = `${fieldOf(x.field).short} ${symbol[x.operator]} ${boundText(x.field, x.value)}`;
    c.beginPath();
    c.lineWidth = 1;
    if (x.field === d.axes.x && x.value > s.x0 && x.value < s.x1) {
      const at = Math.round(toX(s, x.value)) + 0.5;
      c.moveTo(at, s.top); c.lineTo(at, s.bottom);
      const right = at + 120 < s.right;
      texts.push(() => { c.textAlign = right ? "left" : "right"; label(c, text, at + (right ? 7 : -7), s.bottom - 9, p.axis!, p.bg1!); });
    } else if (x.field === d.axes.y && x.value > s.y0 && x.value < s.y1) {
      const at = Math.round(toY(s, x.value)) + 0.5;
      c.moveTo(s.left, at); c.lineTo(s.right, at);
      texts.push(() => { c.textAlign = "right"; label(c, text, s.right - 6, at - 9, p.axis!, p.bg1!); });
    }
    c.stroke();
  }
  c.setLineDash([]);
  c.textBaseline = "middle";
  texts.forEach((f) => f());
}

/** Where a row stands; nothing if it has no number for an axis. */
function place(d: Drawing, row: number): { x: number; y: number } | null {
  if (row < 0 || row >= d.columns.rows) return null;
  const x = toX(d.scale, d.columns.at(d.axes.x, row));
  const y = toY(d.scale, d.columns.at(d.axes.y, row));
  return Number.isFinite(x) && Number.isFinite(y) ? { x, y } : null;
}

/** Hollow squares, with steps between them: beyond the steps there is nothing. */
function front(c: CanvasRenderingContext2D, d: Drawing, p: Palette): void {
  const all = d.marks.front.map((row) => place(d, row)).filter((x) => x !== null).sort((a, b) => a.x - b.x);
  if (!all.length) return;
  c.strokeStyle = p.c3!;
  c.lineWidth = 1.4;
  const right = fieldOf(d.axes.x).better === "larger";
  c.beginPath();
  all.forEach((q, i) => {
    if (i === 0) return c.moveTo(q.x, q.y);
    // As far as the better one of both in x reaches, its y is the best.
    const before = all[i - 1]!;
    c.lineTo(right ? before.x : q.x, right ? q.y : before.y);
    c.lineTo(q.x, q.y);
  });
  c.stroke();
  for (const q of all) {
    c.beginPath();
    c.rect(q.x - 3, q.y - 3, 6, 6);
    c.fillStyle = p.bg1!;
    c.fill();
    c.stroke();
  }
}

function drawMarks(c: CanvasRenderingContext2D, d: Drawing, p: Palette): void {
  const s = d.scale;
  const { marks } = d;
  const name = (row: number, { x, y }: { x: number; y: number }, side: 1 | -1, tall = 0) => {
    const flip = side < 0 ? x - 40 < s.left : x + 40 > s.right;
    const way = flip ? -side : side;
    c.font = `600 11px ${p.font}`;
    c.textAlign = way < 0 ? "right" : "left";
    label(c, num(d.columns.at("epoch", row)), x + way * 11, y + tall, p.t1!, p.bg1!);
  };
  const ring = (row: number, r: number, width: number, style: string, dash: number[] = []) => {
    const q = place(d, row);
    if (!q) return;
    c.beginPath(); c.arc(q.x, q.y, r, 0, 6.2832);
    c.setLineDash(dash); c.strokeStyle = style; c.lineWidth = width; c.stroke(); c.setLineDash([]);
  };
  c.textBaseline = "middle";
  for (const row of marks.neighbours) ring(row, 5, 1.2, p.c5!);
  ring(marks.selected, 7, 1.5, p.t1!);
  c.strokeStyle = p.bg1!;
  c.lineWidth = 1.4;
  const best = place(d, marks.best);
  if (best) {
    star(c, best.x, best.y, 7.5); c.fillStyle = p.c2!; c.fill(); c.stroke();
    if (marks.best !== marks.ours) name(marks.best, best, 1, 4);
  }
  c.strokeStyle = p.bg1!;
  c.lineWidth = 1.4;
  const ours = place(d, marks.ours);
  if (ours) {
    diamond(c, ours.x, ours.y, 6.5); c.fillStyle = p.acc!; c.fill(); c.stroke();
    name(marks.ours, ours, -1);
  }
  if (marks.whatif !== marks.ours) ring(marks.whatif, 9.5, 1.5, p.t1!, [3, 2.5]);
}

export function draw(canvas: HTMLCanvasElement, d: Drawing): void {
  const c = canvas.getContext("2d")!;
  const ratio = devicePixelRatio || 1;
  const p = palette(canvas);
  const s = d.scale;
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.clearRect(0, 0, canvas.width, canvas.height);
  c.font = `500 11px ${p.font}`;
  grid(c, d, p);
  c.save();
  c.beginPath();
  c.rect(s.left, s.top, s.right - s.left, s.bottom - s.top);
  c.clip();
  c.globalAlpha = 0.72;
  c.fillStyle = p.c7!;
  points(c, d, false);
  c.globalAlpha = 1;
  const out = excluded(d);
  c.fillStyle = p.shade!;
  c.fill(out, "nonzero");
  c.fillStyle = hatch(c, p.hatch!);
  c.fill(out, "nonzero");
  c.globalAlpha = 0.85;
  c.fillStyle = p.c1!;
  points(c, d, true);
  c.restore();
  criteriaLines(c, d, p);
  front(c, d, p);
  drawMarks(c, d, p);
}
