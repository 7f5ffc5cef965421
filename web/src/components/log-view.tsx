// A long list of lines: drawn where one looks, following its end if wanted.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { matchesIn } from "../find";
import { Button } from "./base";
import { useVirtual } from "./virtual";

export function LogView({ count, row, version, follow, onFollow, wrap, label, onTop, onBottom, prepended, goto, class: extra = "" }: {
  count: number; row: (index: number) => { class: string; children: ComponentChildren }; version: unknown;
  follow: boolean; onFollow: (on: boolean) => void; wrap: boolean; label: string;
  onTop?: () => void; onBottom?: () => void; prepended?: number; goto?: { index: number; key: unknown } | null; class?: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { items, total, virtualizer } = useVirtual({ count, size: 20, element: box, overscan: 20 });
  const mine = useRef(0);
  const seen = useRef(prepended ?? 0);

  useLayoutEffect(() => { virtualizer.measure(); }, [wrap, virtualizer]);
  useLayoutEffect(() => {
    const b = box.current;
    if (!b) return;
    const added = (prepended ?? 0) - seen.current;
    seen.current = prepended ?? 0;
    // Lines came or went above: stay at the line that is being read.
    if (added !== 0 && !follow) { mine.current = Date.now(); b.scrollTop += added * 20; }
  }, [prepended, version]);
  useEffect(() => {
    if (!follow) return;
    const b = box.current;
    const f = requestAnimationFrame(() => { if (b) { mine.current = Date.now(); b.scrollTop = b.scrollHeight; } });
    return () => cancelAnimationFrame(f);
  }, [follow, version, count, total]);
  useEffect(() => {
    if (!goto || goto.index < 0) return;
    mine.current = Date.now();
    virtualizer.scrollToIndex(goto.index, { align: "center" });
  }, [goto?.key, goto?.index]);

  const scrolled = () => {
    const b = box.current!;
    const fromEnd = b.scrollHeight - b.scrollTop - b.clientHeight;
    if (b.scrollTop < 400) onTop?.();
    if (fromEnd < 400) onBottom?.();
    if (Date.now() - mine.current < 150) return;
    if (follow && fromEnd > 60) onFollow(false);
    else if (!follow && fromEnd < 4 && count > 0) onFollow(true);
  };
  return (
    <div class="logbody">
      <div class={`log ${wrap ? "wrap" : ""} ${extra}`} ref={box} tabIndex={0} role="log" aria-label={label} aria-live="off" onScroll={scrolled} data-testid="log">
        <div class="inner" style={{ height: `${total}px` }}>
          {items.map((i) => {
            if (i.index >= count) return null;
            const r = row(i.index);
            return (
              <div key={i.key as number} data-index={i.index} ref={wrap ? (e) => { if (e) virtualizer.measureElement(e); } : undefined}
                class={`ll ${r.class}`} style={{ transform: `translateY(${i.start}px)` }}>{r.children}</div>
            );
          })}
        </div>
      </div>
      {!follow && count > 0 && <span class="jumpend"><Button icon="follow" onClick={() => onFollow(true)}>To the end</Button></span>}
    </div>
  );
}

/** Text with what was searched for marked. */
export function Marked({ text, query, current }: { text: string; query: string; current?: boolean }) {
  const parts = matchesIn(text, query);
  if (parts.length < 2) return <>{text}</>;
  return <>{parts.map((x, i) => (i % 2 ? <mark key={i} class={current ? "cur" : ""}>{x}</mark> : <span key={i}>{x}</span>))}</>;
}
