// Two fields of every epoch: each a point, the criteria as lines, what they
// exclude hatched and dimmed, the Pareto front, our choice and others marked.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Columns } from "../columns";
import { cellText, fieldOf, valueWithUnit } from "../fields";
import { num } from "../format";
import type { Criterion } from "../protocol";
import type { Judgement } from "../table";
import { theme } from "../theme";
import { Cloud, mostPoints, scaleOf, type Axes, type Marks, type Scale } from "./plane";
import { draw } from "./scatter-draw";

interface Frame { key: string; rows: number; scale: Scale }

/** Of many epochs a few more move no axis: then only the new points are added. */
function frameOf(old: Frame | null, key: string, rows: number, make: () => Scale): Frame {
  if (old && old.key === key && rows > mostPoints && rows >= old.rows && rows < old.rows * 1.05) return old;
  return { key, rows, scale: make() };
}

/** What the plot shows, in words. */
export const summary = (axes: Axes, epochs: number, passing: number, front: number) =>
  `${fieldOf(axes.y).text} against ${fieldOf(axes.x).text.toLowerCase()} of ${num(epochs)} epochs; ${num(passing)} meet the criteria${front ? `, ${num(front)} make the Pareto front` : ""}. “Show as table” has the figures.`;

export function Scatter({ columns, version, bits, judgement, criteria, marks, frontTotal, axes, onPick }: {
  columns: Columns; version: number; bits: Int32Array; judgement: Judgement; criteria: Criterion[]; marks: Marks;
  /** How many make the front; the marks may be fewer. */
  frontTotal: number;
  axes: Axes; onPick: (row: number) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<Frame | null>(null);
  const cloud = useMemo(() => new Cloud(columns), [columns]);
  const [size, setSize] = useState({ w: 0, h: 0 });
  const [over, setOver] = useState<{ row: number; x: number; y: number } | null>(null);
  useEffect(() => {
    const o = new ResizeObserver(([e]) => e && setSize({ w: e.contentRect.width, h: e.contentRect.height }));
    o.observe(box.current!);
    return () => o.disconnect();
  }, []);
  const look = theme.value;
  const shown = JSON.stringify([axes, criteria, marks, size]);
  useLayoutEffect(() => {
    const k = canvas.current;
    if (!k || size.w < 80 || size.h < 80) return;
    const ratio = devicePixelRatio || 1;
    const w = Math.round(size.w * ratio);
    const h = Math.round(size.h * ratio);
    if (k.width !== w || k.height !== h) { k.width = w; k.height = h; k.style.width = `${size.w}px`; k.style.height = `${size.h}px`; }
    // The theme's colours are there once its attribute is set.
    const f = requestAnimationFrame(() => {
      const { scale } = (frame.current = frameOf(frame.current, `${shown} ${columns.revision}`, columns.rows, () => scaleOf(columns, axes, criteria, marks, size.w, size.h)));
      cloud.update(axes, scale, bits, judgement.era);
      draw(k, { scale, axes, columns, bits, points: cloud.points(), criteria, marks });
    });
    return () => cancelAnimationFrame(f);
  }, [columns, cloud, version, bits, shown, look]);
  const place = (e: MouseEvent) => {
    const b = box.current!.getBoundingClientRect();
    return { x: e.clientX - b.left, y: e.clientY - b.top };
  };
  const e = over && over.row < columns.rows ? over.row : -1;
  const [fx, fy] = [fieldOf(axes.x), fieldOf(axes.y)];
  return (
    <div class="plot" ref={box} role="img" data-testid="scatter"
      aria-label={summary(axes, columns.rows, judgement.passing, frontTotal)}
      onMouseMove={(m) => { const at = place(m); const row = cloud.nearest(at.x, at.y); setOver(row < 0 ? null : { row, ...at }); }}
      onMouseLeave={() => setOver(null)} onClick={() => over && onPick(over.row)} style={{ cursor: over ? "pointer" : "default" }}>
      <canvas ref={canvas} />
      {e >= 0 && over && (
        <div class="tip" style={{ left: `${Math.max(0, Math.min(over.x + 12, size.w - 190))}px`, top: `${Math.max(0, over.y - 62)}px` }}>
          <b>Epoch {num(columns.at("epoch", e))}</b><br />
          {valueWithUnit(axes.y, columns.at(axes.y, e))} {fy.short}, {valueWithUnit(axes.x, columns.at(axes.x, e))} {fx.short}<br />
          {num(columns.at("trades", e))} trades, objective {cellText("objective", columns.at("objective", e))}
        </div>
      )}
    </div>
  );
}
