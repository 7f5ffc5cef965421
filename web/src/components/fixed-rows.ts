// A window over rows of one height, millions of them: nothing is kept for each.
import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** Browsers cut what is higher, px: 33.5 million in Chromium, 17.9 in Firefox. */
const highest = 10_000_000;

export interface Rows { count: number; size: number; height: number }
/** Where the bar stands, and where in the rows that is, px. They are the same
 *  as long as the rows are no higher than what can be drawn. */
export interface Place { top: number; at: number }
export interface Window { first: number; end: number; before: number; after: number }

function spans({ count, size, height }: Rows): { drawn: number; reach: number; far: number } {
  const drawn = Math.min(count * size, highest);
  return { drawn, reach: Math.max(0, drawn - height), far: Math.max(0, count * size - height) };
}
const clamp = (x: number, high: number) => Math.min(high, Math.max(0, x));

/** Where the bar has moved to. Wheel and keys move by rows; a bar that is drawn
 *  further stands for its share of all rows. */
export function placeOf(old: Place, top: number, rows: Rows): Place {
  const { reach, far } = spans(rows);
  if (reach === far) return { top, at: clamp(top, far) };
  const step = top - old.top;
  if (Math.abs(step) <= 2 * rows.height) return { top, at: clamp(old.at + step, far) };
  return { top, at: reach ? (clamp(top, reach) / reach) * far : 0 };
}

/** Where the bar should stand for a place in the rows; null while it is near
 *  enough and can still move. */
export function barOf({ top, at }: Place, rows: Rows): number | null {
  const { reach, far } = spans(rows);
  if (reach === far || far === 0) return null;
  const should = Math.round((at / far) * reach);
  const stuck = (top <= 0 && at > 0) || (top >= reach && at < far);
  // One that is not at an end of the rows does not stand at an end itself.
  const free = at <= 0 ? 0 : at >= far ? reach : Math.min(Math.max(should, rows.height), reach - rows.height);
  return stuck || Math.abs(should - top) > 2 * rows.height ? free : null;
}

/** The rows in sight and some more, with the space above and below them. */
export function windowOf({ top, at }: Place, rows: Rows, overscan: number): Window {
  const { drawn } = spans(rows);
  const first = Math.max(0, Math.min(rows.count, Math.floor(at / rows.size)) - overscan);
  const end = Math.min(rows.count, Math.ceil((at + rows.height) / rows.size) + overscan);
  const before = clamp(first * rows.size - (at - top), Math.max(0, drawn - (end - first) * rows.size));
  return { first, end, before, after: Math.max(0, drawn - before - (end - first) * rows.size) };
}

/** Follows the scrolling of an element. */
export function useFixedRows(element: RefObject<HTMLElement>, count: number, size: number, overscan = 12): Window {
  const [seen, setSeen] = useState({ top: 0, at: 0, height: 600 });
  useLayoutEffect(() => {
    const e = element.current!;
    const scaled = count * size > highest;
    const look = () => setSeen((old) => {
      const rows = { count, size, height: e.clientHeight };
      let place = placeOf(old, e.scrollTop, rows);
      const bar = barOf(place, rows);
      if (bar !== null) {
        e.scrollTop = bar;
        place = { top: e.scrollTop, at: place.at };
      }
      // Rows within one step of the overscan are drawn already.
      const step = Math.max(1, overscan >> 1) * size;
      const same = old.height === rows.height && (scaled ? old.top === place.top && old.at === place.at : Math.floor(old.top / step) === Math.floor(place.top / step));
      return same ? old : { ...place, height: rows.height };
    });
    look();
    const o = new ResizeObserver(look);
    o.observe(e);
    e.addEventListener("scroll", look, { passive: true });
    return () => { o.disconnect(); e.removeEventListener("scroll", look); };
  }, [element, count, size, overscan]);
  return windowOf(seen, { count, size, height: seen.height }, overscan);
}
