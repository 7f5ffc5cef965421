// What all canvas plots share: colours of the theme, scales, shapes.

export interface Palette { [name: string]: string }

export function palette(element: Element): Palette {
  const style = getComputedStyle(element);
  return new Proxy({}, { get: (_, name: string) => style.getPropertyValue(`--${name}`).trim() });
}

/** Ticks at 1, 2 or 5 times a power of ten. */
export function ticks(low: number, high: number, about: number): number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [low];
  const raw = span / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((x) => x * power >= raw * 0.999) ?? 10);
  const out: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i) out.push(i * step || 0);
  return out;
}

/** Bounds that show nearly all: a wild outlier must not squeeze the rest. */
export function bounds(values: Float64Array, rows: number, low: number, high: number): [number, number] {
  const known: number[] = [];
  const step = Math.max(1, Math.floor(rows / 20_000));
  for (let i = 0; i < rows; i += step) if (Number.isFinite(values[i]!)) known.push(values[i]!);
  if (!known.length) return [0, 1];
  known.sort((a, b) => a - b);
  const at = (q: number) => known[Math.min(known.length - 1, Math.max(0, Math.round(q * (known.length - 1))))]!;
  return [at(low), at(high)];
}

export function star(c: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  c.beginPath();
  for (let i = 0; i < 10; ++i) {
    const a = (Math.PI * i) / 5 - Math.PI / 2;
    const d = i % 2 ? r * 0.45 : r;
    c[i ? "lineTo" : "moveTo"](x + d * Math.cos(a), y + d * Math.sin(a));
  }
  c.closePath();
}

export function diamond(c: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  c.beginPath();
  c.moveTo(x, y - r);
  c.lineTo(x + r, y);
  c.lineTo(x, y + r);
  c.lineTo(x - r, y);
  c.closePath();
}

/** Text that stays readable on points. */
export function label(c: CanvasRenderingContext2D, text: string, x: number, y: number, fill: string, halo: string): void {
  c.lineJoin = "round";
  c.lineWidth = 4;
  c.strokeStyle = halo;
  c.strokeText(text, x, y);
  c.fillStyle = fill;
  c.fillText(text, x, y);
}

export function hatch(c: CanvasRenderingContext2D, color: string): CanvasPattern | string {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const t = tile.getContext("2d")!;
  t.strokeStyle = color;
  t.lineWidth = 1.1;
  t.beginPath();
  for (const d of [-6, 0, 6]) {
    t.moveTo(d, 6);
    t.lineTo(d + 6, 0);
  }
  t.stroke();
  return c.createPattern(tile, "repeat") ?? "transparent";
}
