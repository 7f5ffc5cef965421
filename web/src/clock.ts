import { signal } from "@preact/signals";

/** Ticks each second while the page is seen; figures that age read it. */
export const now = signal(Date.now());

export function startClock(): void {
  setInterval(() => {
    if (!document.hidden) now.value = Date.now();
  }, 1000);
}
