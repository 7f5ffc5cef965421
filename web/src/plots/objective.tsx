// The objective of each epoch and the best so far. Lower is better.
import uPlot from "uplot";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Columns } from "../columns";
import { minus, num, plain } from "../format";
import { theme } from "../theme";
import { bounds, label, palette, star } from "./draw";
import { ObjectiveData } from "./objective-data";

function options(width: number, height: number, element: Element, wanted: () => number, shown: ObjectiveData): uPlot.Options {
  const p = palette(element);
  const font = `500 11px ${p.font}`;
  const axis = { stroke: p.axis!, font, ticks: { show: false }, grid: { stroke: p.grid!, width: 1 }, gap: 6 };
  return {
    width, height, padding: [8, 28, 0, 0], cursor: { show: true, points: { show: false }, drag: { x: false, y: false } }, legend: { show: false },
    scales: {
      x: { time: false, range: (_u, _min, max) => [0, Math.max(wanted(), max ?? 1, 10)] },
      y: {
        range: () => {
          const finite = shown.known();
          if (!finite.length) return [-1, 1];
          const [low, high] = bounds(finite, finite.length, 0, 0.97);
          const pad = Math.max(0.05, (high - low) * 0.08);
          return [low - 1.8 * pad, high + pad]; // the label stands below the lowest
        },
      },
    },
    axes: [
      { ...axis, size: 24, label: "Epoch", labelFont: font, labelSize: 16, labelGap: 0, grid: { show: false }, space: 56, values: (_u, v) => v.map((x) => num(x)) },
      { ...axis, size: 40, space: 42, values: (_u, v) => v.map((x) => plain(x)) },
    ],
    series: [
      {},
      { label: "Epoch", stroke: p.c7!, paths: () => null, points: { show: true, size: 3.4, width: 0, fill: p.c7!, stroke: p.c7! } },
      { label: "Best so far", stroke: p.c2!, width: 2, paths: uPlot.paths.stepped!({ align: 1 }), points: { show: false } },
    ],
    hooks: {
      drawClear: [(u) => togo(u, p, wanted())],
      draw: [(u) => togoText(u, p, wanted()), (u) => bestMark(u, p)],
    },
  };
}

function togo(u: uPlot, p: ReturnType<typeof palette>, wanted: number): void {
  const last = u.data[0][u.data[0].length - 1] ?? 0;
  if (wanted - last < 1) return;
  const c = u.ctx;
  const from = u.valToPos(last, "x", true);
  const to = u.valToPos(wanted, "x", true);
  c.save();
  c.globalAlpha = 0.6;
  c.fillStyle = p.bg2!;
  c.fillRect(from, u.bbox.top, to - from, u.bbox.height);
  c.restore();
}

/** Above the grid, which would strike it through. */
function togoText(u: uPlot, p: ReturnType<typeof palette>, wanted: number): void {
  const last = u.data[0][u.data[0].length - 1] ?? 0;
  if (wanted - last < 1) return;
  const c = u.ctx;
  const from = u.valToPos(last, "x", true);
  const to = u.valToPos(wanted, "x", true);
  c.save();
  const r = devicePixelRatio || 1;
  c.font = `500 ${11 * r}px ${p.font}`;
  c.textAlign = "center";
  c.textBaseline = "middle";
  if (to - from > 70 * r) label(c, `${num(wanted - last)} to go`, (from + to) / 2, u.bbox.top + 14 * r, p.axis!, p.bg1!);
  c.restore();
}

function bestMark(u: uPlot, p: ReturnType<typeof palette>): void {
  const y = u.data[2] as (number | null)[];
  const v = y[y.length - 1];
  if (v === null || v === undefined) return;
  const i = y.indexOf(v);
  const r = devicePixelRatio || 1;
  const x = u.valToPos(u.data[0][i]!, "x", true);
  const at = u.valToPos(v, "y", true);
  const c = u.ctx;
  c.save();
  star(c, x, at, 7 * r);
  c.fillStyle = p.c2!;
  c.strokeStyle = p.bg1!;
  c.lineWidth = 1.3 * r;
  c.fill();
  c.stroke();
  c.font = `600 ${11 * r}px ${p.font}`;
  c.textBaseline = "middle";
  const flip = x + 60 * r > u.bbox.left + u.bbox.width;
  c.textAlign = flip ? "right" : "left";
  // Below the line of the best, where by its meaning nothing else is.
  const below = at + 13 * r < u.bbox.top + u.bbox.height - 6 * r;
  label(c, v < 0 ? minus + Math.abs(v).toFixed(2) : v.toFixed(2), x + (flip ? -9 : 9) * r, at + (below ? 13 : -13) * r, p.t1!, p.bg1!);
  c.restore();
}

export function Objective({ columns, version, wanted }: { columns: Columns; version: number; wanted: number | null }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const goal = useRef(wanted ?? 0);
  goal.current = wanted ?? 0;
  const look = theme.value;
  const shown = useMemo(() => new ObjectiveData(columns), [columns]);
  const data = () => shown.update() as unknown as uPlot.AlignedData;
  useEffect(() => {
    const host = box.current!;
    const make = () => {
      plot.current?.destroy();
      const { width, height } = host.getBoundingClientRect();
      plot.current = width > 60 ? new uPlot(options(width, height, host, () => goal.current, shown), data(), host) : null;
    };
    const f = requestAnimationFrame(make);
    const o = new ResizeObserver(() => {
      const { width, height } = host.getBoundingClientRect();
      if (plot.current) plot.current.setSize({ width, height });
      else make();
    });
    o.observe(host);
    return () => { cancelAnimationFrame(f); o.disconnect(); plot.current?.destroy(); plot.current = null; };
  }, [shown, look]);
  useEffect(() => { plot.current?.setData(data()); }, [version, wanted, shown]);
  return <div class="plot" ref={box} role="img" aria-label="Objective over epochs with the best so far. “Show as table” has the figures." />;
}
