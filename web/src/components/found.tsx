// What a search has found: where, and the line; choosing one jumps to it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Match, OutputSearch } from "../find-output";
import { bytes, num, plural } from "../format";
import { reason } from "../toasts";
import { stripAnsi } from "../ansi";
import { Button } from "./base";
import { Icon } from "./icon";
import { Marked } from "./log-view";
import { useVirtual } from "./virtual";

const narrow = () => matchMedia("(max-width:639px)").matches;

/** The words around what was searched for. */
export function around(text: string, query: string, before = 40): string {
  const plain = stripAnsi(text).replace(/\s+/g, " ").trim();
  const at = plain.toLowerCase().indexOf(query.toLowerCase());
  return at > before + 10 ? `…${plain.slice(at - before)}` : plain;
}

/** How much was looked through. */
export function searchedText(s: OutputSearch, size: number): string {
  if (s.error) return `The search failed. ${reason(s.error)}`;
  if (s.full) return `The first ${num(s.matches.length)} are shown: a longer word finds fewer.`;
  if (!s.answered) return "Searching…";
  return s.complete ? "All of it was searched." : `Searched up to ${bytes(s.scannedTo)} of ${bytes(Math.max(size, s.scannedTo))}.`;
}

export function Found({ search, at, size, onPick }: { search: OutputSearch; at: number; size: number; onPick: (index: number) => void }) {
  void search.version.value;
  const [open, setOpen] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  const phone = narrow();
  const height = phone ? 44 : 24;
  const words = (m: Match) => around(m.text, search.query, phone ? 8 : 40);
  const { items, total, virtualizer } = useVirtual({ count: search.matches.length, size: height, element: box, overscan: 8 });
  useEffect(() => { if (at >= 0 && open) virtualizer.scrollToIndex(at, { align: "auto" }); }, [at, open]);
  const more = !search.complete && !search.full && search.answered;
  return (
    <div class="found" data-testid="found">
      <div class="foundh">
        <button type="button" class="exp" aria-expanded={open} onClick={() => setOpen(!open)} data-testid="found-toggle">
          <Icon name="right" size="s" />{search.answered ? plural(search.matches.length, "match", "matches") : "…"}</button>
        <span class="t3" role="status" data-testid="searched">{searchedText(search, size)}</span>
        {(more || search.error !== null) && (
          <Button icon="down" busy={search.busy} disabled={search.busy} data-testid="go-on" onClick={() => void search.goOn()}>{search.error ? "Try again" : "Go on"}</Button>
        )}
      </div>
      {open && search.matches.length > 0 && (
        <div class="foundl" ref={box} role="list" aria-label="Matches" style={{ height: `${Math.min(phone ? 3 : 6, search.matches.length) * height}px` }}>
          <div style={{ height: `${total}px`, position: "relative" }}>
            {items.map((i) => {
              const m = search.matches[i.index];
              return m && (
                <div role="listitem" key={m.offset} class="foundi" style={{ transform: `translateY(${i.start}px)`, height: `${height}px` }}>
                  <button type="button" aria-current={i.index === at ? "true" : undefined} onClick={() => onPick(i.index)} data-testid="match"
                    aria-label={`Match ${num(i.index + 1)} at byte ${num(m.offset)}: ${words(m)}`}>
                    <span class="of">{num(m.offset)}</span><span class="ell"><Marked text={words(m)} query={search.query} current={i.index === at} /></span>
                  </button>
                </div>
              );
            })}
          </div>
        </div>
      )}
    </div>
  );
}
