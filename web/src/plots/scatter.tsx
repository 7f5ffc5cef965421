// Profit against drawdown: every epoch a point, the criteria as lines, what
// they exclude hatched and dimmed.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { symbol, valueText } from "../criteria";
import type { Columns } from "../epochs";
import { num, percent, plain, signed, signedPercent } from "../format";
import type { Criterion } from "../protocol";
import { theme } from "../theme";
import { bounds, diamond, hatch, label, palette, star, ticks } from "./draw";

export interface Marks { ours: number; best: number; whatif: number; selected: number }

interface Scale { x0: number; x1: number; y0: number; y1: number; left: number; right: number; top: number; bottom: number }
const margin = { left: 52, right: 12, top: 10, bottom: 40 };

export function scaleOf(columns: Columns, criteria: Criterion[], marks: Marks, width: number, height: number): Scale {
  const d = columns.column("max_drawdown");
  const p = columns.column("profit_total_pct");
  let [, x1] = bounds(d, columns.rows, 0, 0.99);
  let [y0, y1] = bounds(p, columns.rows, 0.01, 1);
  for (const row of [marks.ours, marks.best, marks.whatif, marks.selected])
    if (row >= 0) {
      if (Number.isFinite(d[row]!)) x1 = Math.max(x1, d[row]!);
      if (Number.isFinite(p[row]!)) { y0 = Math.min(y0, p[row]!); y1 = Math.max(y1, p[row]!); }
    }
  // A line just outside is worth showing, one far away is not.
  for (const c of criteria) {
    if (!c.operator || c.value === null) continue;
    if (c.field === "max_drawdown" && c.value > 0 && c.value < x1 * 2.5) x1 = Math.max(x1, c.value * 1.15);
    if (c.field === "profit_total_pct" && Math.abs(c.value) < 2.5 * Math.max(Math.abs(y0), Math.abs(y1), 1)) {
      y0 = Math.min(y0, c.value);
      y1 = Math.max(y1, c.value);
    }
  }
  const pad = Math.max(0.5, (y1 - y0) * 0.06);
  return { x0: 0, x1: Math.max(x1 * 1.04, 1), y0: y0 - pad, y1: y1 + pad, left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom };
}

const toX = (s: Scale, v: number) => s.left + ((v - s.x0) / (s.x1 - s.x0)) * (s.right - s.left);
const toY = (s: Scale, v: number) => s.bottom - ((v - s.y0) / (s.y1 - s.y0)) * (s.bottom - s.top);

function axes(c: CanvasRenderingContext2D, s: Scale, p: ReturnType<typeof palette>, font: string): void {
  c.font = font;
  c.strokeStyle = p.grid!;
  c.fillStyle = p.axis!;
  c.lineWidth = 1;
  c.textBaseline = "middle";
  c.textAlign = "right";
  for (const t of ticks(s.y0, s.y1, (s.bottom - s.top) / 48)) {
    const y = Math.round(toY(s, t)) + 0.5;
    c.strokeStyle = t === 0 ? p.line2! : p.grid!;
    c.beginPath(); c.moveTo(s.left, y); c.lineTo(s.right, y); c.stroke();
    c.fillText(t === 0 ? "0 %" : `${signed(t, Math.abs(t) < 1 ? 1 : 0)} %`, s.left - 8, y);
  }
  c.textAlign = "center";
  c.textBaseline = "top";
  c.strokeStyle = p.grid!;
  for (const t of ticks(s.x0, s.x1, (s.right - s.left) / 84)) {
    const x = Math.round(toX(s, t)) + 0.5;
    c.beginPath(); c.moveTo(x, s.top); c.lineTo(x, s.bottom); c.stroke();
    c.fillText(`${plain(t)} %`, x, s.bottom + 8);
  }
  c.fillText("Max drawdown", (s.left + s.right) / 2, s.bottom + 25);
}

function excluded(s: Scale, criteria: Criterion[]): Path2D {
  const path = new Path2D();
  for (const c of criteria) {
    if (!c.operator || c.value === null || c.operator === "==") continue;
    const above = c.operator.startsWith(">");
    if (c.field === "max_drawdown") {
      const x = Math.min(s.right, Math.max(s.left, toX(s, c.value)));
      if (above) path.rect(s.left, s.top, x - s.left, s.bottom - s.top);
      else path.rect(x, s.top, s.right - x, s.bottom - s.top);
    } else if (c.field === "profit_total_pct") {
      const y = Math.min(s.bottom, Math.max(s.top, toY(s, c.value)));
      if (above) path.rect(s.left, y, s.right - s.left, s.bottom - y);
      else path.rect(s.left, s.top, s.right - s.left, y - s.top);
    }
  }
  return path;
}

function points(c: CanvasRenderingContext2D, s: Scale, columns: Columns, bits: Int32Array, passing: boolean): void {
  const d = columns.column("max_drawdown");
  const p = columns.column("profit_total_pct");
  const r = columns.rows > 8000 ? 1.4 : passing ? 2 : 1.7;
  c.beginPath();
  for (let i = 0; i < columns.rows; ++i) {
    if ((bits[i] === 0) !== passing || bits[i]! & (1 << 30)) continue;
    const x = toX(s, d[i]!);
    const y = toY(s, p[i]!);
    if (!(x >= s.left && x <= s.right && y >= s.top && y <= s.bottom)) continue;
    c.moveTo(x + r, y);
    c.arc(x, y, r, 0, 6.2832);
  }
  c.fill();
}

function draw(canvas: HTMLCanvasElement, s: Scale, columns: Columns, bits: Int32Array, criteria: Criterion[], marks: Marks): void {
  const c = canvas.getContext("2d")!;
  const ratio = devicePixelRatio || 1;
  const p = palette(canvas);
  const font = `500 11px ${p.font}`;
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.clearRect(0, 0, canvas.width, canvas.height);
  axes(c, s, p, font);
  c.save();
  c.beginPath();
  c.rect(s.left, s.top, s.right - s.left, s.bottom - s.top);
  c.clip();
  c.globalAlpha = 0.72;
  c.fillStyle = p.c7!;
  points(c, s, columns, bits, false);
  c.globalAlpha = 1;
  const out = excluded(s, criteria);
  c.fillStyle = p.shade!;
  c.fill(out, "nonzero");
  c.fillStyle = hatch(c, p.hatch!);
  c.fill(out, "nonzero");
  c.globalAlpha = 0.85;
  c.fillStyle = p.c1!;
  points(c, s, columns, bits, true);
  c.restore();
  criteriaLines(c, s, p, criteria);
  drawMarks(c, s, p, columns, marks);
}

function criteriaLines(c: CanvasRenderingContext2D, s: Scale, p: ReturnType<typeof palette>, criteria: Criterion[]): void {
  c.strokeStyle = p.t2!;
  c.setLineDash([4, 3]);
  const texts: (() => void)[] = [];
  for (const x of criteria) {
    if (!x.operator || x.value === null) continue;
    const text = `${x.field === "max_drawdown" ? "drawdown" : "profit"} ${symbol[x.operator]} ${valueText(x.field, x.value)}`;
    c.beginPath();
    c.lineWidth = 1;
    if (x.field === "max_drawdown" && x.value > s.x0 && x.value < s.x1) {
      const at = Math.round(toX(s, x.value)) + 0.5;
      c.moveTo(at, s.top); c.lineTo(at, s.bottom);
      const right = at + 120 < s.right;
      texts.push(() => { c.textAlign = right ? "left" : "right"; label(c, text, at + (right ? 7 : -7), s.bottom - 9, p.axis!, p.bg1!); });
    } else if (x.field === "profit_total_pct" && x.value > s.y0 && x.value < s.y1) {
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

function drawMarks(c: CanvasRenderingContext2D, s: Scale, p: ReturnType<typeof palette>, columns: Columns, marks: Marks): void {
  const at = (row: number) => ({ x: toX(s, columns.at("max_drawdown", row)), y: toY(s, columns.at("profit_total_pct", row)) });
  const name = (row: number, side: 1 | -1, tall = 0) => {
    const { x, y } = at(row);
    const flip = side < 0 ? x - 40 < s.left : x + 40 > s.right;
    const way = flip ? -side : side;
    c.font = `600 11px ${p.font}`;
    c.textAlign = way < 0 ? "right" : "left";
    label(c, num(columns.at("epoch", row)), x + way * 11, y + tall, p.t1!, p.bg1!);
  };
  c.textBaseline = "middle";
  if (marks.selected >= 0) {
    const { x, y } = at(marks.selected);
    c.beginPath(); c.arc(x, y, 7, 0, 6.2832); c.strokeStyle = p.t1!; c.lineWidth = 1.5; c.stroke();
  }
  c.lineWidth = 1.4;
  c.strokeStyle = p.bg1!;
  if (marks.best >= 0) {
    const { x, y } = at(marks.best);
    star(c, x, y, 7.5); c.fillStyle = p.c2!; c.fill(); c.stroke();
    if (marks.best !== marks.ours) name(marks.best, 1, 4);
  }
  c.strokeStyle = p.bg1!;
  c.lineWidth = 1.4;
  if (marks.ours >= 0) {
    const { x, y } = at(marks.ours);
    diamond(c, x, y, 6.5); c.fillStyle = p.acc!; c.fill(); c.stroke();
    name(marks.ours, -1);
  }
  if (marks.whatif >= 0 && marks.whatif !== marks.ours) {
    const { x, y } = at(marks.whatif);
    c.beginPath(); c.arc(x, y, 9.5, 0, 6.2832); c.setLineDash([3, 2.5]); c.strokeStyle = p.t1!; c.lineWidth = 1.5; c.stroke(); c.setLineDash([]);
  }
}

/** The nearest drawn row within 14 px; -1 if there is none. */
export function nearest(s: Scale, columns: Columns, x: number, y: number): number {
  let best = 14 * 14;
  let found = -1;
  const d = columns.column("max_drawdown");
  const p = columns.column("profit_total_pct");
  const trades = columns.column("trades");
  for (let i = 0; i < columns.rows; ++i) {
    if (!(trades[i]! > 0)) continue;
    const dx = toX(s, d[i]!) - x;
    const dy = toY(s, p[i]!) - y;
    const q = dx * dx + dy * dy;
    if (q < best) { best = q; found = i; }
  }
  return found;
}

export function Scatter({ columns, version, bits, criteria, marks, onPick }: {
  columns: Columns; version: number; bits: Int32Array; criteria: Criterion[]; marks: Marks; onPick: (row: number) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const scale = useRef<Scale | null>(null);
  const [size, setSize] = useState({ w: 0, h: 0 });
  const [over, setOver] = useState<{ row: number; x: number; y: number } | null>(null);
  useEffect(() => {
    const o = new ResizeObserver(([e]) => e && setSize({ w: e.contentRect.width, h: e.contentRect.height }));
    o.observe(box.current!);
    return () => o.disconnect();
  }, []);
  const look = theme.value;
  useLayoutEffect(() => {
    const k = canvas.current;
    if (!k || size.w < 80 || size.h < 80) return;
    const ratio = devicePixelRatio || 1;
    const w = Math.round(size.w * ratio);
    const h = Math.round(size.h * ratio);
    if (k.width !== w || k.height !== h) { k.width = w; k.height = h; k.style.width = `${size.w}px`; k.style.height = `${size.h}px`; }
    scale.current = scaleOf(columns, criteria, marks, size.w, size.h);
    // The theme's colours are there once its attribute is set.
    const f = requestAnimationFrame(() => draw(k, scale.current!, columns, bits, criteria, marks));
    return () => cancelAnimationFrame(f);
  }, [columns, version, bits, criteria, marks.ours, marks.best, marks.whatif, marks.selected, size.w, size.h, look]);
  const place = (e: MouseEvent) => {
    const b = box.current!.getBoundingClientRect();
    return { x: e.clientX - b.left, y: e.clientY - b.top };
  };
  const passing = bits.reduce((a, x) => a + (x === 0 ? 1 : 0), 0);
  const e = over && over.row < columns.rows ? columns.epoch(over.row) : null;
  return (
    <div class="plot" ref={box} role="img" data-testid="scatter"
      aria-label={`Profit against drawdown of ${num(columns.rows)} epochs; ${num(passing)} meet the criteria. “Show as table” has the figures.`}
      onMouseMove={(m) => { const at = place(m); const row = scale.current ? nearest(scale.current, columns, at.x, at.y) : -1; setOver(row < 0 ? null : { row, ...at }); }}
      onMouseLeave={() => setOver(null)} onClick={() => over && onPick(over.row)} style={{ cursor: over ? "pointer" : "default" }}>
      <canvas ref={canvas} />
      {e && over && (
        <div class="tip" style={{ left: `${Math.min(over.x + 12, size.w - 168)}px`, top: `${Math.max(0, over.y - 62)}px` }}>
          <b>Epoch {num(e.epoch)}</b><br />{signedPercent(e.profit_total_pct)} profit, {percent(e.max_drawdown, 2)} down<br />{num(e.trades)} trades, objective {num(e.objective, 3)}
        </div>
      )}
    </div>
  );
}
