// A window over rows of one height, millions of them: nothing is kept for each.
import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** Browsers cut what is higher, px: 33.5 million in Chromium, 17.9 in Firefox. */
const highest = 15_000_000;

export interface Window { first: number; end: number; before: number; after: number }

/** The rows in sight and the space above and below them, px. Beyond the highest
 *  that a browser can draw, the bar stands for more rows than it has pixels. */
export function windowOf(x: { top: number; height: number; count: number; size: number; overscan: number }): Window {
  const whole = x.count * x.size;
  const drawn = Math.min(whole, highest);
  const reach = Math.max(0, drawn - x.height);
  const top = Math.min(Math.max(0, x.top), reach);
  const at = whole === drawn || reach === 0 ? top : (top / reach) * (whole - x.height);
  const first = Math.max(0, Math.floor(at / x.size) - x.overscan);
  const end = Math.min(x.count, Math.ceil((at + x.height) / x.size) + x.overscan);
  const before = Math.max(0, Math.min(drawn - (end - first) * x.size, first * x.size - (at - top)));
  return { first, end, before, after: Math.max(0, drawn - before - (end - first) * x.size) };
}

/** Follows the scrolling of an element. */
export function useFixedRows(element: RefObject<HTMLElement>, count: number, size: number, overscan = 12): Window {
  const scaled = count * size > highest;
  const [at, setAt] = useState({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const e = element.current!;
    // Rows within one step of the overscan are drawn already; where the bar is
    // too short for the rows, each pixel is another place.
    const step = scaled ? 1 : Math.max(1, overscan >> 1) * size;
    const look = () => setAt((old) => {
      const top = e.scrollTop - (e.scrollTop % step);
      return old.top === top && old.height === e.clientHeight ? old : { top, height: e.clientHeight };
    });
    const o = new ResizeObserver(look);
    o.observe(e);
    e.addEventListener("scroll", look, { passive: true });
    return () => { o.disconnect(); e.removeEventListener("scroll", look); };
  }, [element, size, overscan, scaled]);
  return windowOf({ ...at, count, size, overscan });
}
