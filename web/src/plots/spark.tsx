import { useRef, useState } from "preact/hooks";
import { clockSeconds } from "../format";
import { nearest, sparkShape, type Sample } from "./spark-shape";

/** A line of the last values, too small for axes; the number stands beside it.
 *  Pointing at it tells time and value. With `keys` it takes the focus, and the
 *  arrow keys walk along it. `label` names what is drawn. */
export function Spark({ values, width = 56, height = 18, color, label, text, keys = false, wide = false }: {
  values: readonly Sample[]; width?: number; height?: number; color: string; label: string; text: (v: number) => string;
  keys?: boolean; wide?: boolean;
}) {
  const box = useRef<HTMLSpanElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const shape = sparkShape(values, width, height);
  const frame = { class: `sparkb ${wide ? "wide" : ""}`, style: { width: wide ? undefined : `${width}px`, height: `${height}px` } };
  if (!shape) return <span {...frame} aria-hidden="true" />;
  const last = values.length - 1;
  const here = at === null ? null : Math.min(at, last);
  const say = (i: number) => `${clockSeconds(values[i]!.t)}, ${text(values[i]!.v)}`;
  const summary = `${label} since ${clockSeconds(values[0]!.t)}: now ${text(values[last]!.v)}` +
    (shape.peak >= 0 ? `, highest ${text(values[shape.peak]!.v)} at ${clockSeconds(values[shape.peak]!.t)}` : "");
  const move = (e: PointerEvent) => {
    const r = box.current!.getBoundingClientRect();
    setAt(nearest(shape.x, ((e.clientX - r.left) / r.width) * width));
  };
  const press = (e: KeyboardEvent) => {
    const to: Record<string, number> = { ArrowLeft: (here ?? last) - 1, ArrowRight: (here ?? last) + 1, Home: 0, End: last };
    if (e.key === "Escape") return setAt(null);
    if (!(e.key in to)) return;
    e.preventDefault();
    setAt(Math.max(0, Math.min(last, to[e.key]!)));
  };
  const role = keys
    ? { role: "slider" as const, tabIndex: 0, "aria-valuemin": 0, "aria-valuemax": last, "aria-valuenow": here ?? last, "aria-valuetext": here === null ? summary : say(here), "aria-readonly": true }
    : { role: "img" as const };
  return (
    <span {...frame} ref={box} {...role} aria-label={keys ? label : summary} data-testid="spark"
      onPointerMove={move} onPointerLeave={() => setAt(null)} onKeyDown={keys ? press : undefined} onBlur={() => setAt(null)}>
      <svg class="spark" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={shape.area} fill={color} opacity=".13" />
        <path d={shape.line} fill="none" stroke={color} stroke-width="1.5" stroke-linejoin="round" />
      </svg>
      {shape.peak >= 0 && <i class="pk" style={place(shape.x[shape.peak]!, shape.y[shape.peak]!, width, color)} />}
      {here !== null && (
        <>
          <i class="pk cur" style={place(shape.x[here]!, shape.y[here]!, width, color)} />
          <Tip box={box.current!} share={shape.x[here]! / width}><b>{text(values[here]!.v)}</b> {clockSeconds(values[here]!.t)}{here === shape.peak ? ", highest" : ""}</Tip>
        </>
      )}
    </span>
  );
}

const place = (x: number, y: number, width: number, color: string) => ({ left: `${(x / width) * 100}%`, top: `${y}px`, background: color });

/** Beside the window's edge it stays within, whatever scrolls around it. */
function Tip({ box, share, children }: { box: HTMLElement; share: number; children: preact.ComponentChildren }) {
  const r = box.getBoundingClientRect();
  const x = Math.max(70, Math.min(innerWidth - 70, r.left + r.width * share));
  const below = r.top < 40 || r.height > 24; // a large one has its figures above
  return (
    <span class="tip sparkt" style={{ left: `${x}px`, top: `${below ? r.bottom + 6 : r.top - 6}px`, transform: `translate(-50%,${below ? "0" : "-100%"})` }}>{children}</span>
  );
}
